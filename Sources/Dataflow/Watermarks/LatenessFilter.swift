public import EventModel

/// Decides once, where events are read, which are late and which claim a time that cannot be.
public struct LatenessFilter {
    /// What one batch came to.
    public struct Verdict {
        /// The largest event time of the rows that may move the watermark.
        public var newest = EventTime.distantPast
        /// The smallest event time of the rows that stay.
        public var oldest = EventTime.distantFuture
        /// Places in the fetch of late records.
        public var late: [UInt32] = []
        /// For each of them the watermark that it lies too far behind.
        public var lateBehind: [EventTime] = []
        /// Places in the fetch of records whose event time lies too far after their timestamp.
        public var fromFuture: [UInt32] = []
    }

    private let rules: TimeRules

    /// A filter by a pipeline's rules.
    public init(rules: TimeRules) { self.rules = rules }

    /// Takes late rows and rows from the future out of a batch; the others keep their order.
    ///
    /// A row is late when it lies more than the allowed lateness behind the watermark of its own partition
    /// as it was just before the row, or behind that of its task (which can only be the higher one after the
    /// partition was silent). So the decision depends on the partition's content, not on how fast anything is read.
    ///
    /// - Parameters:
    ///   - batch: rows of one partition, in its order.
    ///   - newest: the partition's largest event time before the batch.
    ///   - watermark: the task's watermark.
    ///   - timestamp: the timestamp of a record by its place in the fetch, in milliseconds; -1 for none.
    /// - Returns: what was taken out, and the times of what stays.
    public func apply(
        to batch: RowBatch, newest: EventTime, watermark: EventTime, timestamp: (UInt32) -> Int64
    ) -> Verdict {
        var verdict = Verdict()
        var highest = newest.milliseconds
        var kept = 0
        for row in 0..<batch.count {
            let time = batch.times[row]
            let recorded = timestamp(batch.records[row])
            if recorded >= 0, time - recorded > rules.maxFutureSkewMilliseconds {
                verdict.fromFuture.append(batch.records[row])
                continue
            }
            let own = EventTime(milliseconds: highest).advanced(
                byMilliseconds: highest == .min ? 0 : -rules.outOfOrdernessMilliseconds)
            let bound = max(own, watermark).milliseconds
            if bound != .min, time < bound, bound - time > rules.allowedLatenessMilliseconds {
                verdict.late.append(batch.records[row])
                verdict.lateBehind.append(EventTime(milliseconds: bound))
                continue
            }
            highest = max(highest, time)
            verdict.oldest = min(verdict.oldest, EventTime(milliseconds: time))
            if kept != row { batch.copyRow(from: row, to: kept) }
            kept += 1
        }
        batch.count = kept
        verdict.newest = EventTime(milliseconds: highest)
        return verdict
    }
}
