import Dataflow
import EventModel
import Planning
import Synchronization

/// The gather tasks of one pipeline on one thread. They share what holds no state between commits: decoders, evaluators,
/// symbols and the deltas of panes; ledgers belong to one task each.
final class GatherTasks {
    private struct Task {
        let number: Int
        let ledgers: [PromiseLedger?]
        let trackers: [VisitTracker?]
        // By source.
        let duplicates: [DuplicateFilter?]
        let sources: [Int]
        // By the places of the sources.
        let tardy: [TardyRows]

        /// The watermark at which the next tardy rows take effect.
        var nextEntry: EventTime? { tardy.lazy.compactMap(\.nextEntry).min() }
    }

    // Deadlines and tardy rows; some 20 ms.
    private static let workPerStep = 16_384

    private let plan: PipelinePlan
    private let shared: SharedPipeline
    private let intakes: [SourceIntake]
    private let steps: [PromiseStep]
    private let visits: [VisitStep]
    private let deltas: GroupDeltas
    private let symbols: SymbolTable
    // By stage and partition.
    private var tasks: [TaskID: Task] = [:]
    private var numbers: [Int] = []
    private var rejects: RejectWriter

    init(shared: SharedPipeline, settings: WorkerSettings) {
        self.shared = shared
        plan = shared.plan
        let symbols = SymbolTable()
        self.symbols = symbols
        let (plan, batchSize) = (plan, settings.batchSize)
        let deltas = GroupDeltas(
            plan: plan, symbols: symbols, capacity: batchSize, mergeTasks: shared.mergeTasks)
        self.deltas = deltas
        intakes = plan.sources.map {
            SourceIntake(plan: $0, time: plan.time, symbols: symbols, settings: settings)
        }
        steps = plan.promises.map {
            PromiseStep(plan: $0, symbols: symbols, capacity: batchSize, deltas: deltas)
        }
        visits = plan.visits.map {
            VisitStep(plan: $0, symbols: symbols, capacity: batchSize, deltas: deltas)
        }
        rejects = RejectWriter(pipeline: plan.name, settings: settings)
    }

    /// Takes over a task; its number is that of the pipeline's watermark.
    func add(_ id: TaskID, number: Int) {
        let stage = plan.gatherStages[id.stage]
        let ledgers = zip(plan.promises, steps).map { promise, step in
            stage.sources.contains(promise.made.source) ? step.makeLedger() : nil
        }
        let duplicates = plan.sources.enumerated().map { source, plan in
            stage.sources.contains(source)
                ? plan.screen.duplicates.map { DuplicateFilter(plan: $0, symbols: symbols) } : nil
        }
        let trackers = visits.map { stage.sources.contains($0.source) ? $0.makeTracker() : nil }
        let tardy = stage.sources.map { TardyRows(layout: plan.sources[$0].layout, symbols: symbols) }
        tasks[id] = Task(
            number: number, ledgers: ledgers, trackers: trackers, duplicates: duplicates,
            sources: stage.sources,
            tardy: tardy)
        numbers = tasks.values.map(\.number)
    }

    var counts: [SourceCounts] { intakes.map(\.counts) }

    /// What became of the ids of each source; `nil` where all events are taken.
    var duplicates: [DuplicateCounts?] {
        plan.sources.indices.map { source in
            guard plan.sources[source].screen.duplicates != nil else { return nil }
            return tasks.values.reduce(into: DuplicateCounts()) {
                if let filter = $1.duplicates[source] { $0 += filter.counts }
            }
        }
    }

    /// What became of the visits, by their place in the plan.
    var visitCounts: [VisitCounts] {
        visits.indices.map { place in
            tasks.values.reduce(into: VisitCounts()) {
                if let tracker = $1.trackers[place] { $0 += tracker.counts }
            }
        }
    }

    /// How many tardy rows wait for the watermarks of their tasks.
    var tardyRows: Int { tasks.values.reduce(0) { $0 + $1.tardy.reduce(0) { $0 + $1.count } } }

    /// Whether a task has more deadlines or tardy rows to go through before it comes to its watermark.
    private(set) var isBehind = false

    /// How many changed panes wait to be handed on.
    var pending: Int { deltas.count }

    /// Processes consecutive records of one partition; what is rejected goes out by the batch when it is much.
    func process(
        _ fetch: FetchedRecords, range: Range<Int>, source: Int, partition: Int32,
        rejectsTo producer: any LogProducer
    ) throws(LogFailure) {
        let stage = plan.stage(of: source)
        guard let task = tasks[TaskID(stage: stage, partition: partition)],
            let input = plan.gatherStages[stage].sources.firstIndex(of: source)
        else { return }
        let intake = intakes[source]
        var start = range.lowerBound
        while start < range.upperBound {
            let end = min(start + intake.batch.capacity, range.upperBound)
            let (watermark, newest) = shared.watermark.withLock {
                (
                    $0.wake(task: task.number, input: input),
                    $0.newest(task: task.number, input: input)
                )
            }
            let verdict = intake.take(
                fetch, range: start..<end, partition: partition, newest: newest, watermark: watermark,
                duplicates: task.duplicates[source], tardy: task.tardy[input], rejects: &rejects)
            run(intake, source, task)
            shared.watermark.withLock {
                $0.observe(
                    task: task.number, input: input, newest: verdict.newest, oldest: verdict.oldest,
                    oldestTardy: verdict.oldestTardy)
            }
            if rejects.outgoing.isFull { try sendRejects(to: producer) }
            start = end
        }
    }

    /// Notes that a partition has been read to its end.
    func reachEnd(source: Int, partition: Int32) {
        let stage = plan.stage(of: source)
        guard let task = tasks[TaskID(stage: stage, partition: partition)],
            let input = plan.gatherStages[stage].sources.firstIndex(of: source)
        else { return }
        shared.watermark.withLock { $0.reachEnd(task: task.number, input: input) }
    }

    /// Notes that the thread has looked for records of all its tasks.
    func attend(isDrained: Bool, now: Int64) {
        shared.watermark.withLock { $0.attend(tasks: numbers, isDrained: isDrained, now: now) }
    }

    /// Moves every task on towards its watermark and hands on all that has changed.
    ///
    /// Very many deadlines may pass at once, and very many tardy rows may wait. A call goes through a bounded number of
    /// them, so that the thread goes on reading; a task that has more is shipped when a later call has come to the end
    /// of them. See ``isBehind``.
    func ship(now: Int64) {
        let watermarks = shared.watermark.withLock { pipeline in
            pipeline.update(now: now)
            return numbers.map { pipeline.watermark(of: $0) }
        }
        var budget = Self.workPerStep
        let areDone = zip(tasks.values, watermarks).map { advance($0, to: $1, &budget) }
        isBehind = areDone.contains(false)
        shared.exchange.send(deltas.flush())
        shared.watermark.withLock { pipeline in
            for ((number, watermark), isDone) in zip(zip(numbers, watermarks), areDone) where isDone {
                pipeline.ship(task: number, through: watermark)
            }
        }
    }

    /// Sends late and rejected records on their way.
    func sendRejects(to producer: any LogProducer) throws(LogFailure) {
        guard !rejects.outgoing.isEmpty else { return }
        try producer.send(rejects.outgoing)
        rejects.removeAll()
    }

    /// Moves a task on as far as the budget allows; tells whether it has come to the watermark.
    ///
    /// Time goes from one entry of tardy rows to the next: deadlines before it are decided without those rows, later
    /// ones with them. An entry is never behind what was shipped, because it is the watermark of a partition of the task
    /// at a time when the task was not further; so it comes to the merge stage before the watermark there passes it.
    private func advance(_ task: Task, to watermark: EventTime, _ budget: inout Int) -> Bool {
        while let entry = task.nextEntry, entry <= watermark {
            guard budget > 0, advanceTimers(of: task, to: entry, &budget) else { return false }
            enter(task, entry, &budget)
        }
        return advanceTimers(of: task, to: watermark, &budget)
    }

    private func advanceTimers(of task: Task, to watermark: EventTime, _ budget: inout Int) -> Bool {
        for filter in task.duplicates { filter?.advance(to: watermark) }
        for (tracker, step) in zip(task.trackers, visits) { tracker?.advance(to: watermark, consumer: step) }
        for (ledger, step) in zip(task.ledgers, steps) {
            if let ledger, ledger.advance(to: watermark, budget: &budget, consumer: step) { return false }
        }
        return true
    }

    /// Lets the tardy rows of one entry take effect. Their order does not matter, as nothing is told in between.
    private func enter(_ task: Task, _ entry: EventTime, _ budget: inout Int) {
        deltas.entry = entry
        defer { deltas.entry = nil }
        for (source, rows) in zip(task.sources, task.tardy) {
            let intake = intakes[source]
            while rows.nextEntry == entry {
                rows.take(into: intake.batch)
                budget -= intake.batch.count
                intake.screen(task.duplicates[source])
                run(intake, source, task)
            }
        }
    }

    private func run(_ intake: SourceIntake, _ source: Int, _ task: Task) {
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

/// A gather task: a stage × one partition.
struct TaskID: Hashable {
    var stage: Int
    var partition: Int32
}

extension PipelinePlan {
    /// The gather stage that reads a source.
    func stage(of source: Int) -> Int { gatherStages.firstIndex { $0.sources.contains(source) } ?? 0 }
}
