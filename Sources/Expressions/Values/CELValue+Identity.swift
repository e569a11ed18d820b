extension CELValue {
    /// Whether two values are the same value of the same type, as a test wants it: not a number is the same as itself,
    /// and 1 is not 1.0. Entries of maps may have any order.
    public func isSame(as other: CELValue) -> Bool {
        switch (self, other) {
        case (.double(let left), .double(let right)): return left == right || (left.isNaN && right.isNaN)
        case (.list(let left), .list(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { $0.isSame(as: $1) }
        case (.map(let left), .map(let right)):
            return left.count == right.count
                && zip(left.keys, left.values).allSatisfy { key, value in
                    right.keys.contains { $0.isSame(as: key) } && right[key].map(value.isSame) == true
                }
        default: return type == other.type && isEqual(to: other)
        }
    }
}
