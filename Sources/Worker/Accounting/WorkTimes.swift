/// Where the threads' time goes, in nanoseconds of the clock, added up over all of them: the next bottleneck is the
/// largest of these.
public struct WorkTimes: Equatable, Sendable {
    /// Waiting for records and taking them from the log's client.
    public var fetching: Int64 = 0
    /// From bytes to rows, with all that is decided about a record alone.
    public var decoding: Int64 = 0
    /// Promises, visits and panes of gather tasks.
    public var gathering: Int64 = 0
    /// Adding up the partial panes of others.
    public var merging: Int64 = 0
    /// Telling what is due, and writing partial panes and changed state.
    public var preparing: Int64 = 0
    /// Transactions, beside all the others.
    public var committing: Int64 = 0

    /// Nothing yet.
    public init() {}

    /// Adds the times of another thread.
    public static func += (left: inout Self, right: Self) {
        left.fetching += right.fetching
        left.decoding += right.decoding
        left.gathering += right.gathering
        left.merging += right.merging
        left.preparing += right.preparing
        left.committing += right.committing
    }

    /// Runs some work and adds the time that it takes; call it for batches, not for rows.
    mutating func measure<Result>(
        _ part: WritableKeyPath<WorkTimes, Int64>, _ body: () throws -> Result
    ) rethrows -> Result {
        let start = ContinuousClock.now
        defer {
            self[keyPath: part] += (ContinuousClock.now - start).nanoseconds
        }
        return try body()
    }
}
