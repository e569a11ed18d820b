import EventModel

/// What a thread has fetched and not processed yet: a commit that has to wait may come between two of its runs.
final class FetchedRuns {
    /// The records, and what their partitions told besides.
    let records: FetchedRecords
    private let reader: any LogReader
    // The first of its runs that is not processed yet.
    private var next = 0

    init(reader: any LogReader, capacity: Int) {
        self.reader = reader
        records = FetchedRecords(capacity: capacity)
    }

    /// Whether everything was processed and heeded, so that more can be fetched.
    var isEmpty: Bool { next == records.runs.count && records.notices.isEmpty }
    /// Whether the partitions may hold no more records for now.
    var isDrained: Bool { records.count < records.capacity }
    /// The run to process next.
    var first: RecordRun? { next < records.runs.count ? records.runs[next] : nil }

    /// Brings the next records.
    ///
    /// - Returns: what stands in the way; it will pass.
    /// - Throws: what no retry mends.
    func fetch(waitMilliseconds: Int) throws(LogFailure) -> LogFailure? {
        next = 0
        do throws(LogFailure) {
            try reader.fetch(into: records, waitMilliseconds: waitMilliseconds)
            return nil
        } catch {
            guard error.isRetriable, !error.isFatal else { throw error }
            records.removeAll()
            return error
        }
    }

    /// The first run is processed.
    func removeFirst() { next += 1 }

    /// Takes what the partitions told, after all runs.
    func takeNotices() -> [PartitionNotice] {
        defer { records.notices = [] }
        return records.notices
    }

    /// Lets go of runs that are not processed yet.
    func drop(where isDropped: (RecordRun) -> Bool) {
        records.runs = records.runs[next...].filter { !isDropped($0) }
        next = 0
    }
}
