import Expressions

extension EventSchema {
    /// What expressions on events see: all fields and `event_time`.
    var scope: Scope {
        var scope = Scope(variables: [Self.eventTimeName: .time])
        for field in fields {
            scope.variables[field.name] = ValueType(field.type)
            if !field.knownValues.isEmpty { scope.knownValues[field.name] = field.knownValues }
        }
        return scope
    }
}

extension PromiseDeclaration {
    /// Names that every promise has besides its key and what it remembers.
    static let ownVariables: [String: ValueType] = [
        "outcome": .string, "made_at": .time, "due_at": .time, "fulfilled_at": .time, "broken_at": .time,
    ]

    /// When an event decided it: `fulfilled_at`, or `broken_at` where events break it.
    public var decidedName: String { isBrokenByEvents ? "broken_at" : "fulfilled_at" }

    static let outcomes = ["kept", "broken", "waived"]

    /// What expressions on promises see; the schema is that of the source that makes it.
    func scope(schema: EventSchema) -> Scope {
        let events = schema.scope
        var scope = Scope(variables: Self.ownVariables, knownValues: ["outcome": Self.outcomes])
        if kept.isEmpty { scope.variables["fulfilled_at"] = nil }
        if broken.isEmpty { scope.variables["broken_at"] = nil }
        for gathered in gathered { scope.variables[gathered.name] = gathered.type }
        for name in made.remember + [key] {
            guard let type = events.variables[name] else { continue }
            scope.variables[name] = type
            scope.knownValues[name] = events.knownValues[name]
        }
        return scope
    }
}

extension MetricDeclaration {
    /// Names that alerts may find beside the key's, so that neither keys nor further aggregates can have them.
    static let reservedNames: Set<String> = [
        "value", "window_start", "window_end", "partial", "of", "among", "count", "kept", "broken", "waived",
    ]

    /// What alerts on its results see; `rows` is what expressions on its rows see.
    func alertScope(rows: Scope) -> Scope {
        var scope = Scope(variables: [
            "value": value.metricValueType, "window_start": .time, "window_end": .time, "partial": .bool,
            "count": .int,
        ])
        for name in by {
            scope.variables[name] = .string
            scope.knownValues[name] = rows.knownValues[name]
        }
        if value.isShare {
            scope.variables["of"] = .int
            scope.variables["among"] = .int
        }
        for named in also { scope.variables[named.name] = named.aggregate.valueType }
        if case .promise = input {
            for outcome in PromiseDeclaration.outcomes { scope.variables[outcome] = .int }
        }
        return scope
    }
}
