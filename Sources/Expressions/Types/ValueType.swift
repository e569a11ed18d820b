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
    /// A list with elements of one type.
    indirect case list(ValueType)
    /// A 64-bit unsigned integer.
    case uint
    /// Bytes that need not be text.
    case bytes
    /// A map with keys of one type and values of one type.
    indirect case map(ValueType, ValueType)
    /// The type of types, such as `int` where it stands alone.
    case type
    /// A type that is known only when the expression runs.
    case dyn

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
        case .uint: "uint"
        case .bytes: "bytes"
        case .map(let key, let value): "map(\(key), \(value))"
        case .type: "type"
        case .dyn: "dyn"
        }
    }
}

extension ValueType {
    /// Whether a column can hold it.
    var isColumn: Bool {
        switch self {
        case .int, .double, .bool, .string, .time, .duration, .null: true
        case .list, .uint, .bytes, .map, .type, .dyn: false
        }
    }

    var isNumber: Bool { self == .int || self == .uint || self == .double }

    /// The type of the values at hand when it runs; `nil` for ``dyn``.
    var kind: CELType? {
        switch self {
        case .int: .int
        case .double: .double
        case .bool: .bool
        case .string: .string
        case .time: .timestamp
        case .duration: .duration
        case .null: .null
        case .list: .list
        case .uint: .uint
        case .bytes: .bytes
        case .map: .map
        case .type: .type
        case .dyn: nil
        }
    }

    /// The type of a value, as far as it shows.
    init(_ kind: CELType) {
        switch kind {
        case .null: self = .null
        case .bool: self = .bool
        case .int: self = .int
        case .uint: self = .uint
        case .double: self = .double
        case .string: self = .string
        case .bytes: self = .bytes
        case .list: self = .list(.dyn)
        case .map: self = .map(.dyn, .dyn)
        case .timestamp: self = .time
        case .duration: self = .duration
        case .type: self = .type
        }
    }

    /// Whether a parameter of this type takes an argument, as far as that is known before it runs.
    func takes(_ argument: ValueType) -> Bool {
        guard let wanted = kind, let given = argument.kind else { return true }
        return wanted == given
    }

    /// The type of what may be either; `nil` when that is only known when it runs. Null goes along with every type:
    /// a field that an event lacks is null.
    static func common(_ left: ValueType, _ right: ValueType) -> ValueType? {
        switch (left, right) {
        case (.null, _): right
        case (_, .null): left
        case (.list(let first), .list(let second)): .list(element(first, second))
        case (.map(let firstKey, let first), .map(let secondKey, let second)):
            .map(element(firstKey, secondKey), element(first, second))
        case (.dyn, _), (_, .dyn): .dyn
        default: left == right ? left : nil
        }
    }

    /// What a list holds when both are in it.
    static func element(_ left: ValueType, _ right: ValueType) -> ValueType { common(left, right) ?? .dyn }

    /// Whether values of the two types can ever be equal.
    static func areComparable(_ left: ValueType, _ right: ValueType) -> Bool {
        switch (left, right) {
        case (.dyn, _), (_, .dyn), (.null, _), (_, .null): true
        case (.list(let first), .list(let second)): areComparable(first, second)
        case (.map(let firstKey, let first), .map(let secondKey, let second)):
            areComparable(firstKey, secondKey) && areComparable(first, second)
        default: left == right || (left.isNumber && right.isNumber)
        }
    }

    /// Whether `<` is defined.
    static func areOrdered(_ left: ValueType, _ right: ValueType) -> Bool {
        if left == .dyn || right == .dyn { return true }
        switch left {
        case .null, .list, .map, .type: return false
        default: return left == right || (left.isNumber && right.isNumber)
        }
    }
}
