public import EventModel

/// Decides once, where events are read, which are late, which are tardy and which claim a time that cannot be.
public struct LatenessFilter {
    /// What one batch came to.
    public struct Verdict {
        /// The largest event time of the rows that may move the watermark.
        public var newest = EventTime.distantPast
        /// The smallest event time of the rows that stay in the batch.
        public var oldest = EventTime.distantFuture
        /// How many rows were tardy.
        public var tardyCount = 0
        /// Places in the fetch of tardy records.
        public var tardy: [UInt32] = []
        /// For each of them the watermark at which it takes effect; none is before the one in front of it.
        public var tardyEntries: [EventTime] = []
        /// The tardy rows that lie before all tardy rows of the batch that came before them.
        public var oldestTardy: [TardyTime] = []
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

    /// Takes late rows, tardy rows and rows from the future out of a batch; the others keep their order.
    ///
    /// A row that lies behind the watermark of its own partition as it was just before the row is *tardy*, and *late*
    /// when it does by more than the allowed lateness. The task's watermark counts instead where it is the higher
    /// one, which it can only be after the partition was silent. So the decision depends on the partition's content,
    /// not on how fast anything is read; only what counts as silence depends on the clock.
    ///
    /// What a tardy row says about windows and deadlines that lie before the watermark comes too late for those that
    /// have been told; which ones that are depends on the other partitions. So that it does not, tardy rows are kept
    /// apart until the task has come to the same watermark. All other rows arrive before the task's watermark passes
    /// them, however the partitions are read.
    ///
    /// - Parameters:
    ///   - batch: rows of one partition, in its order.
    ///   - newest: the partition's largest event time before the batch.
    ///   - watermark: the task's watermark.
    ///   - tardy: takes the tardy rows of the partition.
    ///   - timestamp: the timestamp of a record by its place in the fetch, in milliseconds; -1 for none.
    /// - Returns: what was taken out, and the times of what stays.
    public func apply(
        to batch: RowBatch, newest: EventTime, watermark: EventTime, tardy: TardyRows,
        timestamp: (UInt32) -> Int64
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
            if time < bound {
                if bound - time > rules.allowedLatenessMilliseconds {
                    verdict.late.append(batch.records[row])
                    verdict.lateBehind.append(EventTime(milliseconds: bound))
                    continue
                }
                highest = max(highest, time)
                tardy.append(batch, row: row, entry: EventTime(milliseconds: bound))
                verdict.tardy.append(batch.records[row])
                verdict.tardyEntries.append(EventTime(milliseconds: bound))
                verdict.noteTardy(
                    TardyTime(
                        time: EventTime(milliseconds: time), entry: EventTime(milliseconds: bound)))
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

extension LatenessFilter.Verdict {
    fileprivate mutating func noteTardy(_ row: TardyTime) {
        tardyCount += 1
        if oldestTardy.last.map({ row.time < $0.time }) ?? true { oldestTardy.append(row) }
    }
}
