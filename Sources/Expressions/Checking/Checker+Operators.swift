extension Checker {
    mutating func checkNot(_ operand: Int) -> CheckedNode? {
        guard let node = nodes[operand] else { return nil }
        guard node.type == .bool else {
            return refuse(range(operand), "'!' needs a bool, not \(node.type)")
        }
        return CheckedNode(form: .not(operand), type: .bool)
    }

    mutating func checkNegated(_ operand: Int, _ range: Range<Int>) -> CheckedNode? {
        guard let node = nodes[operand] else { return nil }
        guard node.type == .int || node.type == .double else {
            return refuse(range, "'-' is not defined for \(node.type)", expected: "int or double")
        }
        return CheckedNode(form: .negated(operand), type: node.type)
    }

    mutating func checkBinary(
        _ operator: BinaryOperator, _ left: Int, _ right: Int, _ range: Range<Int>
    ) -> CheckedNode? {
        switch `operator` {
        case .or, .and: checkLogic(`operator`, left, right)
        case .equal: checkComparison(.equal, `operator`, left, right, range)
        case .notEqual: checkComparison(.notEqual, `operator`, left, right, range)
        case .less: checkComparison(.less, `operator`, left, right, range)
        case .lessOrEqual: checkComparison(.lessOrEqual, `operator`, left, right, range)
        case .greater: checkComparison(.greater, `operator`, left, right, range)
        case .greaterOrEqual: checkComparison(.greaterOrEqual, `operator`, left, right, range)
        case .membership: checkMembership(left, right, range)
        case .plus: checkArithmetic(.add, `operator`, left, right, range)
        case .minus: checkArithmetic(.subtract, `operator`, left, right, range)
        case .times: checkArithmetic(.multiply, `operator`, left, right, range)
        case .divide: checkArithmetic(.divide, `operator`, left, right, range)
        case .modulo: checkArithmetic(.remainder, `operator`, left, right, range)
        }
    }

    private mutating func checkLogic(_ operator: BinaryOperator, _ left: Int, _ right: Int) -> CheckedNode? {
        var isSound = true
        for operand in [left, right] {
            guard let node = nodes[operand] else {
                isSound = false
                continue
            }
            guard node.type != .bool else { continue }
            isSound = false
            problems.add(
                range(operand), "'\(`operator`.rawValue)' needs bools, not \(node.type)", expected: "bool")
        }
        return isSound ? CheckedNode(form: .logic(isAnd: `operator` == .and, left, right), type: .bool) : nil
    }

    private mutating func checkArithmetic(
        _ arithmetic: ArithmeticOperator, _ operator: BinaryOperator, _ left: Int, _ right: Int,
        _ range: Range<Int>
    ) -> CheckedNode? {
        guard let first = nodes[left]?.type, let second = nodes[right]?.type else { return nil }
        if arithmetic == .add, first == .string, second == .string {
            return CheckedNode(form: .concatenation(left, right), type: .string)
        }
        if let type = Self.result(arithmetic, first, second) {
            return CheckedNode(form: .arithmetic(arithmetic, left, right), type: type)
        }
        switch (first, second) {
        case (.int, .double) where arithmetic != .remainder: return refuseMixed(`operator`, integer: left)
        case (.double, .int) where arithmetic != .remainder: return refuseMixed(`operator`, integer: right)
        default:
            let expected = Self.operands(arithmetic)
            return refuse(
                range, "'\(`operator`.rawValue)' is not defined for \(first) and \(second)",
                expected: expected)
        }
    }

    /// What comes out of an operator, `nil` where it is not defined.
    private static func result(
        _ arithmetic: ArithmeticOperator, _ left: ValueType, _ right: ValueType
    ) -> ValueType? {
        switch (arithmetic, left, right) {
        case (_, .int, .int): .int
        case (.remainder, _, _): nil
        case (_, .double, .double): .double
        case (.add, .time, .duration), (.add, .duration, .time), (.subtract, .time, .duration): .time
        case (.subtract, .time, .time): .duration
        case (.add, .duration, .duration), (.subtract, .duration, .duration): .duration
        default: nil
        }
    }

    private static func operands(_ arithmetic: ArithmeticOperator) -> String {
        switch arithmetic {
        case .add: "two ints, doubles, strings or durations, or a timestamp and a duration"
        case .subtract: "two ints, doubles, timestamps or durations, or a timestamp and a duration"
        case .multiply, .divide: "two ints or two doubles"
        case .remainder: "two ints"
        }
    }

    /// Says how to make an int operand a double.
    private mutating func refuseMixed(_ operator: BinaryOperator, integer: Int) -> CheckedNode? {
        var suggestion: String?
        if case .int(let value) = constant(integer) { suggestion = "\(value).0" }
        if case .name(let name) = tree.nodes[integer].form { suggestion = "double(\(name))" }
        return refuse(
            range(integer), "'\(`operator`.rawValue)' is not defined for a mix of int and double",
            expected: suggestion.map { "a double: use \($0)" } ?? "a double: use double(…)",
            suggestion: suggestion)
    }

    mutating func checkConditional(
        _ condition: Int, _ then: Int, _ otherwise: Int, _ range: Range<Int>
    ) -> CheckedNode? {
        if let type = nodes[condition]?.type, type != .bool {
            return refuse(self.range(condition), "the condition before '?' is \(type)", expected: "bool")
        }
        guard nodes[condition] != nil, let first = nodes[then]?.type, let second = nodes[otherwise]?.type
        else {
            return nil
        }
        guard first == second || first == .null || second == .null else {
            return refuse(
                self.range(otherwise), "one side of ':' is \(first), the other \(second)",
                expected: "\(first)")
        }
        if case .list = first { return refuse(self.range(then), "a list can only stand behind 'in'") }
        return CheckedNode(
            form: .conditional(condition, then, otherwise), type: first == .null ? second : first)
    }
}
