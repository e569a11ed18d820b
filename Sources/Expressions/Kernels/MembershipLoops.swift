/// `in` with a list of constants.
enum MembershipLoops {
    /// Up to so many members a pass over the column for each is faster than a search per row.
    private static let passLimit = 12

    static func contains(_ set: PreparedSet, _ operand: Lane, _ out: Output) -> Bool {
        switch set.members {
        case .integers(let members): find(members, out) { operand.values[$0] }
        case .doubles(let members): find(members, out) { operand.double($0) }
        case .texts(let members): findTexts(members, operand, out)
        }
        return operand.isWhole
            || EqualityStates.settle(operand, nullEquals: set.containsNull, isNegated: false, out)
    }

    private static func findTexts(_ members: TextMembers, _ operand: Lane, _ out: Output) {
        guard let few = members.few else {
            return out.write { operand.isValue($0) && members.contains(operand.bytes($0)) }
        }
        out.values.update(repeating: 0, count: out.count)
        for index in 0..<few.count {
            let text = few.bytes(index)
            for row in 0..<out.count where operand.isValue(row) && StringLoops.equal(operand.bytes(row), text)
            {
                out.values[row] = 1
            }
        }
    }

    @inline(__always)
    private static func find<Value: Comparable>(_ members: [Value], _ out: Output, _ value: (Int) -> Value) {
        guard members.count <= passLimit else { return search(members, out, value) }
        guard let first = members.first else { return out.values.update(repeating: 0, count: out.count) }
        out.write { value($0) == first }
        for member in members.dropFirst() {
            for row in 0..<out.count { out.values[row] |= value(row) == member ? 1 : 0 }
        }
    }

    @inline(__always)
    private static func search<Value: Comparable>(_ members: [Value], _ out: Output, _ value: (Int) -> Value)
    {
        members.withUnsafeBufferPointer { members in
            out.write { row in
                let sought = value(row)
                var low = 0
                var length = members.count
                while length > 1 {
                    let half = length / 2
                    if members[low + half] <= sought { low += half }
                    length -= half
                }
                return members[low] == sought
            }
        }
    }
}
