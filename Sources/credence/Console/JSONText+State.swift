import Dataflow
import EventModel

extension JSONText {
    /// Named values of state.
    static func fields(_ fields: StateFields) -> JSONText {
        .object(fields.all.map { ($0.name, value($0.value)) })
    }

    private static func value(_ value: StateValue) -> JSONText {
        switch value {
        case .null: .null
        case .bool(let value): .bool(value)
        case .integer(let value): .number(Int(value))
        case .number(let value): value.isFinite ? .written("\(value)") : .null
        case .text(let text): .string(text)
        case .json(let text): .written(text)
        case .time(let time): .string(RFC3339.format(time))
        case .fields(let fields): .fields(fields)
        case .list(let list): .list(list.map { .fields($0) })
        }
    }
}
