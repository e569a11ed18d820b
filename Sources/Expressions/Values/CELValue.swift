/// Any value of CEL.
///
/// Columns hold scalars only; this holds everything, at the price of one value at a time: for constants, tests and
/// small places.
public enum CELValue: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(String)
    case bytes([UInt8])
    case list([CELValue])
    case map(CELMap)
    /// A point in time, in nanoseconds since the epoch; from the year 1 to the year 9999.
    case timestamp(nanoseconds: Int128)
    /// A length of time in nanoseconds.
    case duration(nanoseconds: Int64)
    case type(CELType)

    /// Its type.
    public var type: CELType {
        switch self {
        case .null: .null
        case .bool: .bool
        case .int: .int
        case .uint: .uint
        case .double: .double
        case .string: .string
        case .bytes: .bytes
        case .list: .list
        case .map: .map
        case .timestamp: .timestamp
        case .duration: .duration
        case .type: .type
        }
    }

    /// What it costs to look through it once, not counting what its elements hold.
    var weight: Int {
        switch self {
        case .string(let value): value.utf8.count / 16
        case .bytes(let value): value.count / 16
        case .list(let value): value.count
        case .map(let value): value.count
        default: 0
        }
    }
}

extension CELValue {
    init(_ constant: Constant) {
        switch constant {
        case .int(let value): self = .int(value)
        case .double(let value): self = .double(value)
        case .bool(let value): self = .bool(value)
        case .string(let value): self = .string(value)
        case .time(let value): self = .timestamp(nanoseconds: Int128(value) * 1_000_000)
        case .duration(let value): self = .duration(nanoseconds: value &* 1_000_000)
        case .null, .error: self = .null
        }
    }
}
