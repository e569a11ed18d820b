/// `+ - * / %` on numbers, times and durations.
enum ArithmeticLoops {
    static func integers(
        _ operator: ArithmeticOperator, _ left: Lane, _ right: Lane, _ out: Output
    ) -> Bool {
        switch `operator` {
        case .add: checked(left, right, out) { $0.addingReportingOverflow($1) }
        case .subtract: checked(left, right, out) { $0.subtractingReportingOverflow($1) }
        case .multiply: checked(left, right, out) { $0.multipliedReportingOverflow(by: $1) }
        case .divide: checked(left, right, out) { $0.dividedReportingOverflow(by: $1) }
        case .remainder: checked(left, right, out) { $0.remainderReportingOverflow(dividingBy: $1) }
        }
    }

    /// Computes all rows without a look at the states; only when one fails are the failures sought.
    @inline(__always)
    private static func checked(
        _ left: Lane, _ right: Lane, _ out: Output,
        _ compute: (Int64, Int64) -> (partialValue: Int64, overflow: Bool)
    ) -> Bool {
        var failures: UInt8 = 0
        for row in 0..<out.count {
            let (value, overflow) = compute(left.values[row], right.values[row])
            out.values[row] = value
            failures |= overflow ? 1 : 0
        }
        let isWhole = out.setStates(left, right)
        guard failures != 0 else { return isWhole }
        if isWhole { out.states.update(repeating: 1, count: out.count) }
        for row in 0..<out.count where compute(left.values[row], right.values[row]).overflow {
            out.states[row] = 2
        }
        return false
    }

    static func doubles(
        _ operator: ArithmeticOperator, _ left: Lane, _ right: Lane, _ out: Output
    ) -> Bool {
        switch `operator` {
        case .add: out.writeDouble { left.double($0) + right.double($0) }
        case .subtract: out.writeDouble { left.double($0) - right.double($0) }
        case .multiply: out.writeDouble { left.double($0) * right.double($0) }
        case .divide: out.writeDouble { left.double($0) / right.double($0) }
        case .remainder: preconditionFailure("there is no remainder of doubles")
        }
        return out.setStates(left, right)
    }

    static func negateIntegers(_ operand: Lane, _ out: Output) -> Bool {
        var failures: UInt8 = 0
        for row in 0..<out.count {
            out.values[row] = 0 &- operand.values[row]
            failures |= operand.values[row] == .min ? 1 : 0
        }
        let isWhole = out.setStates(operand)
        guard failures != 0 else { return isWhole }
        if isWhole { out.states.update(repeating: 1, count: out.count) }
        for row in 0..<out.count where operand.values[row] == .min { out.states[row] = 2 }
        return false
    }

    static func negateDoubles(_ operand: Lane, _ out: Output) -> Bool {
        out.writeDouble { -operand.double($0) }
        return out.setStates(operand)
    }
}
