import Expressions

extension ScoreDeclaration {
    /// Names that a score has besides its key and its parts.
    static let ownVariables: [String: ValueType] = [
        "value": .double, "rated": .bool, "previous": .double, "change": .double, "window_start": .time,
        "window_end": .time, "partial": .bool,
    ]
    /// Names that a score with levels has.
    static let levelVariables: [String: ValueType] = [
        "level": .string, "previous_level": .string, "level_change": .int,
    ]
    /// The level of a key without a score.
    static let unrated = "unrated"

    /// What alerts on its results see; `parts` is what the score's own expressions see.
    func alertScope(parts: Scope) -> Scope {
        var scope = parts
        scope.variables.merge(Self.ownVariables) { $1 }
        guard !levels.isEmpty else { return scope }
        scope.variables.merge(Self.levelVariables) { $1 }
        for name in ["level", "previous_level"] {
            scope.knownValues[name] = levels.map(\.name) + [Self.unrated]
        }
        return scope
    }
}

extension CheckedMetric {
    /// What a score sees of it: the value under the part's name, counts and further aggregates behind a dot.
    func variables(asPart name: String) -> [String: ValueType] {
        let hidden: Set<String> = ["window_start", "window_end", "partial"]
        var variables: [String: ValueType] = [:]
        for (column, type) in scope.variables
        where !hidden.contains(column) && !metric.by.contains(column) {
            variables[column == "value" ? name : "\(name).\(column)"] = type
        }
        return variables
    }
}
