import EventModel
import StateStore

/// The control's side of standby copies: looks now and then which tasks of others this worker is to follow, and has the
/// follower let go of those that come to this worker before they begin here.
final class StandbyWatch {
    private let topology: PipelineTopology
    private let choice: StandbyChoice
    private let follower: StandbyFollower
    private let interval: Int64
    private var followed: Set<TaskID> = []
    // Those that the follower has not let go of yet.
    private var leaving: Set<TaskID> = []
    private var lookAt: Int64 = 0

    // The group's control must not be away for long.
    private static let patienceMilliseconds = 500

    init(topology: PipelineTopology, settings: WorkerSettings, owner: String, follower: StandbyFollower) {
        self.topology = topology
        self.follower = follower
        choice = StandbyChoice(own: owner, copies: settings.standby)
        interval = settings.standbyLookMilliseconds
    }

    /// These tasks have come to this worker.
    func leave(_ tasks: [TaskID]) {
        let gone = tasks.filter { followed.remove($0) != nil }
        guard !gone.isEmpty else { return }
        leaving.formUnion(gone)
        follower.orders.put(.leave(gone))
    }

    /// Whether a task's copy is still written to.
    func holds(_ task: TaskID) -> Bool { leaving.contains(task) }

    /// Hears what the follower has let go of, and looks when it is time to.
    ///
    /// - Parameters:
    ///   - now: the clock, in milliseconds.
    ///   - own: tasks whose copies are this worker's to write, or still are.
    ///   - group: knows how far all tasks have committed, and by whom.
    /// - Throws: what no retry mends.
    func step(now: Int64, own: Set<TaskID>, group: any LogGroup) throws(LogFailure) {
        for task in follower.left.take() { leaving.remove(task) }
        guard now >= lookAt else { return }
        lookAt = now + interval
        let all = topology.taskCounts.enumerated().flatMap { stage, count in
            (0..<Int32(count)).map { TaskID(stage: stage, partition: $0) }
        }
        let known: [TopicPartition: CommittedPosition]
        do throws(LogFailure) {
            known = try group.committed(
                all.map(topology.changelog(of:)), waitMilliseconds: Self.patienceMilliseconds)
        } catch {
            // A transaction that is open for long, or a log that is away: the next look will do.
            if error.isFatal || !error.isRetriable { throw error }
            return
        }
        var starts: [TaskID: TaskStart] = [:]
        for task in all {
            guard let position = known[topology.changelog(of: task)] else { continue }
            starts[task] = TaskStart(note: CommitNote(position.note), snapshotOffset: position.offset)
        }
        follow(starts, except: own)
    }

    private func follow(_ starts: [TaskID: TaskStart], except own: Set<TaskID>) {
        let chosen = choice.tasks(starts.mapValues { $0.note?.owner }) { topology.name(of: $0).description }
        followed = chosen.subtracting(own).subtracting(leaving)
        follower.orders.put(.follow(starts.filter { followed.contains($0.key) }))
    }
}
