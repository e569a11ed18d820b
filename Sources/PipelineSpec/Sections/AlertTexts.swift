import Expressions

/// Reads the named texts of an alert.
enum AlertTexts {
    static let labels = SectionKey.optional(
        "labels", "a mapping of names to texts, for routing; of expressions, parts of the key",
        .named(.template, by: .identifier),
        "Words to route alerts by, the same from firing to resolved, such as `team: trust`.")
    static let annotations = SectionKey.optional(
        "annotations", "a mapping of names to texts with {{ expressions }} in them, for people",
        .named(.template, by: .identifier), "Further texts for people, with values of the result in them.")

    /// Labels say the same when an alert fires and when it resolves, or what routes by them would take the two for
    /// different alerts: all they can tell is of whom they are.
    static func labels(in alert: Section, keys: [String], scope: Scope) -> [AlertText] {
        var stable = Scope(variables: [:])
        for key in keys {
            stable.variables[key] = scope.variables[key]
            stable.knownValues[key] = scope.knownValues[key]
        }
        return texts("labels", in: alert, scope: stable) { problem in
            let names = scope.variables.keys.filter { stable.variables[$0] == nil }
            guard names.contains(where: { problem.message.contains("'\($0)'") }) else { return problem }
            var problem = problem
            problem.message = "a label must stay the same from firing to resolved: " + problem.message
            problem.expected =
                "parts of the key: " + listed(keys) + "; what changes belongs under annotations"
            problem.suggestion = nil
            return problem
        }
    }

    /// Texts under a key, in the order of the file.
    static func texts(
        _ name: String, in alert: Section, scope: Scope, explaining: (ExpressionProblem) -> ExpressionProblem
    ) -> [AlertText] {
        var texts: Section?
        if case .mapping(let entries) = alert.entry(name)?.value.content {
            texts = alert.section(name, keys: entries.map { .optional($0.key.name, "a text", .template) })
        }
        return alert.declarations(name, rule: .identifier) { entry in
            texts?.template(entry.key.name, scope: scope, explaining: explaining)
                .map { AlertText(name: entry.key.name, template: $0) }
        }.values
    }
}
