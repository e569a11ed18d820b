/// One case of a conformance suite: an expression, what its names hold, and what it must come to.
public struct ConformanceCase: Sendable {
    /// What a case expects.
    public enum Expectation: Sendable {
        case value(CELValue)
        /// Any problem or error.
        case error
    }

    /// Where it comes from: `file/section/name`.
    public let name: String
    /// The expression.
    public let text: String
    /// What it must come to.
    public let expectation: Expectation
    private let variables: [String: CELValue]
    private let types: [String: ValueType]
    /// The type that the expression was found to have by others, where it is known.
    public let deducedType: String?
    private let container: String
    private let isChecked: Bool

    /// Reads a case from a line of JSON with the members `file`, `section`, `name`, `expr`, `bindings`, `type_env`,
    /// `container`, `disable_check` and `expect`; `nil` when it is malformed.
    public init?(_ line: String) {
        guard let json = JSONReader.read(line), let text = json["expr"]?.string, let expect = json["expect"]
        else {
            return nil
        }
        self.text = text
        name = ["file", "section", "name"].map { json[$0]?.string ?? "" }.joined(separator: "/")
        if let value = expect["value"] {
            guard let value = TaggedValue.value(value) else { return nil }
            expectation = .value(value)
        } else {
            guard expect["error"]?.bool == true else { return nil }
            expectation = .error
        }
        var variables: [String: CELValue] = [:]
        if case .object(let members) = json["bindings"] {
            for member in members {
                guard let value = TaggedValue.value(member.value) else { return nil }
                variables[member.name] = value
            }
        }
        var types = variables.mapValues { _ in ValueType.dyn }
        if case .object(let members) = json["type_env"] {
            for member in members {
                types[member.name] = member.value.string.flatMap { ValueType($0) } ?? .dyn
            }
        }
        self.variables = variables
        self.types = types
        deducedType = json["deduced_type"]?.string
        container = json["container"]?.string ?? ""
        isChecked = json["disable_check"]?.bool != true
    }

    /// Runs the case.
    ///
    /// - Returns: what went wrong in one line, `nil` when it passes.
    public func failure(zones: TimeZoneLookup? = nil) -> String? {
        let found: String
        do {
            let expression = try ValueExpression(
                text, types: types, container: container, isChecked: isChecked)
            let value = try expression.evaluate(variables, zones: zones)
            if case .value(let wanted) = expectation, value.isSame(as: wanted) { return nil }
            found = TaggedValue.text(of: value)
        } catch {
            if case .error = expectation { return nil }
            found = "error: \(Self.words(error))"
        }
        guard case .value(let wanted) = expectation else { return "expected an error, found \(found)" }
        return "expected \(TaggedValue.text(of: wanted)), found \(found)"
    }

    /// The type that the expression is found to have before it runs; `nil` when there are problems.
    public var type: ValueType? {
        try? ValueExpression(text, types: types, container: container, isChecked: isChecked).type
    }

    private static func words(_ error: any Error) -> String {
        switch error {
        case let problems as ExpressionProblems: problems.problems.map(\.message).joined(separator: "; ")
        case let failure as EvaluationFailure: failure.message
        default: "\(error)"
        }
    }
}
