extension Checker {
    mutating func checkNot(_ operand: Int) -> ValueType? {
        guard let type = type(operand) else { return nil }
        guard type == .bool || type == .dyn else {
            return refuse(range(operand), "'!' needs a bool, not \(type)")
        }
        return .bool
    }

    mutating func checkNegated(_ operand: Int, _ range: Range<Int>) -> ValueType? {
        guard let type = type(operand) else { return nil }
        guard type == .int || type == .double || type == .dyn else {
            return refuse(range, "'-' is not defined for \(type)", expected: "int or double")
        }
        return type
    }

    mutating func checkBinary(
        _ operator: BinaryOperator, _ left: Int, _ right: Int, _ range: Range<Int>
    ) -> ValueType? {
        switch `operator` {
        case .or, .and: checkLogic(`operator`, left, right)
        case .equal, .notEqual: checkEquality(`operator`, left, right, range)
        case .less, .lessOrEqual, .greater, .greaterOrEqual: checkOrder(`operator`, left, right, range)
        case .membership: checkMembership(left, right)
        case .plus, .minus, .times, .divide, .modulo: checkArithmetic(`operator`, left, right, range)
        }
    }

    private mutating func checkLogic(_ operator: BinaryOperator, _ left: Int, _ right: Int) -> ValueType? {
        var isSound = true
        for operand in [left, right] {
            guard let type = type(operand) else {
                isSound = false
                continue
            }
            guard type != .bool, type != .dyn else { continue }
            isSound = false
            problems.add(
                range(operand), "'\(`operator`.rawValue)' needs bools, not \(type)", expected: "bool")
        }
        return isSound ? .bool : nil
    }

    private mutating func checkArithmetic(
        _ operator: BinaryOperator, _ left: Int, _ right: Int, _ range: Range<Int>
    ) -> ValueType? {
        guard let first = type(left), let second = type(right) else { return nil }
        if let type = Self.result(`operator`, first, second) { return type }
        switch (first, second) {
        case (.int, .double) where `operator` != .modulo: return refuseMixed(`operator`, integer: left)
        case (.double, .int) where `operator` != .modulo: return refuseMixed(`operator`, integer: right)
        default:
            return refuse(
                range, "'\(`operator`.rawValue)' is not defined for \(first) and \(second)",
                expected: Self.operands(`operator`))
        }
    }

    /// What comes out of an operator, `nil` where it is not defined.
    static func result(_ operator: BinaryOperator, _ left: ValueType, _ right: ValueType) -> ValueType? {
        switch (`operator`, left, right) {
        case (.plus, .list(let first), .list(let second)): .list(.element(first, second))
        case (_, .int, .int): .int
        case (_, .uint, .uint): .uint
        case (.modulo, .double, _), (.modulo, _, .double): nil
        case (_, .double, .double): .double
        case (.plus, .string, .string): .string
        case (.plus, .bytes, .bytes): .bytes
        case (.plus, .time, .duration), (.plus, .duration, .time), (.minus, .time, .duration): .time
        case (.minus, .time, .time): .duration
        case (.plus, .duration, .duration), (.minus, .duration, .duration): .duration
        case (_, .dyn, _), (_, _, .dyn): .dyn
        default: nil
        }
    }

    private static func operands(_ operator: BinaryOperator) -> String {
        switch `operator` {
        case .plus: "two ints, doubles, strings, lists or durations, or a timestamp and a duration"
        case .minus: "two ints, doubles, timestamps or durations, or a timestamp and a duration"
        case .modulo: "two ints"
        default: "two ints or two doubles"
        }
    }

    /// Says how to make an int operand a double.
    private mutating func refuseMixed(_ operator: BinaryOperator, integer: Int) -> ValueType? {
        var suggestion: String?
        if case .int(let value) = constant(integer) { suggestion = "\(value).0" }
        if case .name(let name) = tree.nodes[integer].form { suggestion = "double(\(name))" }
        return refuse(
            range(integer), "'\(`operator`.rawValue)' is not defined for a mix of int and double",
            expected: suggestion.map { "a double: use \($0)" } ?? "a double: use double(…)",
            suggestion: suggestion)
    }

    mutating func checkConditional(_ condition: Int, _ then: Int, _ otherwise: Int) -> ValueType? {
        if let type = type(condition), type != .bool, type != .dyn {
            return refuse(range(condition), "the condition before '?' is \(type)", expected: "bool")
        }
        guard type(condition) != nil, let first = type(then), let second = type(otherwise) else {
            return nil
        }
        if let type = ValueType.common(first, second) { return type }
        return refuse(
            range(otherwise), "one side of ':' is \(first), the other \(second)", expected: "\(first)")
    }
}
