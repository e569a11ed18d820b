/// What became of the records of one call; together they are all of them.
public struct DecodeCounts: Hashable, Sendable {
    /// Records that became a row.
    public var decoded = 0
    /// Records that became a ``RejectedRecord``.
    public var rejected = 0
    /// Records without a payload.
    public var tombstones = 0
    /// Records of no bytes, or of white space only.
    public var empty = 0

    /// No records.
    public init() {}

    /// Adds up two calls.
    public static func + (left: Self, right: Self) -> Self {
        var sum = left
        sum.decoded += right.decoded
        sum.rejected += right.rejected
        sum.tombstones += right.tombstones
        sum.empty += right.empty
        return sum
    }
}
