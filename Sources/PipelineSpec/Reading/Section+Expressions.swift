import Expressions

extension Section {
    /// The longest expression in bytes.
    static var expressionLimit: Int { 16_384 }

    /// A checked expression that yields one of some types.
    func expression(_ name: String, scope: Scope, yields types: [ValueType]) -> CheckedExpression? {
        expression(name, scope: scope, yields: types) { $0 }
    }

    /// As above; `explaining` may put problems into the pipeline's own words.
    func expression(
        _ name: String, scope: Scope, yields types: [ValueType],
        explaining: (ExpressionProblem) -> ExpressionProblem
    ) -> CheckedExpression? {
        guard let (node, scalar) = code(name) else { return nil }
        do throws(ExpressionProblems) {
            let checked = try CheckedExpression(scalar.text, scope: scope.withZones)
            if types.contains(checked.type) { return checked }
            let words = listed(types.map { "\($0)" })
            log.report(
                "'\(name)' yields \(checked.type)", at: node, expected: "an expression that yields \(words)")
        } catch {
            log.report(
                ExpressionProblems(problems: error.problems.map(explaining)), in: scalar, at: node.start)
        }
        return nil
    }

    /// A checked template.
    func template(
        _ name: String, scope: Scope, explaining: (ExpressionProblem) -> ExpressionProblem
    ) -> CheckedTemplate? {
        guard let (node, scalar) = code(name) else { return nil }
        do throws(ExpressionProblems) {
            return try CheckedTemplate(scalar.text, scope: scope.withZones)
        } catch {
            log.report(
                ExpressionProblems(problems: error.problems.map(explaining)), in: scalar, at: node.start)
            return nil
        }
    }

    private func code(_ name: String) -> (node: YAMLNode, scalar: YAMLScalar)? {
        guard let entry = entry(name) else { return nil }
        guard case .scalar(let scalar) = entry.value.content else {
            if case .unreadable = entry.value.content { return nil }
            log.report(
                "'\(name)' of \(title) is \(entry.value.kind)", at: entry.value,
                expected: expected(name) + "; quotes around text that begins with [ or {")
            return nil
        }
        guard scalar.text.utf8.count <= Self.expressionLimit else {
            log.report(
                "'\(name)' has \(scalar.text.utf8.count) bytes, which is too much", at: entry.key.place,
                expected: "at most \(Self.expressionLimit) bytes")
            return nil
        }
        return (entry.value, scalar)
    }
}
