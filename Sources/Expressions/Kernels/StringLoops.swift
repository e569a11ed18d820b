import EventModel

/// Comparisons and functions of strings.
enum StringLoops {
    static func equalsText(
        _ operand: Lane, _ text: UnsafeRawBufferPointer, isNegated: Bool, _ out: Output
    ) -> Bool {
        out.write { operand.isValue($0) && equal(operand.bytes($0), text) != (isNegated && operand.isWhole) }
        return operand.isWhole
            || EqualityStates.settle(operand, nullEquals: false, isNegated: isNegated, out)
    }

    static func compare(_ comparison: Comparison, _ left: Lane, _ right: Lane, _ out: Output) -> Bool {
        guard comparison.isEquality else {
            return out.compute(left, right) { row in
                holds(comparison, order(left.bytes(row), right.bytes(row))) ? 1 : 0
            }
        }
        out.write { left.isValue($0) && right.isValue($0) && equal(left.bytes($0), right.bytes($0)) }
        return EqualityStates.settle(left, right, isNegated: comparison == .notEqual, out)
    }

    private static func holds(_ comparison: Comparison, _ order: Int) -> Bool {
        switch comparison {
        case .equal: order == 0
        case .notEqual: order != 0
        case .less: order < 0
        case .lessOrEqual: order <= 0
        case .greater: order > 0
        case .greaterOrEqual: order >= 0
        }
    }

    @inline(__always)
    static func equal(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
        left.count == right.count && ByteHash.equal(left.baseAddress, right.baseAddress, count: left.count)
    }

    /// The order of the bytes, which in UTF-8 is that of the code points.
    private static func order(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
        for place in 0..<min(left.count, right.count) where left[place] != right[place] {
            return left[place] < right[place] ? -1 : 1
        }
        return left.count - right.count
    }

    /// The number of code points.
    static func size(_ operand: Lane, _ out: Output) -> Bool {
        out.compute(operand) { row in
            var count: Int64 = 0
            for byte in operand.bytes(row) where byte & 0xC0 != 0x80 { count += 1 }
            return count
        }
    }

    static func affix(_ affix: Affix, _ whole: Lane, _ part: Lane, _ out: Output) -> Bool {
        switch affix {
        case .prefix: out.compute(whole, part) { hasPrefix(whole.bytes($0), part.bytes($0)) ? 1 : 0 }
        case .suffix: out.compute(whole, part) { hasSuffix(whole.bytes($0), part.bytes($0)) ? 1 : 0 }
        case .part: out.compute(whole, part) { ByteSearch.contains(whole.bytes($0), part.bytes($0)) ? 1 : 0 }
        }
    }

    private static func hasPrefix(_ whole: UnsafeRawBufferPointer, _ part: UnsafeRawBufferPointer) -> Bool {
        part.count <= whole.count && ByteHash.equal(whole.baseAddress, part.baseAddress, count: part.count)
    }

    private static func hasSuffix(_ whole: UnsafeRawBufferPointer, _ part: UnsafeRawBufferPointer) -> Bool {
        guard part.count <= whole.count, let start = whole.baseAddress else { return part.isEmpty }
        return ByteHash.equal(start + (whole.count - part.count), part.baseAddress, count: part.count)
    }

    static func concatenate(_ left: Lane, _ right: Lane, _ out: Output) -> Bool {
        out.compute(left, right) { out.text.append(left.bytes($0), right.bytes($0))?.slot }
    }
}
