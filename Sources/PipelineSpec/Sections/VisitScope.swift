import EventModel
import Expressions

extension VisitDeclaration {
    /// Names that all visits have besides the visitor's.
    static let ownVariables: [String: ValueType] = [
        "started_at": .time, "ended_at": .time, "events": .int, "dwell_ms": .int, "pages": .int,
        "is_bot": .bool,
        "has_key_event": .bool, "is_effective": .bool, "furthest_step": .int,
    ]

    /// Names that a step of the funnel gives: reached in order, when, and reached in whatever order.
    static func stepVariables(_ step: String) -> [String: ValueType] {
        ["reached_" + step: .bool, step + "_at": .time, "has_" + step: .bool]
    }

    /// What expressions on visits see.
    func scope(schema: EventSchema) -> Scope {
        let events = schema.scope
        var scope = Scope(variables: Self.ownVariables)
        scope.variables[EventSchema.eventTimeName] = .time
        scope.variables[visitor] = .string
        for step in funnel { scope.variables.merge(Self.stepVariables(step.name)) { $1 } }
        for flag in flags { scope.variables[flag.name] = .bool }
        for count in counts { scope.variables[count.name] = .int }
        for field in entry + exit {
            scope.variables[field.name] = ValueType(field.type)
            scope.knownValues[field.name] = events.knownValues[field.field]
        }
        if let distinct { scope.variables[distinct.name] = .int }
        return scope
    }
}
