/// `== != < <= > >=` on numbers, times, bools and symbol ids.
enum ComparisonLoops {
    static func compare(
        _ comparison: Comparison, _ slots: ComparedSlots, _ left: Lane, _ right: Lane, _ out: Output
    ) -> Bool {
        let isWhole = left.isWhole && right.isWhole
        // With nulls about, inequality is settled afterwards.
        let raw = comparison == .notEqual && !isWhole ? .equal : comparison
        switch slots {
        case .integers:
            write(raw, out, { left.values[$0] }, { right.values[$0] })
        case .doubles:
            write(raw, out, { left.double($0) }, { right.double($0) })
        case .mixed:
            write(raw, out, { Double(left.values[$0]) }, { right.double($0) })
        }
        guard comparison.isEquality else { return out.setStates(left, right) }
        return isWhole || EqualityStates.settle(left, right, isNegated: comparison == .notEqual, out)
    }

    static func compareConstant(
        _ comparison: Comparison, _ slots: ComparedSlots, _ left: Lane, _ slot: Int64, _ out: Output
    ) -> Bool {
        let raw = comparison == .notEqual && !left.isWhole ? .equal : comparison
        if slots == .doubles {
            let constant = Double(bitPattern: UInt64(bitPattern: slot))
            write(raw, out, { left.double($0) }, { _ in constant })
        } else {
            write(raw, out, { left.values[$0] }, { _ in slot })
        }
        guard comparison.isEquality else { return out.setStates(left) }
        return left.isWhole
            || EqualityStates.settle(left, nullEquals: false, isNegated: comparison == .notEqual, out)
    }

    @inline(__always)
    private static func write<Value: Comparable>(
        _ comparison: Comparison, _ out: Output, _ left: (Int) -> Value, _ right: (Int) -> Value
    ) {
        switch comparison {
        case .equal: out.write { left($0) == right($0) }
        case .notEqual: out.write { left($0) != right($0) }
        case .less: out.write { left($0) < right($0) }
        case .lessOrEqual: out.write { left($0) <= right($0) }
        case .greater: out.write { left($0) > right($0) }
        case .greaterOrEqual: out.write { left($0) >= right($0) }
        }
    }
}
