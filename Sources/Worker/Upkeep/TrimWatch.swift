import EventModel

/// The control's side of trimming: asks now and then from where the changelogs of its tasks are needed.
final class TrimWatch {
    private let topology: PipelineTopology
    private let trim: ChangelogTrim
    private let interval: Int64
    private var askAt: Int64?

    // The group's control must not be away for long.
    private static let patienceMilliseconds = 500

    init(topology: PipelineTopology, settings: WorkerSettings, trim: ChangelogTrim) {
        self.topology = topology
        self.trim = trim
        interval = settings.trimIntervalMilliseconds
    }

    /// Asks when it is time to.
    ///
    /// - Parameters:
    ///   - now: the clock, in milliseconds.
    ///   - own: this worker's tasks.
    ///   - group: knows how far they have committed.
    /// - Throws: what no retry mends.
    func step(now: Int64, own: Set<TaskID>, group: any LogGroup) throws(LogFailure) {
        // Not at the start, when there is more to do than to tidy up.
        guard let time = askAt, now >= time else {
            if askAt == nil { askAt = now + interval }
            return
        }
        askAt = now + interval
        guard !own.isEmpty else { return }
        do throws(LogFailure) {
            let known = try group.committed(
                own.map(topology.changelog(of:)).sorted(), waitMilliseconds: Self.patienceMilliseconds)
            trim.needed.put(known.mapValues(\.offset).filter { $0.value > 0 })
        } catch {
            if error.isFatal || !error.isRetriable { throw error }
        }
    }
}
