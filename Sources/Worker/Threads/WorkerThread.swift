import Dataflow
import EventModel
import Planning
import StateStore
import Synchronization

/// One thread of a pipeline: fetch, process, commit. It owns everything it touches but the shared time, which it locks once
/// per batch.
///
/// It works in steps, so that the same program runs on a thread of its own or, deterministically, step by step. While a
/// commit is being sent it goes on until the next one is due, then it waits: what cannot be written slows reading down,
/// and nothing is lost.
final class WorkerThread {
    let number: Int
    let orders = Mailbox<ThreadOrder>()
    let news = Mailbox<ThreadNews>()
    private let shared: SharedPipeline
    private let settings: WorkerSettings
    private let clock: @Sendable () -> Int64
    private let report: @Sendable (WorkerEvent) -> Void
    private let localCopy: LocalCopy
    private let memory: StateMemory?
    private let lane: CommitLane
    private let membership: () -> any GroupMembership
    private let pending: PendingCommit
    private let builder: UnitBuilder
    private let fetched: FetchedRuns
    private let published: Mutex<ThreadCounts>
    private var gather: GatherTasks
    private let merge: MergeTasks
    private let restores: TaskRestores
    private var leaving: [TaskID] = []
    // Whether everything that was read has been handed over to be committed.
    private var isFlushed = false
    private var committedAt: Int64
    private var commits = 0
    private var times = WorkTimes()
    private var isStopping = false
    /// Whether it has come to its end.
    private(set) var isDone = false

    init(
        number: Int, shared: SharedPipeline, settings: WorkerSettings, reader: any LogReader,
        environment: WorkerEnvironment, lane: CommitLane,
        membership: @escaping () -> any GroupMembership
    ) {
        self.number = number
        self.shared = shared
        self.settings = settings
        self.lane = lane
        self.membership = membership
        clock = environment.clock
        report = environment.report
        pending = PendingCommit(
            lane: lane, retryMilliseconds: settings.retryMilliseconds, environment: environment)
        localCopy = LocalCopy(state: environment.localState, report: environment.report)
        restores = TaskRestores(localCopy: localCopy)
        builder = UnitBuilder(shared: shared, clock: environment.clock)
        fetched = FetchedRuns(reader: reader, capacity: settings.fetchSize)
        memory = environment.memory
        let space = StateSpace(pool: environment.memory?.pool)
        gather = GatherTasks(shared: shared, settings: settings, space: space)
        merge = MergeTasks(shared: shared, settings: settings, space: space)
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
        note(try pending.takeOutcome())
        // Whoever takes a task away must know first whether what is being sent is written.
        if !pending.isUnderWay { for order in orders.take() { take(order) } }
        attemptCommit()
        if pending.unit != nil, !pending.isSent || isDue(clock()) || !leaving.isEmpty || isStopping {
            pending.wait(milliseconds: waitMilliseconds)
            return
        }
        guard leaving.isEmpty, !isStopping else {
            try commitLast()
            return
        }
        if memory?.mustWait(now: clock(), report: report) == true {
            // Time goes on with what has been read, and what is told is forgotten.
            if pending.unit == nil, isDue(clock()) { try commit() }
            pending.wait(milliseconds: waitMilliseconds)
            return
        }
        isFlushed = false
        if let read = try restores.readLocalState() {
            news.put(.restoring(read.task, from: read.changelogOffset))
        } else if restores.hasLocalReads {
            publishCounts()
        }
        // What came with the last runs is heeded even if a commit had to wait after them.
        if fetched.isEmpty {
            try fetchRecords(waitMilliseconds: isBusy ? 0 : min(waitMilliseconds, waitForRecords))
        }
        guard try processRuns() else { return }
        for notice in fetched.takeNotices() { try note(notice) }
        let now = clock()
        gather.attend(isDrained: fetched.isDrained, now: now)
        if pending.unit == nil, isDue(now) { try commit() }
    }

    // MARK: Orders

    private func take(_ order: ThreadOrder) {
        switch order {
        case .begin(let id, let start): begin(id, start)
        case .release(let tasks): leaving += tasks
        case .drop(let tasks):
            drop(tasks)
            news.put(.dropped(tasks))
        case .resolved(let numbers): note(pending.resolve(numbers))
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
        task.changelog.hasNewOwner = settings.standby > 0 && note.owner != shared.owner
        let restore = TaskRestore(
            task: task, target: note, snapshotOffset: start.snapshotOffset,
            pipelineVersion: shared.topology.plan.version,
            restartsChangedState: settings.restartsChangedState, localCopy: localCopy)
        restores.begin(restore, from: start)
    }

    private func run(_ task: any StageTask) {
        // What was fetched for the task when it was here before comes again, from where it begins now.
        let inputs = shared.topology.inputs(of: task.id)
        fetched.drop { run in
            inputs.contains(
                TopicPartition(topic: shared.topology.topics[run.topicIndex], partition: run.partition))
        }
        if let task = task as? GatherTask { gather.add(task) }
        if let task = task as? MergeStageTask { merge.add(task) }
        news.put(.running(task.id, task.positions))
    }

    /// Forgets tasks together with what was read of them since the last commit.
    ///
    /// What the thread's tasks have in common holds rows of all of them, so that none can go on without the others: they
    /// begin anew where they have committed.
    private func drop(_ tasks: [TaskID]) {
        restores.forget(tasks)
        leaving.removeAll { tasks.contains($0) }
        let owned = Set(running)
        guard !owned.isDisjoint(with: tasks) else { return }
        pending.abandon()
        gather = GatherTasks(shared: shared, settings: settings, space: StateSpace(pool: memory?.pool))
        for id in owned where id.stage == shared.topology.mergeStage { merge.remove(id) }
        let others = owned.subtracting(tasks).sorted { ($0.stage, $0.partition) < ($1.stage, $1.partition) }
        if !others.isEmpty { news.put(.fenced(others, .rowsMixed)) }
    }

    private var running: [TaskID] {
        gather.tasks.keys + merge.tasks.keys.map { TaskID(stage: shared.topology.mergeStage, partition: $0) }
    }

    // MARK: Records

    /// Processes what was fetched; tells whether all of it, or as much as one commit should hold.
    private func processRuns() throws -> Bool {
        while let run = fetched.first {
            try process(run)
            fetched.removeFirst()
            if gather.passedBytes >= settings.commitBytes {
                if pending.unit == nil { try commit() }
                if pending.unit != nil { return false }
            }
        }
        return true
    }

    private func fetchRecords(waitMilliseconds: Int) throws {
        let failure = try times.measure(\.fetching) {
            try fetched.fetch(waitMilliseconds: waitMilliseconds)
        }
        if let failure { report(.unreachable(failure)) }
    }

    private func process(_ run: RecordRun) throws {
        let fetch = fetched.records
        switch shared.topology.roles[run.topicIndex] {
        case .source(let source):
            gather.process(fetch, range: run.range, source: source, partition: run.partition)
        case .partials:
            try times.measure(\.merging) {
                try merge.process(fetch, range: run.range, partition: run.partition)
            }
        case .rekeyed(let stage):
            try gather.processRekeyed(fetch, range: run.range, stage: stage, partition: run.partition)
        case .watermarks:
            for record in run.range { shared.noteReport(fetch.records[record].valueBytes) }
        case .changelog(let stage):
            try restores.take(fetch, range: run.range, of: TaskID(stage: stage, partition: run.partition))
        }
    }

    private func note(_ notice: PartitionNotice) throws {
        switch notice {
        case .reachedEnd(let topic, let partition):
            switch shared.topology.roles[topic] {
            case .source(let source): gather.reachEnd(source: source, partition: partition)
            case .changelog(let stage):
                if let task = try restores.reachEnd(of: TaskID(stage: stage, partition: partition)) {
                    run(task)
                    publishCounts()
                }
            case .partials, .rekeyed, .watermarks: break
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
            if case .rekeyed(let stage) = shared.topology.roles[topic],
                gather.tasks[TaskID(stage: stage, partition: partition)] != nil
            {
                throw StateFailure(
                    message: "\(place): records \(from) to \(to - 1) were deleted before they were read",
                    hint:
                        "the events in them are lost: give the topic a longer retention, and build the pipeline's state"
                        + " anew under a new group and prefix")
            }
            report(.truncated(place, from: from, to: to))
        }
    }

    // MARK: Commits

    // Deadlines that have passed already are not kept waiting, and the copies on this machine are read at once.
    private var isBusy: Bool { gather.isBehind || merge.isBehind || restores.hasLocalReads }

    private var waitForRecords: Int {
        Int(min(max(settings.commitIntervalMilliseconds / 4, 1), 100))
    }

    private func isDue(_ now: Int64) -> Bool {
        now - committedAt >= settings.commitIntervalMilliseconds || gather.pending >= settings.commitRecords
            || gather.passedBytes >= settings.commitBytes || gather.isBehind || merge.isBehind
    }

    private func commit() throws {
        committedAt = clock()
        let fresh = times.measure(\.preparing) { builder.build(gather, merge) }
        publishCounts()
        guard !fresh.isEmpty else { return }
        pending.begin(fresh)
        attemptCommit()
    }

    private func attemptCommit() {
        guard pending.unit != nil, !pending.isUnderWay else { return }
        // Asked for before the orders are looked at: a membership of after the loss of a task would prove too much.
        let membership = membership()
        guard orders.isEmpty else { return }
        pending.attempt(by: membership)
    }

    private func note(_ outcome: PendingCommit.Outcome) {
        switch outcome {
        case .waiting: break
        case .written(let unit): noteWritten(unit)
        case .asks(let tasks): news.put(.unresolved(tasks))
        case .lost(let failure):
            let tasks = running
            drop(tasks)
            news.put(.fenced(tasks, failure))
        }
    }

    private func noteWritten(_ unit: CommitUnit) {
        commits += 1
        guard localCopy.isKept else { return }
        for part in unit.parts {
            localCopy.keep(
                unit.blockParts(of: part), number: part.note.number, snapshotFrom: part.note.snapshotFrom,
                changelogOffset: part.knownOffset, of: shared.topology.name(of: part.task))
        }
    }

    /// Commits what is left, then gives up the tasks that leave, or all of them at the end.
    ///
    /// While the commit is sent time goes on and would give the next one something to tell, without end: it is for the
    /// tasks' next owner.
    private func commitLast() throws {
        if !isFlushed || gather.isBehind || merge.isBehind {
            isFlushed = true
            try commit()
        }
        guard pending.unit == nil, !gather.isBehind, !merge.isBehind else { return }
        let tasks = isStopping ? running + restores.tasks : leaving
        restores.forget(tasks)
        for id in tasks {
            if id.stage == shared.topology.mergeStage { merge.remove(id) } else { gather.remove(id) }
        }
        leaving = []
        news.put(.released(tasks))
        isDone = isStopping
        publishCounts()
    }

    private func publishCounts() {
        let told = [gather.told, merge.told]
        var times = times
        times += gather.times
        times.committing = lane.time
        published.withLock { [running, restores, pending, commits, times] counts in
            counts.sources = gather.counts
            counts.duplicates = gather.duplicates
            counts.visits = gather.visitCounts
            counts.finalResults = told.reduce(0) { $0 + $1.finalResults }
            counts.transitions = told.reduce(0) { $0 + $1.transitions }
            counts.toldThrough = [gather.toldThrough, merge.toldThrough].compactMap { $0 }.min()
            counts.tardyRows = gather.tardyRows
            counts.running = running.count
            counts.restoring = restores.progress
            counts.waitingBytes = pending.unit?.byteCount ?? 0
            counts.commits = commits
            counts.times = times
        }
    }
}

extension LogFailure {
    /// Tasks that must begin anew because another one of their thread was lost.
    fileprivate static let rowsMixed = LogFailure(
        code: "_LOST", message: "another task of the thread was lost", hint: "", isFatal: false,
        isRetriable: true)
}
