import Dataflow
import EventModel
import Planning
import StateStore
import Synchronization

/// One thread of a pipeline: fetch, process, commit. It owns everything it touches but the shared time, which it locks once
/// per batch.
///
/// It works in steps, so that the same program runs on a thread of its own or, deterministically, step by step. While a
/// commit waits to be written nothing more is read: what cannot be written slows reading down, and nothing is lost.
final class WorkerThread {
    // As often as a group may move on while one commit is tried.
    private static let mostRefusals = 8

    let number: Int
    let orders = Mailbox<ThreadOrder>()
    let news = Mailbox<ThreadNews>()
    private let shared: SharedPipeline
    private let settings: WorkerSettings
    private let reader: any LogReader
    private let clock: @Sendable () -> Int64
    private let report: @Sendable (WorkerEvent) -> Void
    private let localCopy: LocalCopy
    private let committer: Committer
    private let builder: UnitBuilder
    private let fetch: FetchedRecords
    // The first of its runs that is not processed yet.
    private var nextRun = 0
    private let published: Mutex<ThreadCounts>
    private var gather: GatherTasks
    private let merge: MergeTasks
    private var restores: [TaskID: TaskRestore] = [:]
    private var localReads: [LocalRead] = []
    private var leaving: [TaskID] = []
    private var unit: CommitUnit?
    private var progress = UnitProgress.ready
    private var retryAt: Int64 = 0
    private var refusals = 0
    private var committedAt: Int64
    private var commits = 0
    private var times = WorkTimes()
    private var isStopping = false
    /// Whether it has come to its end.
    private(set) var isDone = false

    init(
        number: Int, shared: SharedPipeline, settings: WorkerSettings, reader: any LogReader,
        environment: WorkerEnvironment, committer: Committer
    ) {
        self.number = number
        self.shared = shared
        self.settings = settings
        self.reader = reader
        self.committer = committer
        clock = environment.clock
        report = environment.report
        localCopy = LocalCopy(state: environment.localState, report: environment.report)
        builder = UnitBuilder(shared: shared, clock: environment.clock)
        fetch = FetchedRecords(capacity: settings.fetchSize)
        gather = GatherTasks(shared: shared, settings: settings)
        merge = MergeTasks(shared: shared, settings: settings)
        published = Mutex(ThreadCounts(plan: shared.topology.plan))
        committedAt = environment.clock()
    }

    /// What this thread has done, as of its last commit; may be asked from any thread.
    var counts: ThreadCounts { published.withLock { $0 } }

    /// Does the next piece of work: at the most one fetch, or one attempt to commit.
    ///
    /// - Parameter waitMilliseconds: how long it may wait for records at the most.
    /// - Throws: what no retry mends.
    func step(waitMilliseconds: Int) throws {
        for order in orders.take() { try take(order) }
        if let unit {
            try settle(unit)
            return
        }
        guard leaving.isEmpty, !isStopping else {
            try commitLast()
            return
        }
        try readLocalState()
        // What came with the last runs is heeded even if a commit had to wait after them.
        if nextRun == fetch.runs.count, fetch.notices.isEmpty {
            try fetchRecords(waitMilliseconds: isBusy ? 0 : min(waitMilliseconds, waitForRecords))
        }
        guard try processRuns() else { return }
        for notice in fetch.notices { try note(notice) }
        fetch.notices = []
        let now = clock()
        gather.attend(isDrained: fetch.count < fetch.capacity, now: now)
        if isDue(now) { try commit() }
    }

    /// Frees what the thread holds.
    func close() { committer.close() }

    // MARK: Orders

    private func take(_ order: ThreadOrder) throws {
        switch order {
        case .begin(let id, let start): begin(id, start)
        case .release(let tasks): leaving += tasks
        case .drop(let tasks):
            drop(tasks)
            news.put(.dropped(tasks))
        case .resolved(let numbers): try resolve(numbers)
        case .stop: isStopping = true
        }
    }

    private func begin(_ id: TaskID, _ start: TaskStart) {
        let task: any StageTask =
            id.stage == shared.topology.mergeStage
            ? merge.makeTask(id) : gather.makeTask(id, now: clock())
        guard let note = start.note else {
            localCopy.drop(task.changelog.name)
            for part in task.changelog.operators { part.state.finishRestore() }
            return run(task)
        }
        let restore = TaskRestore(
            task: task, target: note, snapshotOffset: start.snapshotOffset,
            pipelineVersion: shared.topology.plan.version,
            restartsChangedState: settings.restartsChangedState, localCopy: localCopy)
        restores[id] = restore
        localReads.append(LocalRead(restore: restore, start: start))
    }

    private func run(_ task: any StageTask) {
        if let task = task as? GatherTask { gather.add(task) }
        if let task = task as? MergeStageTask { merge.add(task) }
        news.put(.running(task.id, task.positions))
    }

    /// Forgets tasks together with what was read of them since the last commit.
    ///
    /// What the thread's tasks have in common holds rows of all of them, so that none can go on without the others: they
    /// begin anew where they have committed.
    private func drop(_ tasks: [TaskID]) {
        for id in tasks { restores[id] = nil }
        localReads.removeAll { tasks.contains($0.restore.task.id) }
        leaving.removeAll { tasks.contains($0) }
        let owned = Set(running)
        guard !owned.isDisjoint(with: tasks) else { return }
        unit = nil
        progress = .ready
        refusals = 0
        skipRecords()
        gather = GatherTasks(shared: shared, settings: settings)
        for id in owned where id.stage == shared.topology.mergeStage { merge.remove(id) }
        let others = owned.subtracting(tasks).sorted { ($0.stage, $0.partition) < ($1.stage, $1.partition) }
        if !others.isEmpty { news.put(.fenced(others, .rowsMixed)) }
    }

    /// Lets go of records that were fetched for the tasks as they were; they come again from where the tasks begin anew.
    private func skipRecords() {
        let rest = fetch.runs[nextRun...].filter { run in
            switch shared.topology.roles[run.topicIndex] {
            case .source, .partials: false
            case .watermarks, .changelog: true
            }
        }
        fetch.runs = rest
        nextRun = 0
    }

    private var running: [TaskID] {
        gather.tasks.keys + merge.tasks.keys.map { TaskID(stage: shared.topology.mergeStage, partition: $0) }
    }

    // MARK: Records

    /// Processes what was fetched; tells whether all of it, or as much as one commit should hold.
    private func processRuns() throws -> Bool {
        while nextRun < fetch.runs.count {
            try process(fetch.runs[nextRun])
            nextRun += 1
            if gather.rejectedBytes >= settings.commitBytes {
                try commit()
                if unit != nil { return false }
            }
        }
        return true
    }

    private func fetchRecords(waitMilliseconds: Int) throws {
        nextRun = 0
        do {
            try times.measure(\.fetching) {
                try reader.fetch(into: fetch, waitMilliseconds: waitMilliseconds)
            }
        } catch let failure as LogFailure where failure.isRetriable && !failure.isFatal {
            fetch.removeAll()
            report(.unreachable(failure))
        }
    }

    private func process(_ run: RecordRun) throws {
        switch shared.topology.roles[run.topicIndex] {
        case .source(let source):
            gather.process(fetch, range: run.range, source: source, partition: run.partition)
        case .partials:
            try times.measure(\.merging) {
                try merge.process(fetch, range: run.range, partition: run.partition)
            }
        case .watermarks:
            for record in run.range { noteReport(fetch.records[record].valueBytes) }
        case .changelog(let stage):
            guard let restore = restores[TaskID(stage: stage, partition: run.partition)] else { return }
            for record in run.range {
                try restore.take(fetch.records[record].valueBytes, offset: fetch.records[record].offset)
            }
        }
    }

    /// Reports of other versions of the program mean nothing here; their tasks report again.
    private func noteReport(_ bytes: UnsafeRawBufferPointer) {
        var reader = StateReader(bytes)
        guard let format = try? reader.byte(), format == PartialRecord.format,
            let report = try? TaskReport(from: &reader)
        else { return }
        shared.time.withLock { _ = $0.note(report) }
    }

    private func note(_ notice: PartitionNotice) throws {
        switch notice {
        case .reachedEnd(let topic, let partition):
            switch shared.topology.roles[topic] {
            case .source(let source): gather.reachEnd(source: source, partition: partition)
            case .changelog(let stage): try reachEnd(TaskID(stage: stage, partition: partition))
            case .partials, .watermarks: break
            }
        case .truncated(let topic, let partition, let from, let to):
            let place = TopicPartition(topic: shared.topology.topics[topic], partition: partition)
            if case .partials = shared.topology.roles[topic], merge.tasks[partition] != nil {
                throw StateFailure(
                    message: "\(place): records \(from) to \(to - 1) were deleted before they were added up",
                    hint:
                        "what they held is lost: give the topic a longer retention, and build the pipeline's state anew"
                        + " under a new group and prefix")
            }
            report(.truncated(place, from: from, to: to))
        }
    }

    private func reachEnd(_ id: TaskID) throws {
        guard let restore = restores[id], !localReads.contains(where: { $0.restore === restore }) else {
            return
        }
        guard try restore.reachEnd() else { return }
        restores[id] = nil
        run(restore.task)
        publishCounts()
    }

    /// Reads some of the copies on this machine; then the changelog tells the rest.
    private func readLocalState() throws {
        guard let read = localReads.first else { return }
        guard try read.step(localCopy) else { return publishCounts() }
        localReads.removeFirst()
        news.put(.restoring(read.restore.task.id, from: read.changelogOffset))
    }

    // MARK: Commits

    // Deadlines that have passed already are not kept waiting, and the copies on this machine are read at once.
    private var isBusy: Bool { gather.isBehind || merge.isBehind || !localReads.isEmpty }

    private var waitForRecords: Int {
        Int(min(max(settings.commitIntervalMilliseconds / 4, 1), 100))
    }

    private func isDue(_ now: Int64) -> Bool {
        now - committedAt >= settings.commitIntervalMilliseconds || gather.pending >= settings.commitRecords
            || gather.rejectedBytes >= settings.commitBytes || gather.isBehind || merge.isBehind
    }

    private func commit() throws {
        committedAt = clock()
        let fresh = times.measure(\.preparing) { builder.build(gather, merge) }
        publishCounts()
        guard !fresh.isEmpty else { return }
        unit = fresh
        try settle(fresh)
    }

    private func settle(_ unit: CommitUnit) throws {
        guard clock() >= retryAt else { return }
        switch progress {
        case .ready: try write(unit)
        case .unsettled: try endOldTransaction(of: unit)
        case .asked: break
        }
    }

    private func write(_ unit: CommitUnit) throws {
        switch try times.measure(\.committing, { try committer.commit(unit) }) {
        case .committed: finish(unit)
        case .delayed(let failure): delay(failure)
        case .unknown(let failure):
            report(.unreachable(failure))
            progress = .unsettled
        case .fenced(let failure): refuse(failure)
        }
    }

    /// The commit was refused: by a group that has only moved on to another generation, or because the tasks are lost.
    ///
    /// In the first case the same commit passes with the membership of then; in the second the control soon says so.
    private func refuse(_ failure: LogFailure) {
        refusals += 1
        guard refusals > Self.mostRefusals else {
            progress = .unsettled
            return
        }
        let tasks = running
        drop(tasks)
        news.put(.fenced(tasks, failure))
    }

    /// Until the old transaction has come to its end, what the group says of its positions could change.
    private func endOldTransaction(of unit: CommitUnit) throws {
        if let failure = try committer.settle() { return delay(failure) }
        progress = .asked
        news.put(.unresolved(unit.parts.map(\.task)))
    }

    private func delay(_ failure: LogFailure) {
        report(.unreachable(failure))
        retryAt = clock() + settings.retryMilliseconds
    }

    private func resolve(_ numbers: [TaskID: Int64]) throws {
        guard case .asked = progress, let unit else { return }
        let isWritten = unit.parts.contains { (numbers[$0.task] ?? 0) >= $0.note.number }
        progress = .ready
        if isWritten { finish(unit) }
    }

    private func finish(_ unit: CommitUnit) {
        self.unit = nil
        progress = .ready
        refusals = 0
        commits += 1
        guard localCopy.isKept else { return }
        for part in unit.parts {
            localCopy.keep(
                unit.blockParts(of: part), number: part.note.number, snapshotFrom: part.note.snapshotFrom,
                changelogOffset: part.knownOffset, of: shared.topology.name(of: part.task))
        }
    }

    /// Commits until nothing is left, then gives up the tasks that leave, or all of them at the end.
    private func commitLast() throws {
        try commit()
        guard unit == nil, !gather.isBehind, !merge.isBehind else { return }
        let tasks = isStopping ? running + restores.keys : leaving
        for id in tasks {
            restores[id] = nil
            if id.stage == shared.topology.mergeStage { merge.remove(id) } else { gather.remove(id) }
        }
        localReads.removeAll { tasks.contains($0.restore.task.id) }
        leaving = []
        news.put(.released(tasks))
        isDone = isStopping
        publishCounts()
    }

    private func publishCounts() {
        let told = [gather.told, merge.told]
        var times = times
        times += gather.times
        published.withLock { [running, restores, unit, commits, times] counts in
            counts.sources = gather.counts
            counts.duplicates = gather.duplicates
            counts.visits = gather.visitCounts
            counts.finalResults = told.reduce(0) { $0 + $1.finalResults }
            counts.transitions = told.reduce(0) { $0 + $1.transitions }
            counts.toldThrough = [gather.toldThrough, merge.toldThrough].compactMap { $0 }.min()
            counts.tardyRows = gather.tardyRows
            counts.running = running.count
            counts.restoring = restores.mapValues(\.progress)
            counts.waitingBytes = unit?.byteCount ?? 0
            counts.commits = commits
            counts.times = times
        }
    }
}

/// How far a unit is on its way.
private enum UnitProgress {
    /// It can be sent.
    case ready
    /// It was sent, and what came of it is not known: its transaction must be over before that can be asked.
    case unsettled
    /// The group was asked which commits it knows of.
    case asked
}

extension LogFailure {
    /// Tasks that must begin anew because another one of their thread was lost.
    fileprivate static let rowsMixed = LogFailure(
        code: "_LOST", message: "another task of the thread was lost", hint: "", isFatal: false,
        isRetriable: true)
}
