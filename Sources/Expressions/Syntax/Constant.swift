/// A value that is known before any row is read.
enum Constant: Hashable, Sendable {
    case int(Int64)
    case double(Double)
    case bool(Bool)
    case string(String)
    /// Milliseconds since the epoch.
    case time(Int64)
    /// Milliseconds.
    case duration(Int64)
    case null
    /// What a constant part that always fails comes to, such as `1 / 0`.
    case error

    /// Its type; an error has none.
    var type: ValueType? {
        switch self {
        case .int: .int
        case .double: .double
        case .bool: .bool
        case .string: .string
        case .time: .time
        case .duration: .duration
        case .null: .null
        case .error: nil
        }
    }

    /// Its slot, except for strings.
    var slot: Int64 {
        switch self {
        case .int(let value), .time(let value), .duration(let value): value
        case .double(let value): Int64(bitPattern: value.bitPattern)
        case .bool(let value): value ? 1 : 0
        case .string, .null, .error: 0
        }
    }
}
