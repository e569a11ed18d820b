/// What became of the records of one source: read = used + filtered + duplicate + late + dead letters, always.
public struct SourceCounts: Equatable, Sendable {
    /// Records that were read.
    public var read = 0
    /// Events that reached the operators.
    public var used = 0
    /// Records that hold no event, tombstones and empty ones, and events that the pipeline filters out.
    public var filtered = 0
    /// Events that were seen before.
    public var duplicate = 0
    /// Events that came too late for every window.
    public var late = 0
    /// Records that could not be read, violate their schema or claim a time that cannot be.
    public var deadLetters = 0
    /// How many of the filtered ones are tombstones.
    public var tombstones = 0
    /// How many of the filtered ones are empty.
    public var empty = 0

    /// Nothing read.
    public init() {}

    /// Whether every record is accounted for.
    public var isBalanced: Bool { read == used + filtered + duplicate + late + deadLetters }

    /// Adds the counts of another thread.
    public static func += (left: inout Self, right: Self) {
        left.read += right.read
        left.used += right.used
        left.filtered += right.filtered
        left.duplicate += right.duplicate
        left.late += right.late
        left.deadLetters += right.deadLetters
        left.tombstones += right.tombstones
        left.empty += right.empty
    }
}
