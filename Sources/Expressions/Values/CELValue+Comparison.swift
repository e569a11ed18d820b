extension CELValue {
    /// How two values relate; a number that is none relates to nothing.
    enum Relation { case less, equal, greater, unordered }

    /// CEL's `==`: numbers of different types are equal when they are the same number, values of other types never.
    ///
    /// - Complexity: O(size of the smaller value).
    public func isEqual(to other: CELValue) -> Bool {
        var work = 0
        return isEqual(to: other, work: &work)
    }

    /// The same, and adds to `work` what it took.
    func isEqual(to other: CELValue, work: inout Int) -> Bool {
        work += 1
        switch (self, other) {
        case (.null, .null): return true
        case (.type(let left), .type(let right)): return left == right
        case (.list(let left), .list(let right)):
            guard left.count == right.count else { return false }
            for (left, right) in zip(left, right) where !left.isEqual(to: right, work: &work) { return false }
            return true
        case (.map(let left), .map(let right)):
            guard left.count == right.count else { return false }
            for (key, value) in zip(left.keys, left.values) {
                guard let other = right[key], value.isEqual(to: other, work: &work) else { return false }
            }
            return true
        default:
            work += min(weight, other.weight)
            return relation(to: other) == .equal
        }
    }

    /// How two scalars relate; `nil` where `<` is not defined. Where one number is a double, so becomes the other, rounded
    /// as the conformance suite has it.
    func relation(to other: CELValue) -> Relation? {
        switch (self, other) {
        case (.bool(let left), .bool(let right)): Self.relation(left ? 1 : 0, right ? 1 : 0)
        case (.int(let left), .int(let right)): Self.relation(left, right)
        case (.uint(let left), .uint(let right)): Self.relation(left, right)
        case (.int(let left), .uint(let right)): Self.relation(Int128(left), Int128(right))
        case (.uint(let left), .int(let right)): Self.relation(Int128(left), Int128(right))
        case (.double(let left), .double(let right)): Self.relation(left, right)
        case (.int(let left), .double(let right)): Self.relation(Double(left), right)
        case (.uint(let left), .double(let right)): Self.relation(Double(left), right)
        case (.double(let left), .int(let right)): Self.relation(left, Double(right))
        case (.double(let left), .uint(let right)): Self.relation(left, Double(right))
        case (.string(let left), .string(let right)): Self.relation(left.utf8, right.utf8)
        case (.bytes(let left), .bytes(let right)): Self.relation(left, right)
        case (.timestamp(let left), .timestamp(let right)): Self.relation(left, right)
        case (.duration(let left), .duration(let right)): Self.relation(left, right)
        default: nil
        }
    }

    private static func relation<Value: Comparable>(_ left: Value, _ right: Value) -> Relation {
        left < right ? .less : left > right ? .greater : left == right ? .equal : .unordered
    }

    /// UTF-8 sorts like the code points it stands for.
    private static func relation(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Relation
    {
        if left.elementsEqual(right) { return .equal }
        return left.lexicographicallyPrecedes(right) ? .less : .greater
    }
}
