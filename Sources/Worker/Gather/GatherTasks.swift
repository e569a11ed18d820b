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
        var watermark = EventTime.distantPast
    }

    // Some 20 ms.
    private static let timersPerStep = 16_384

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
        let deltas = GroupDeltas(plan: plan, symbols: symbols, capacity: batchSize)
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
        tasks[id] = Task(number: number, ledgers: ledgers, trackers: trackers, duplicates: duplicates)
        numbers = tasks.values.map(\.number)
    }

    var counts: [SourceCounts] { intakes.map(\.counts) }

    /// Whether a task has more deadlines to go through before it comes to its watermark.
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
            let times = intake.take(
                fetch, range: start..<end, partition: partition, newest: newest, watermark: watermark,
                duplicates: task.duplicates[source], rejects: &rejects)
            run(intake, source, task)
            shared.watermark.withLock {
                $0.observe(task: task.number, input: input, newest: times.newest, oldest: times.oldest)
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
    /// Very many deadlines may pass at once. A call goes through a bounded number of them, so that the thread goes on
    /// reading; a task that has more is shipped when a later call has come to the end of them. See ``isBehind``.
    func ship(now: Int64) {
        let watermarks = shared.watermark.withLock { pipeline in
            pipeline.update(now: now)
            return numbers.map { pipeline.watermark(of: $0) }
        }
        var budget = Self.timersPerStep
        let areDone = zip(tasks.values, watermarks).map { advance($0, to: $1, &budget) }
        isBehind = areDone.contains(false)
        var blocks = Array(repeating: [PartialBlock](), count: shared.mergeTasks)
        for group in deltas.groups { group.flush(mergeTasks: shared.mergeTasks, into: &blocks) }
        shared.exchange.send(blocks)
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
    private func advance(_ task: Task, to watermark: EventTime, _ budget: inout Int) -> Bool {
        for filter in task.duplicates { filter?.advance(to: watermark) }
        for (tracker, step) in zip(task.trackers, visits) { tracker?.advance(to: watermark, consumer: step) }
        for (ledger, step) in zip(task.ledgers, steps) {
            if let ledger, ledger.advance(to: watermark, budget: &budget, consumer: step) { return false }
        }
        return true
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
        for group in intake.plan.groups { deltas.groups[group].add(intake.batch) }
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
