/// What operators and functions mean for single values.
enum Meaning {
    static func binary(_ sign: String, _ left: Cell, _ right: Cell) -> Cell {
        switch sign {
        case "&&":
            if left == .bool(false) || right == .bool(false) { return .bool(false) }
            return left == .bool(true) && right == .bool(true) ? .bool(true) : .error
        case "||":
            if left == .bool(true) || right == .bool(true) { return .bool(true) }
            return left == .bool(false) && right == .bool(false) ? .bool(false) : .error
        case "==", "!=":
            if left == .error || right == .error { return .error }
            return .bool(equal(left, right) == (sign == "=="))
        case "<": return ordered(left, right) { $0 < 0 }
        case "<=": return ordered(left, right) { $0 <= 0 }
        case ">": return ordered(left, right) { $0 > 0 }
        case ">=": return ordered(left, right) { $0 >= 0 }
        default: return arithmetic(sign, left, right)
        }
    }

    static func equal(_ left: Cell, _ right: Cell) -> Bool {
        if left == .null || right == .null { return left == right }
        return order(left, right) == 0
    }

    private static func ordered(_ left: Cell, _ right: Cell, _ holds: (Int) -> Bool) -> Cell {
        for cell in [left, right] where cell == .null || cell == .error { return .error }
        return .bool(order(left, right).map(holds) ?? false)
    }

    private static func order(_ left: Cell, _ right: Cell) -> Int? {
        switch (left, right) {
        case (.int(let left), .int(let right)), (.time(let left), .time(let right)),
            (.duration(let left), .duration(let right)):
            return left < right ? -1 : left > right ? 1 : 0
        case (.double(let left), .double(let right)):
            return left < right ? -1 : left > right ? 1 : left == right ? 0 : nil
        case (.int(let left), .double(let right)): return order(left, right)
        case (.double(let left), .int(let right)): return order(right, left).map { -$0 }
        case (.bool(let left), .bool(let right)): return (left ? 1 : 0) - (right ? 1 : 0)
        case (.string(let left), .string(let right)):
            if left == right { return 0 }
            return left.unicodeScalars.lexicographicallyPrecedes(right.unicodeScalars) ? -1 : 1
        default: return nil
        }
    }

    private static func order(_ left: Int64, _ right: Double) -> Int? {
        order(.double(Double(left)), .double(right))
    }

    private static func arithmetic(_ sign: String, _ left: Cell, _ right: Cell) -> Cell {
        switch (left, right) {
        case (.int(let left), .int(let right)): return integer(sign, left, right).map(Cell.int) ?? .error
        case (.double(let left), .double(let right)):
            switch sign {
            case "+": return .double(left + right)
            case "-": return .double(left - right)
            case "*": return .double(left * right)
            default: return .double(left / right)
            }
        case (.string(let left), .string(let right)): return .string(left + right)
        case (.time(let left), .time(let right)):
            return integer(sign, left, right).map(Cell.duration) ?? .error
        case (.time(let left), .duration(let right)), (.duration(let left), .time(let right)):
            return integer(sign, left, right).map(Cell.time) ?? .error
        case (.duration(let left), .duration(let right)):
            return integer(sign, left, right).map(Cell.duration) ?? .error
        default: return .error
        }
    }

    private static func integer(_ sign: String, _ left: Int64, _ right: Int64) -> Int64? {
        let (left, right) = (Int128(left), Int128(right))
        switch sign {
        case "+": return Int64(exactly: left + right)
        case "-": return Int64(exactly: left - right)
        case "*": return Int64(exactly: left * right)
        case "/": return right == 0 ? nil : Int64(exactly: left / right)
        default:
            // As the quotient overflows, CEL has no remainder either.
            guard right != 0, Int64(exactly: left / right) != nil else { return nil }
            return Int64(exactly: left % right)
        }
    }

    static func find(_ name: String, _ whole: [UInt8], _ part: [UInt8]) -> Bool {
        switch name {
        case "startsWith": return whole.starts(with: part)
        case "endsWith": return whole.reversed().starts(with: part.reversed())
        default: return (0...whole.count).contains { whole[$0...].starts(with: part) }
        }
    }

    static func call(_ name: String, _ operand: Cell) -> Cell {
        switch (name, operand) {
        case ("size", .string(let text)): .int(Int64(text.unicodeScalars.count))
        case ("int", .int), ("double", .double), ("string", .string): operand
        case ("int", .double(let value)):
            value > -0x1p63 && value < 0x1p63 ? .int(Int64(value)) : .error
        case ("int", .string(let text)): Int64(text).map(Cell.int) ?? .error
        case ("int", .time(let value)): .int((value - ((value % 1000) + 1000) % 1000) / 1000)
        case ("double", .int(let value)): .double(Double(value))
        case ("double", .string(let text)): Double(text).map(Cell.double) ?? .error
        case ("string", .int(let value)): .string("\(value)")
        case ("string", .bool(let value)): .string("\(value)")
        default: .error
        }
    }
}
