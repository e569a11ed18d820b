import EventModel

/// Deletes what no restore needs any more of the changelogs of this worker's tasks, one at a time.
///
/// A restore begins where the group's committed position says, or behind. So whatever lies before a position that was
/// committed at any time can go, whoever owns the task by now.
final class ChangelogTrim {
    /// The oldest records that are needed, as the group knows them.
    let needed = Mailbox<[TopicPartition: Int64]>()
    private let topics: any LogTopics
    private let report: @Sendable (WorkerEvent) -> Void
    private var waiting: [TopicPartition: Int64] = [:]
    // Those that wait, in turn.
    private var turns: [TopicPartition] = []
    private var done: [TopicPartition: Int64] = [:]
    // Whether the log does not do it, or not for this user.
    private var isRefused = false

    init(topics: any LogTopics, report: @escaping @Sendable (WorkerEvent) -> Void) {
        self.topics = topics
        self.report = report
    }

    /// Trims one changelog at the most; it can take as long as the log takes to answer.
    ///
    /// - Throws: what no retry mends.
    func step() throws(LogFailure) {
        for offsets in needed.take() {
            for (partition, offset) in offsets.sorted(by: { $0.key < $1.key })
            where offset > done[partition] ?? 0 {
                if waiting.updateValue(offset, forKey: partition) == nil { turns.append(partition) }
            }
        }
        guard !isRefused, let partition = turns.first, let offset = waiting.removeValue(forKey: partition)
        else { return }
        turns.removeFirst()
        do throws(LogFailure) {
            try topics.deleteRecords(before: offset, of: partition)
            done[partition] = offset
        } catch {
            if error.isFatal { throw error }
            // What can be tried again comes again with the next round of positions.
            guard !error.isRetriable else { return }
            isRefused = true
            report(.changelogsKept(error))
        }
    }
}
