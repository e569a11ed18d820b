import EventModel
import Planning
import StateStore
import Synchronization

/// The control of one pipeline on this worker: keeps its membership of the group, hands tasks to threads and takes them
/// back, and says what is read from where.
///
/// Like the threads it works in steps. All calls to the group and to the fetcher are made here.
final class PipelineControl {
    private let shared: SharedPipeline
    private let settings: WorkerSettings
    private let group: any LogGroup
    private let fetcher: any LogFetcher
    private let threads: [WorkerThread]
    private let standby: StandbyWatch?
    private let trim: TrimWatch?
    let restores: RestoreWatch
    private let clock: @Sendable () -> Int64
    private let report: @Sendable (WorkerEvent) -> Void
    // Tasks that belong to this worker.
    private var owned: Set<TaskID> = []
    // Those of which it is not known yet where they go on.
    private var unplaced: [TaskID] = []
    // Of those that leave: which the threads have not given up yet.
    private var leaving: Set<TaskID> = []
    // Those that are lost: which the threads have not let go of yet.
    private var dropping: Set<TaskID> = []
    private var unresolved: [(thread: WorkerThread, tasks: [TaskID])] = []
    // What is to be done at the fetcher and the group, in order.
    private var actions: [Action] = []
    private var retryAt: Int64 = 0
    private var endsAskedAt: Int64?

    init(
        shared: SharedPipeline, settings: WorkerSettings, group: any LogGroup, fetcher: any LogFetcher,
        threads: [WorkerThread], standby: StandbyWatch? = nil, trim: TrimWatch? = nil,
        environment: WorkerEnvironment
    ) {
        self.shared = shared
        self.settings = settings
        self.group = group
        self.fetcher = fetcher
        self.threads = threads
        self.standby = standby
        self.trim = trim
        restores = RestoreWatch(settings: settings)
        clock = environment.clock
        report = environment.report
    }

    private var topology: PipelineTopology { shared.topology }

    /// Joins the group and begins to follow the others' time.
    func begin() throws(LogFailure) {
        try fetcher.open(topology.topics)
        try fetcher.start([
            PartitionStart(
                partition: TopicPartition(topic: topology.internalTopics.watermarks, partition: 0),
                offset: .beginning, reader: 0)
        ])
        try group.join(topology.changelogs)
    }

    /// Does what has come up.
    ///
    /// - Throws: what no retry mends.
    func step(waitMilliseconds: Int) throws {
        // A lost member joins anew with the next poll: until then the threads must have let go of what is lost, so that
        // none of it can be committed in the name of the new member.
        if dropping.isEmpty {
            for notice in group.poll(waitMilliseconds: waitMilliseconds) { try take(notice) }
        }
        for thread in threads {
            for news in thread.news.take() { take(news, from: thread) }
        }
        for failure in fetcher.takeFailures() {
            if failure.isFatal { throw failure }
            report(.unreachable(failure))
        }
        beginAnew()
        guard clock() >= retryAt else { return }
        try readAndHandBack()
        try placeTasks()
        try answerThreads()
        try askForEnds()
        try trim?.step(now: clock(), own: owned.subtracting(unplaced), group: group)
        try standby?.step(
            now: clock(), own: owned.union(leaving).union(dropping).union(unplaced), group: group)
    }

    /// Gives the group's partitions back, when all threads have ended.
    func end() {
        group.close()
        fetcher.close()
    }

    /// How many tasks are this worker's.
    var taskCount: Int { owned.count }

    // MARK: The group

    private func take(_ notice: GroupNotice) throws {
        switch notice {
        case .assigned(let partitions):
            let tasks = partitions.compactMap(topology.task(of:))
            owned.formUnion(tasks)
            unplaced += tasks
            standby?.leave(tasks)
            report(.assigned(tasks.count, of: topology.taskCounts.reduce(0, +), pipeline: topology.plan.name))
        case .revoked(let partitions):
            release(partitions.compactMap(topology.task(of:)))
        case .lost(let partitions):
            let tasks = partitions.compactMap(topology.task(of:))
            forget(tasks)
            dropping.formUnion(tasks)
            for (thread, tasks) in byThread(tasks) { thread.orders.put(.drop(tasks)) }
            stopReading(tasks)
            if !tasks.isEmpty { report(.lost(tasks.count, pipeline: topology.plan.name)) }
        case .failed(let failure):
            if failure.isFatal { throw failure }
            report(.unreachable(failure))
        }
    }

    private func release(_ tasks: [TaskID]) {
        // Those that no thread has heard of can go at once.
        let unheard = tasks.filter(unplaced.contains)
        forget(tasks)
        let others = tasks.filter { !unheard.contains($0) }
        leaving.formUnion(others)
        for (thread, tasks) in byThread(others) { thread.orders.put(.release(tasks)) }
        report(.revoked(tasks.count, pipeline: topology.plan.name))
        if !unheard.isEmpty { handBack(unheard) }
    }

    /// Lets restores begin anew that miss blocks.
    private func beginAnew() {
        let progress = threads.reduce(into: [:]) { $0.merge($1.counts.restoring) { $1 } }
        for task in restores.takeSuspects(now: clock(), progress)
        where owned.contains(task) && !unplaced.contains(task) {
            thread(of: task).orders.put(.drop([task]))
            stopReading([task])
            unplaced.append(task)
        }
    }

    private func forget(_ tasks: [TaskID]) {
        restores.forget(tasks)
        owned.subtract(tasks)
        unplaced.removeAll { tasks.contains($0) }
        leaving.subtract(tasks)
    }

    private func handBack(_ tasks: [TaskID]) {
        actions.append(.handBack(tasks.map(topology.changelog(of:))))
    }

    // MARK: The threads

    private func take(_ news: ThreadNews, from thread: WorkerThread) {
        switch news {
        case .restoring(let task, let offset):
            guard owned.contains(task) else { return }
            start([(topology.changelog(of: task), .at(offset))], on: thread)
        case .running(let task, let positions):
            guard owned.contains(task) else { return }
            restores.forget([task])
            actions.append(.stop([topology.changelog(of: task)]))
            start(
                topology.inputs(of: task).map { ($0, positions[$0].map { .at($0) } ?? .beginning) },
                on: thread)
        case .released(let tasks):
            stopReading(tasks)
            let due = tasks.filter { leaving.remove($0) != nil }
            if !due.isEmpty { handBack(due) }
        case .fenced(let tasks, let failure):
            stopReading(tasks)
            report(.fenced(failure, pipeline: topology.plan.name))
            // Those that are still this worker's begin anew from what is committed.
            unplaced += tasks.filter { owned.contains($0) && !unplaced.contains($0) }
            let due = tasks.filter { leaving.remove($0) != nil }
            if !due.isEmpty { handBack(due) }
            delay()
        case .dropped(let tasks): dropping.subtract(tasks)
        case .unresolved(let tasks): unresolved.append((thread, tasks))
        }
    }

    private func start(_ starts: [(TopicPartition, StartOffset)], on thread: WorkerThread) {
        actions.append(
            .start(starts.map { PartitionStart(partition: $0.0, offset: $0.1, reader: thread.number) }))
    }

    private func stopReading(_ tasks: [TaskID]) {
        let partitions = tasks.flatMap { topology.inputs(of: $0) + [topology.changelog(of: $0)] }
        if !partitions.isEmpty { actions.append(.stop(partitions)) }
    }

    /// Does what was decided, in its order; what fails is tried again before anything that follows.
    private func readAndHandBack() throws {
        while let action = actions.first {
            do throws(LogFailure) {
                switch action {
                case .start(let starts): try fetcher.start(starts)
                case .stop(let partitions): try fetcher.stop(partitions)
                case .handBack(let partitions): try group.release(partitions)
                }
                actions.removeFirst()
            } catch {
                guard error.isRetriable, !error.isFatal else { throw error }
                report(.unreachable(error))
                return delay()
            }
        }
    }

    private enum Action {
        case start([PartitionStart])
        case stop([TopicPartition])
        case handBack([TopicPartition])
    }

    private func thread(of task: TaskID) -> WorkerThread { threads[Int(task.partition) % threads.count] }

    private func byThread(_ tasks: [TaskID]) -> [(WorkerThread, [TaskID])] {
        threads.compactMap { thread in
            let own = tasks.filter { self.thread(of: $0) === thread }
            return own.isEmpty ? nil : (thread, own)
        }
    }

    // MARK: What the group knows

    /// Asks where new tasks go on, and gives them to their threads.
    private func placeTasks() throws {
        // The follower writes to the copy of a task until it has let go of it.
        let tasks = unplaced.filter { standby?.holds($0) != true }
        guard !tasks.isEmpty, let known = try committed(of: tasks) else { return }
        unplaced.removeAll(where: tasks.contains)
        for task in tasks {
            let position = known[topology.changelog(of: task)]
            var start = TaskStart()
            if let position {
                guard let note = CommitNote(position.note) else {
                    throw StateFailure(
                        message:
                            "the position of \(topology.changelog(of: task)) in group says '\(position.note)', which this"
                            + " program has not written",
                        hint: "let nothing else commit positions for the group, or use another --group")
                }
                start = TaskStart(note: note, snapshotOffset: position.offset)
            }
            try restores.check(task, start)
            thread(of: task).orders.put(.begin(task, start))
        }
    }

    private func answerThreads() throws {
        guard let (thread, tasks) = unresolved.first else { return }
        guard let known = try committed(of: tasks) else { return }
        unresolved.removeFirst()
        let numbers = tasks.map { task in
            (task, known[topology.changelog(of: task)].flatMap { CommitNote($0.note)?.number } ?? 0)
        }
        thread.orders.put(.resolved(Dictionary(numbers, uniquingKeysWith: { first, _ in first })))
    }

    /// `nil` when the group does not know yet; it is asked again later.
    private func committed(of tasks: [TaskID]) throws -> [TopicPartition: CommittedPosition]? {
        do {
            return try group.committed(tasks.map(topology.changelog(of:)), waitMilliseconds: 5000)
        } catch {
            if error.isFatal || !error.isRetriable { throw error }
            report(.unreachable(error))
            delay()
            return nil
        }
    }

    /// Notes now and then how long the changelogs are: from there rounds are restored.
    private func askForEnds() throws {
        let now = clock()
        guard now - (endsAskedAt ?? .min / 2) >= settings.checkpointIntervalMilliseconds, !owned.isEmpty
        else { return }
        endsAskedAt = now
        let tasks = owned.sorted { ($0.stage, $0.partition) < ($1.stage, $1.partition) }
        do {
            let ends = try fetcher.ends(of: tasks.map(topology.changelog(of:)), waitMilliseconds: 5000)
            shared.changelogEnds.withLock { known in
                for task in tasks { known[task] = ends[topology.changelog(of: task)] ?? known[task] }
            }
        } catch {
            if error.isFatal { throw error }
            report(.unreachable(error))
        }
    }

    private func delay() { retryAt = clock() + settings.retryMilliseconds }
}
