import Dataflow
import EventModel
import Planning
import StateStore
import Synchronization

/// The gather tasks of a pipeline on one thread. They share what holds no state between commits: decoders, evaluators,
/// symbols and the deltas of panes; all that is remembered belongs to one task each.
final class GatherTasks {
    // Deadlines and tardy rows; some 150 ms. With less, a busy thread would commit more often than its interval asks.
    private static let workPerStep = 131_072

    private let plan: PipelinePlan
    let shared: SharedPipeline
    private let settings: WorkerSettings
    private let intakes: [SourceIntake]
    /// Events on their way to stages behind.
    let outbox: RekeyedOutbox
    /// By the sources of stages behind: what they have been sent.
    let boxes: [Int: RekeyedBox]
    private let steps: [PromiseStep]
    private let visits: [VisitStep]
    private let deltas: GroupDeltas
    private let symbols: SymbolTable
    /// The tasks that run, by stage and partition.
    private(set) var tasks: [TaskID: GatherTask] = [:]
    // What tasks have counted that are not here any more, and what they had told.
    private var gone: [TaskID: Gone] = [:]
    private var toldBefore: (finalResults: Int, transitions: Int) = (0, 0)
    private var rejects: RejectWriter
    /// Where the time of ``process(_:range:source:partition:)`` went.
    private(set) var times = WorkTimes()

    /// Without tasks; state takes its memory from the space.
    init(shared: SharedPipeline, settings: WorkerSettings, space: StateSpace = .heap) {
        self.shared = shared
        self.settings = settings
        plan = shared.topology.plan
        let symbols = SymbolTable(in: space)
        self.symbols = symbols
        let (plan, batchSize) = (plan, settings.batchSize)
        let deltas = GroupDeltas(
            plan: plan, symbols: symbols, capacity: batchSize, mergeTasks: shared.topology.mergeTasks)
        self.deltas = deltas
        let outbox = RekeyedOutbox(shared.topology)
        self.outbox = outbox
        intakes = plan.sources.enumerated().map { number, source in
            let shares = plan.sources.enumerated().compactMap { place, share in
                share.rekeyed.flatMap { $0.origin == number ? (place, $0) : nil }
            }
            return SourceIntake(
                plan: source, time: plan.time, symbols: symbols, settings: settings,
                rekeying: shares.map {
                    RekeyStep(
                        source: $0.0, plan: $0.1, topology: shared.topology, symbols: symbols,
                        capacity: batchSize, outbox: outbox)
                })
        }
        boxes = Dictionary(
            plan.sources.indices.filter { plan.sources[$0].rekeyed != nil }
                .map { ($0, RekeyedBox(capacity: batchSize)) }, uniquingKeysWith: { first, _ in first })
        steps = plan.promises.map {
            PromiseStep(plan: $0, symbols: symbols, capacity: batchSize, deltas: deltas)
        }
        visits = plan.visits.map {
            VisitStep(plan: $0, symbols: symbols, capacity: batchSize, deltas: deltas)
        }
        rejects = RejectWriter(pipeline: plan.name, settings: settings)
    }

    /// A task without state.
    func makeTask(_ id: TaskID, now: Int64) -> GatherTask {
        let stage = plan.gatherStages[id.stage]
        let ledgers = zip(plan.promises, steps).map { promise, step in
            stage.sources.contains(promise.made.source) ? step.makeLedger() : nil
        }
        let duplicates = plan.sources.enumerated().map { source, plan in
            stage.sources.contains(source)
                ? plan.screen.duplicates.map { DuplicateFilter(plan: $0, symbols: symbols) } : nil
        }
        let trackers = visits.map { stage.sources.contains($0.source) ? $0.makeTracker() : nil }
        let upstream = stage.isRekeyed ? ReportedTime(shared.unreportedReadingTime) : nil
        var tardy: [TardyRows] = []
        var lanes: [Int: Range<Int>] = [:]
        var states: [(name: String, state: any DurableState)] = []
        for source in stage.sources {
            let name = "tardy/\(plan.sources[source].name)"
            // Rows of one partition come in the order of their watermarks, those of different ones do not.
            let count = shared.topology.partitions(of: source)
            lanes[source] = tardy.count..<tardy.count + count
            for lane in 0..<count {
                let rows = TardyRows(layout: plan.sources[source].layout, symbols: symbols)
                tardy.append(rows)
                states.append((name: stage.isRekeyed ? "\(name)/\(lane)" : name, state: rows))
            }
            if let filter = duplicates[source] {
                states.append((name: "dedupe/\(plan.sources[source].name)", state: filter))
            }
        }
        let watermark = TaskWatermark(
            stage: id.stage, partition: id.partition, rules: plan.time,
            sources: stage.isRekeyed ? [] : stage.sources, now: now)
        let finishes = plan.merge.groups.indices.contains { plan.finishingStage(of: $0) == id.stage }
        let finisher =
            finishes ? Finisher(plan: plan, stage: id.stage, symbols: symbols, settings: settings) : nil
        states.insert((name: "time", state: watermark), at: 0)
        if let upstream { states.append((name: "reports", state: upstream)) }
        for (promise, ledger) in zip(plan.promises, ledgers) {
            if let ledger { states.append((name: "promises/\(promise.ledger.name)", state: ledger)) }
        }
        for (visits, tracker) in zip(plan.visits, trackers) {
            if let tracker { states.append((name: "visits/\(visits.visits.name)", state: tracker)) }
        }
        if let finisher { states += finisher.task.durable }
        return GatherTask(
            id: id, inputs: shared.topology.inputs(of: id), sources: stage.sources, watermark: watermark,
            ledgers: ledgers, trackers: trackers, duplicates: duplicates, tardy: tardy, finisher: finisher,
            lanes: lanes, upstream: upstream, changelog: shared.changelog(of: id, states: states))
    }

    /// Runs a task from now on.
    func add(_ task: GatherTask) {
        tasks[task.id] = task
        gone[task.id] = nil
    }

    /// Forgets a task, whose rows have all been handed on; what it has counted stays until it comes back.
    func remove(_ id: TaskID) {
        guard let task = tasks.removeValue(forKey: id) else { return }
        gone[id] = Gone(
            duplicates: task.duplicates.map { $0?.counts }, visits: task.trackers.map { $0?.counts })
        toldBefore.finalResults += task.finisher?.output.finalResults ?? 0
        toldBefore.transitions += task.finisher?.output.transitions ?? 0
    }

    private struct Gone {
        var duplicates: [DuplicateCounts?]
        var visits: [VisitCounts?]
    }

    var counts: [SourceCounts] { intakes.map(\.counts) }

    /// What became of the ids of each source; `nil` where all events are taken.
    var duplicates: [DuplicateCounts?] {
        plan.sources.indices.map { source in
            guard plan.sources[source].screen.duplicates != nil else { return nil }
            let counts =
                tasks.values.map { $0.duplicates[source]?.counts } + gone.values.map { $0.duplicates[source] }
            return counts.reduce(into: DuplicateCounts()) { if let more = $1 { $0 += more } }
        }
    }

    /// What became of the visits, by their place in the plan.
    var visitCounts: [VisitCounts] {
        visits.indices.map { place in
            let counts =
                tasks.values.map { $0.trackers[place]?.counts } + gone.values.map { $0.visits[place] }
            return counts.reduce(into: VisitCounts()) { if let more = $1 { $0 += more } }
        }
    }

    /// How many tardy rows wait for the watermarks of their tasks.
    var tardyRows: Int { tasks.values.reduce(0) { $0 + $1.tardy.reduce(0) { $0 + $1.count } } }

    /// How far results have been told, by the task that is furthest behind; `nil` when none tells any.
    var toldThrough: EventTime? { tasks.values.compactMap { $0.finisher?.task.toldThrough }.min() }

    /// What the tasks that finish metrics themselves have told.
    var told: (finalResults: Int, transitions: Int) {
        tasks.values.reduce(into: toldBefore) {
            guard let output = $1.finisher?.output else { return }
            $0.finalResults += output.finalResults
            $0.transitions += output.transitions
        }
    }

    /// Whether a task has more deadlines or tardy rows to go through before it comes to its watermark.
    private(set) var isBehind = false

    /// How many changed panes wait to be handed on.
    var pending: Int { deltas.count }

    /// How many bytes of records wait to be sent as they are: late and rejected ones, and those that are shared out.
    var passedBytes: Int { rejects.outgoing.bytes.count + outbox.byteCount }

    /// Processes consecutive records of one partition.
    func process(_ fetch: FetchedRecords, range: Range<Int>, source: Int, partition: Int32) {
        let id = TaskID(stage: plan.stage(of: source), partition: partition)
        // Records of a task that was given up may still be under way.
        guard let task = tasks[id], let input = task.sources.firstIndex(of: source) else { return }
        let intake = intakes[source]
        deltas.finisher = task.finisher
        defer { deltas.finisher = nil }
        var start = range.lowerBound
        while start < range.upperBound {
            let end = min(start + intake.batch.capacity, range.upperBound)
            let watermark = shared.time.withLock { task.watermark.wake(input: input, common: $0) }
            let verdict = times.measure(\.decoding) {
                intake.take(
                    fetch, range: start..<end, partition: partition,
                    newest: task.watermark.newest(input: input), watermark: watermark,
                    duplicates: task.duplicates[source], tardy: task.tardy[input], rejects: &rejects)
            }
            times.measure(\.gathering) { run(intake, source, task) }
            task.watermark.observe(
                input: input, newest: verdict.newest, oldest: verdict.oldest, oldestTardy: verdict.oldestTardy
            )
            start = end
        }
        task.noteRead(input: input, next: fetch.records[range.upperBound - 1].offset + 1)
    }

    /// Lets a task of a stage behind have what was collected of a source.
    func takeRekeyed(
        _ box: RekeyedBox, source: Int, _ task: GatherTask, lane: (Int) -> TardyRows?
    ) {
        let intake = intakes[source]
        deltas.finisher = task.finisher
        defer { deltas.finisher = nil }
        times.measure(\.decoding) {
            intake.take(box, duplicates: task.duplicates[source], rejects: &rejects, lane: lane)
        }
        times.measure(\.gathering) { run(intake, source, task) }
    }

    /// Notes that a partition has been read to its end.
    func reachEnd(source: Int, partition: Int32) {
        let id = TaskID(stage: plan.stage(of: source), partition: partition)
        guard let task = tasks[id], let input = task.sources.firstIndex(of: source) else { return }
        task.watermark.reachEnd(input: input)
    }

    /// Notes that the thread has looked for records of all its tasks.
    func attend(isDrained: Bool, now: Int64) {
        for task in tasks.values { task.watermark.attend(isDrained: isDrained, now: now) }
    }

    /// Moves every task on towards its watermark, and tells the metrics that are finished here.
    ///
    /// Very many deadlines may pass at once, and very many tardy rows may wait. A call goes through a bounded number of
    /// them, so that the thread goes on reading; a task that has more is shipped when a later call has come to the end
    /// of them. See ``isBehind``.
    func advance(now: Int64) {
        let time = shared.time.withLock { $0 }
        var budget = Self.workPerStep
        isBehind = false
        for task in inOrder {
            deltas.finisher = task.finisher
            if let upstream = task.upstream {
                task.watermark.follow(upstream.value.shipped)
            } else {
                task.watermark.update(now: now, time: time)
            }
            let watermark = task.watermark.watermark
            if advance(task, to: watermark, &budget) {
                task.watermark.ship(through: watermark)
            } else {
                isBehind = true
            }
            // Never beyond what this task has shipped, as its own report is among those that count.
            task.finisher?.advance(to: min(time.shipped, task.watermark.shipped), beginning: time.beginning)
            if task.finisher?.isBehind == true { isBehind = true }
        }
        deltas.finisher = nil
    }

    /// The running tasks, always in the same order.
    var inOrder: [GatherTask] {
        tasks.values.sorted { ($0.id.stage, $0.id.partition) < ($1.id.stage, $1.id.partition) }
    }

    /// Moves changed panes into blocks, by merge task.
    func flush() -> [[PartialBlock]] { deltas.flush() }

    /// Moves late and rejected records, and results that are told here, to where records are sent from.
    func takeRecords(_ take: (OutgoingRecords) -> Void) {
        if !rejects.outgoing.isEmpty {
            take(rejects.outgoing)
            rejects.removeAll()
        }
        for task in inOrder { task.finisher?.output.takeRecords(take) }
    }

    /// Moves a task on as far as the budget allows; tells whether it has come to the watermark.
    ///
    /// Time goes from one entry of tardy rows to the next: deadlines before it are decided without those rows, later
    /// ones with them. An entry is never behind what was shipped, because it is the watermark of a partition of the task
    /// at a time when the task was not further; so it comes to the merge stage before the watermark there passes it.
    private func advance(_ task: GatherTask, to watermark: EventTime, _ budget: inout Int) -> Bool {
        while let entry = task.nextEntry, entry <= watermark {
            guard budget > 0, advanceTimers(of: task, to: entry, &budget) else { return false }
            enter(task, entry, &budget)
        }
        return advanceTimers(of: task, to: watermark, &budget)
    }

    private func advanceTimers(of task: GatherTask, to watermark: EventTime, _ budget: inout Int) -> Bool {
        for filter in task.duplicates { filter?.advance(to: watermark) }
        for (tracker, step) in zip(task.trackers, visits) { tracker?.advance(to: watermark, consumer: step) }
        for (ledger, step) in zip(task.ledgers, steps) {
            if let ledger, ledger.advance(to: watermark, budget: &budget, consumer: step) { return false }
        }
        return true
    }

    /// Lets the tardy rows of one entry take effect. Their order does not matter, as nothing is told in between.
    private func enter(_ task: GatherTask, _ entry: EventTime, _ budget: inout Int) {
        deltas.entry = entry
        defer { deltas.entry = nil }
        for (source, rows) in zip(task.tardySources, task.tardy) {
            let intake = intakes[source]
            while rows.nextEntry == entry {
                rows.take(into: intake.batch)
                budget -= intake.batch.count
                intake.screen(task.duplicates[source])
                run(intake, source, task)
            }
        }
    }

    private func run(_ intake: SourceIntake, _ source: Int, _ task: GatherTask) {
        guard intake.batch.count > 0 else { return }
        for (ledger, step) in zip(task.ledgers, steps) {
            guard let ledger else { continue }
            step.take(intake.batch, source: source, idColumn: intake.plan.idColumn, ledger: ledger)
        }
        for (tracker, step) in zip(task.trackers, visits) where step.source == source {
            tracker?.take(intake.batch, consumer: step)
        }
        for group in intake.plan.groups { deltas.add(intake.batch, to: group) }
    }
}
