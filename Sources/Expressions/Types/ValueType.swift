public import EventModel

/// What an expression can yield or a name can hold.
public enum ValueType: Hashable, Sendable {
    /// A 64-bit signed integer.
    case int
    /// An IEEE 754 double.
    case double
    /// True or false.
    case bool
    /// UTF-8 text.
    case string
    /// A point in time, in milliseconds since the epoch.
    case time
    /// A length of time in milliseconds, possibly negative.
    case duration
    /// The type of the literal `null`, and of nothing else.
    case null
    /// A list of constants, as it stands behind `in`.
    indirect case list(ValueType)

    /// What a field of an event holds.
    public init(_ field: FieldType) {
        switch field {
        case .int: self = .int
        case .double: self = .double
        case .bool: self = .bool
        case .string: self = .string
        case .time: self = .time
        }
    }
}

extension ValueType: CustomStringConvertible {
    /// The type in CEL's words: `int`, `timestamp`, `list(string)`.
    public var description: String {
        switch self {
        case .int: "int"
        case .double: "double"
        case .bool: "bool"
        case .string: "string"
        case .time: "timestamp"
        case .duration: "duration"
        case .null: "null"
        case .list(let element): "list(\(element))"
        }
    }
}
