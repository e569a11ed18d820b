import EventModel

/// The constants behind an `in`, ready to be looked for.
struct PreparedSet {
    enum Members {
        /// Sorted.
        case integers([Int64])
        /// Sorted, without NaN.
        case doubles([Double])
        case texts(TextMembers)
    }

    var members: Members
    var containsNull: Bool

    /// Prepares a set; symbols are interned.
    init(_ set: ConstantSet, symbols: SymbolTable) {
        containsNull = set.containsNull
        switch set.members {
        case .integers(let values): members = .integers(values)
        case .doubles(let values): members = .doubles(values)
        case .symbols(let texts): members = .integers(texts.map { Int64(symbols.intern($0)) }.sorted())
        case .texts(let texts): members = .texts(TextMembers(texts))
        }
    }
}

/// Strings that are looked for by their bytes.
final class TextMembers {
    private let table = SymbolTable()
    // Most strings are of a length that none of the members has; they need no hash.
    private var hasLength = [Bool](repeating: false, count: 65)

    init(_ texts: [String]) {
        for text in texts {
            hasLength[min(text.utf8.count, 64)] = true
            _ = table.intern(text)
        }
    }

    func contains(_ bytes: UnsafeRawBufferPointer) -> Bool {
        hasLength[min(bytes.count, 64)] && table.find(bytes) != nil
    }
}

/// `in` with a list of constants.
enum MembershipLoops {
    /// Up to so many members a pass over the column for each is faster than a search per row.
    private static let passLimit = 12

    static func contains(_ set: PreparedSet, _ operand: Lane, _ out: Output) -> Bool {
        switch set.members {
        case .integers(let members): find(members, out) { operand.values[$0] }
        case .doubles(let members): find(members, out) { operand.double($0) }
        case .texts(let members): out.write { operand.isValue($0) && members.contains(operand.bytes($0)) }
        }
        return operand.isWhole
            || EqualityStates.settle(operand, nullEquals: set.containsNull, isNegated: false, out)
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
