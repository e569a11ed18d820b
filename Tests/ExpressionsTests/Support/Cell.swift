/// A value of a row as the tests write it.
enum Cell: Hashable, CustomStringConvertible {
    case null
    case error
    case int(Int64)
    case double(Double)
    case bool(Bool)
    case string(String)
    case time(Int64)
    case duration(Int64)

    var description: String {
        switch self {
        case .null: "null"
        case .error: "error"
        case .int(let value): "\(value)"
        case .double(let value): "\(value)"
        case .bool(let value): "\(value)"
        case .string(let value): "\"\(value)\""
        case .time(let value): "@\(value)"
        case .duration(let value): "\(value)ms"
        }
    }

    /// Equal, or both not a number.
    func isSame(as other: Cell) -> Bool {
        if case .double(let left) = self, case .double(let right) = other {
            return left.bitPattern == right.bitPattern || (left.isNaN && right.isNaN)
        }
        return self == other
    }
}

extension Cell: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
    init(integerLiteral value: Int64) { self = .int(value) }
    init(floatLiteral value: Double) { self = .double(value) }
    init(stringLiteral value: String) { self = .string(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(nilLiteral: ()) { self = .null }
}
