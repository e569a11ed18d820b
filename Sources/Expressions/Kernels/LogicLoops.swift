import EventModel

/// `&&`, `||`, `!`, null tests and `? :`.
enum LogicLoops {
    static func not(_ operand: Lane, _ out: Output) -> Bool {
        for row in 0..<out.count { out.values[row] = operand.values[row] ^ 1 }
        return out.setStates(operand)
    }

    /// A side that is false decides, whatever the other is; otherwise both must be true.
    static func and(_ left: Lane, _ right: Lane, _ out: Output) -> Bool {
        if left.isWhole, right.isWhole {
            for row in 0..<out.count { out.values[row] = left.values[row] & right.values[row] }
            return true
        }
        var known: UInt8 = 1
        for row in 0..<out.count {
            let first = truth(left, row)
            let second = truth(right, row)
            let isTrue = first.isTrue & second.isTrue
            let isKnown = isTrue | first.isFalse | second.isFalse
            out.values[row] = Int64(isTrue)
            out.states[row] = 2 - isKnown
            known &= isKnown
        }
        return known == 1
    }

    /// A side that is true decides, whatever the other is; otherwise both must be false.
    static func or(_ left: Lane, _ right: Lane, _ out: Output) -> Bool {
        if left.isWhole, right.isWhole {
            for row in 0..<out.count { out.values[row] = left.values[row] | right.values[row] }
            return true
        }
        var known: UInt8 = 1
        for row in 0..<out.count {
            let first = truth(left, row)
            let second = truth(right, row)
            let isTrue = first.isTrue | second.isTrue
            let isKnown = isTrue | (first.isFalse & second.isFalse)
            out.values[row] = Int64(isTrue)
            out.states[row] = 2 - isKnown
            known &= isKnown
        }
        return known == 1
    }

    /// Both are 0 for null and error. Bits instead of branches, since a column of conditions is unpredictable.
    @inline(__always)
    private static func truth(_ lane: Lane, _ row: Int) -> (isTrue: UInt8, isFalse: UInt8) {
        let isValue = lane.states[row] & 1
        let value = UInt8(truncatingIfNeeded: lane.values[row])
        return (isValue & value, isValue & (value ^ 1))
    }

    static func nullTest(_ operand: Lane, isNegated: Bool, _ out: Output) -> Bool {
        if operand.isWhole {
            out.values.update(repeating: isNegated ? 1 : 0, count: out.count)
            return true
        }
        let flip: Int64 = isNegated ? 1 : 0
        for row in 0..<out.count {
            let isNull: Int64 = operand.states[row] == 0 ? 1 : 0
            out.values[row] = isNull ^ flip
        }
        return EqualityStates.settleErrors(operand, out)
    }

    static func choose(_ condition: Lane, _ then: Lane, _ otherwise: Lane, _ out: Output) -> Bool {
        for row in 0..<out.count {
            out.values[row] = condition.values[row] & 1 == 1 ? then.values[row] : otherwise.values[row]
        }
        if condition.isWhole, then.isWhole, otherwise.isWhole { return true }
        for row in 0..<out.count {
            let chosen = condition.values[row] & 1 == 1 ? then.states[row] : otherwise.states[row]
            out.states[row] = condition.states[row] == 1 ? chosen : 2
        }
        return false
    }

    /// A column as it is; with `copiesText` also the bytes of its strings, which lie in a register that will be reused.
    static func copy(_ operand: Lane, copiesText: Bool, _ out: Output) -> Bool {
        for row in 0..<out.count {
            let isText = copiesText && operand.isValue(row)
            out.values[row] = isText ? out.text.copy(operand.bytes(row)).slot : operand.values[row]
        }
        guard !operand.isWhole else { return true }
        out.states.update(from: operand.states, count: out.count)
        return false
    }

    /// Copies the chosen strings, which come from different places, into one.
    static func chooseText(_ condition: Lane, _ then: Lane, _ otherwise: Lane, _ out: Output) -> Bool {
        for row in 0..<out.count {
            let chosen = condition.values[row] & 1 == 1 ? then : otherwise
            let state = condition.isValue(row) ? chosen.states[row] : 2
            if state == 1 { out.values[row] = out.text.copy(chosen.bytes(row)).slot }
            out.states[row] = state
        }
        return false
    }
}
