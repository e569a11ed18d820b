/// Gives equality its meaning for null and error: null equals only null, an error makes an error.
///
/// Errors are rare, so they are sought first: without any, all results are values and no states are written.
enum EqualityStates {
    /// `out` holds whether the slots are equal; slots without a value may say anything.
    static func settle(_ left: Lane, _ right: Lane, isNegated: Bool, _ out: Output) -> Bool {
        let flip: Int64 = isNegated ? 1 : 0
        for row in 0..<out.count {
            let first = Int64(left.states[row])
            let second = Int64(right.states[row])
            let areNull: Int64 = first | second == 0 ? 1 : 0
            out.values[row] = ((first & second & out.values[row]) | areNull) ^ flip
        }
        var errors: UInt8 = 0
        for row in 0..<out.count { errors |= left.states[row] | right.states[row] }
        guard errors & 2 != 0 else { return true }
        for row in 0..<out.count { out.states[row] = (left.states[row] | right.states[row]) & 2 == 0 ? 1 : 2 }
        return false
    }

    /// The same for one column and constants, where `nullEquals` says whether null is among them.
    static func settle(_ operand: Lane, nullEquals: Bool, isNegated: Bool, _ out: Output) -> Bool {
        let flip: Int64 = isNegated ? 1 : 0
        let forNull: Int64 = nullEquals ? 1 : 0
        for row in 0..<out.count {
            let state = Int64(operand.states[row])
            let isNull: Int64 = state == 0 ? forNull : 0
            out.values[row] = ((state & out.values[row]) | isNull) ^ flip
        }
        return settleErrors(operand, out)
    }

    /// Hands on the errors of an operand; null is none.
    static func settleErrors(_ operand: Lane, _ out: Output) -> Bool {
        var errors: UInt8 = 0
        for row in 0..<out.count { errors |= operand.states[row] }
        guard errors & 2 != 0 else { return true }
        for row in 0..<out.count { out.states[row] = operand.states[row] & 2 == 0 ? 1 : 2 }
        return false
    }
}
