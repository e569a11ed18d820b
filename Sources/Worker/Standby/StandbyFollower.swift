import EventModel
import StateStore
import Synchronization

/// What the control asks of the follower.
enum StandbyOrder: Sendable {
    /// Follow these tasks, from these commits on, and no others.
    case follow([TaskID: TaskStart])
    /// Let go of these: they have come to this worker.
    case leave([TaskID])
}

/// Follows changelogs of other workers' tasks into the copies on this machine.
///
/// It has a client of its own, takes a few records in each step, and holds no more than a block of each task. Whatever fails here, no task waits for it.
final class StandbyFollower {
    let orders = Mailbox<StandbyOrder>()
    /// Tasks that were let go of: nobody writes to their copies any more.
    let left = Mailbox<TaskID>()
    private let topology: PipelineTopology
    private let fetcher: any LogFetcher
    private let copy: LocalCopy
    private let clock: @Sendable () -> Int64
    private let report: @Sendable (WorkerEvent) -> Void
    private let retryMilliseconds: Int64
    private let fetch = FetchedRecords(capacity: 64)
    private var tasks: [TaskID: StandbyTask] = [:]
    // What the fetcher could not be told yet.
    private var stops: [TopicPartition] = []
    private var retryAt: Int64 = 0
    private let published = Mutex<[WorkerStatus.Standby]>([])

    init(
        topology: PipelineTopology, settings: WorkerSettings, fetcher: any LogFetcher,
        environment: WorkerEnvironment
    ) throws(LogFailure) {
        self.topology = topology
        self.fetcher = fetcher
        copy = LocalCopy(state: environment.localState, report: environment.report)
        clock = environment.clock
        report = environment.report
        retryMilliseconds = settings.retryMilliseconds
        try fetcher.open(topology.changelogs)
    }

    /// What it follows, and how far it is; may be asked from any thread.
    var status: [WorkerStatus.Standby] { published.withLock { $0 } }

    /// Does the next piece of work: one fetch at the most.
    ///
    /// - Parameter waitMilliseconds: how long it may wait for records at the most.
    /// - Throws: what no retry mends.
    func step(waitMilliseconds: Int) throws(LogFailure) {
        for order in orders.take() { try take(order) }
        for failure in fetcher.takeFailures() { try heed(failure) }
        guard clock() >= retryAt else { return }
        do throws(LogFailure) {
            if !stops.isEmpty { try fetcher.stop(stops) }
            stops = []
            try fetcher.readers[0].fetch(into: fetch, waitMilliseconds: waitMilliseconds)
        } catch {
            fetch.removeAll()
            return try heed(error)
        }
        for run in fetch.runs { follow(run) }
        if !fetch.runs.isEmpty { publish() }
    }

    /// Frees what the client holds.
    func close() { fetcher.close() }

    private func take(_ order: StandbyOrder) throws(LogFailure) {
        switch order {
        case .follow(let starts):
            remove(tasks.keys.filter { starts[$0] == nil })
            try follow(starts)
        case .leave(let tasks):
            remove(tasks)
            for task in tasks { left.put(task) }
        }
        publish()
    }

    private func remove(_ gone: [TaskID]) {
        for id in gone where tasks.removeValue(forKey: id) != nil { stops.append(topology.changelog(of: id)) }
    }

    private func follow(_ starts: [TaskID: TaskStart]) throws(LogFailure) {
        var fresh: [PartitionStart] = []
        for (id, start) in starts.sorted(by: {
            ($0.key.stage, $0.key.partition) < ($1.key.stage, $1.key.partition)
        }) {
            guard let note = start.note, tasks[id]?.note(note.number) != true else { continue }
            let name = topology.name(of: id)
            guard !copy.hasFailed(name) else { continue }
            let task = StandbyTask(name: name, note: note, snapshotOffset: start.snapshotOffset, copy: copy)
            tasks[id] = task
            let place = topology.changelog(of: id)
            stops.removeAll { $0 == place }
            fresh.append(PartitionStart(partition: place, offset: .at(task.changelogOffset), reader: 0))
        }
        guard !fresh.isEmpty else { return }
        do throws(LogFailure) { try fetcher.start(fresh) } catch {
            // The next order asks for them again.
            remove(fresh.compactMap { topology.task(of: $0.partition) })
            try heed(error)
        }
    }

    private func follow(_ run: RecordRun) {
        let id = TaskID(stage: run.topicIndex, partition: run.partition)
        guard let task = tasks[id] else { return }
        for index in run.range {
            let record = fetch.records[index]
            do throws(BlockDamage) { try task.take(record.valueBytes, offset: record.offset) } catch {
                copy.giveUp(
                    task.name,
                    LocalStateFailure(
                        kind: .damaged, path: "\(topology.changelog(of: id))", message: error.description,
                        hint:
                            "look at offset \(record.offset): the task itself could not be restored from there either"
                    ))
            }
            if copy.hasFailed(task.name) { return remove([id]) }
        }
    }

    private func heed(_ failure: LogFailure) throws(LogFailure) {
        if failure.isFatal { throw failure }
        report(.unreachable(failure))
        retryAt = clock() + retryMilliseconds
    }

    private func publish() {
        let all = tasks.map { _, task in
            WorkerStatus.Standby(
                task: task.name.description, commit: task.progress.number, of: task.progress.target,
                bytes: task.progress.bytes)
        }.sorted { $0.task < $1.task }
        published.withLock { $0 = all }
    }
}
