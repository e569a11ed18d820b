import Dataflow
import EventModel
import Planning
import StateStore

/// One task of the merge stage with its outputs and what it knows of the gather tasks' time.
final class MergeStageTask: StageTask {
    let id: TaskID
    let changelog: TaskChangelog
    let task: MergeTask
    let output: ResultWriter
    let time: ReportedTime
    private let input: TopicPartition
    private var offset: Int64?
    private var hasRead = false
    /// Whether more is due than was told.
    private(set) var isBehind = false

    init(
        id: TaskID, input: TopicPartition, task: MergeTask, output: ResultWriter, time: ReportedTime,
        changelog: TaskChangelog
    ) {
        self.id = id
        self.input = input
        self.task = task
        self.output = output
        self.time = time
        self.changelog = changelog
    }

    var positions: [TopicPartition: Int64] { offset.map { [input: $0] } ?? [:] }

    var hasNews: Bool { hasRead || changelog.hasChanges || !output.isEmpty }

    func noteCommitted() { hasRead = false }

    func resume(at positions: [TopicPartition: Int64]) { offset = positions[input] ?? offset }

    func noteRead(next offset: Int64) {
        self.offset = offset
        hasRead = true
    }

    /// Tells what is due.
    func advance() {
        isBehind = !task.advance(to: time.value.shipped, beginning: time.value.beginning, output: output)
    }
}

/// The merge tasks of a pipeline on one thread.
final class MergeTasks {
    private let shared: SharedPipeline
    private let settings: WorkerSettings
    private let space: StateSpace
    private let groups: [UInt64: Int]
    // By tasks that are not here any more.
    private var toldBefore: (finalResults: Int, transitions: Int) = (0, 0)
    /// The tasks that run, by partition.
    private(set) var tasks: [Int32: MergeStageTask] = [:]
    /// Blocks of groups that this version of the pipeline does not have.
    private(set) var unknownBlocks = 0

    /// Without tasks; state takes its memory from the space.
    init(shared: SharedPipeline, settings: WorkerSettings, space: StateSpace = .heap) {
        self.shared = shared
        self.space = space
        self.settings = settings
        groups = Dictionary(
            shared.groupFingerprints.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// A task without state.
    func makeTask(_ id: TaskID) -> MergeStageTask {
        let plan = shared.topology.plan
        let task = MergeTask(plan: plan.merge, symbols: SymbolTable(in: space))
        let time = ReportedTime(shared.unreportedTime)
        return MergeStageTask(
            id: id, input: shared.topology.inputs(of: id)[0], task: task,
            output: ResultWriter(plan: plan, symbols: task.symbols, settings: settings), time: time,
            changelog: shared.changelog(of: id, states: [(name: "reports", state: time)] + task.durable))
    }

    /// Runs a task from now on.
    func add(_ task: MergeStageTask) { tasks[task.id.partition] = task }

    /// Forgets a task.
    func remove(_ id: TaskID) {
        guard let task = tasks.removeValue(forKey: id.partition) else { return }
        toldBefore.finalResults += task.output.finalResults
        toldBefore.transitions += task.output.transitions
    }

    var isBehind: Bool { tasks.values.contains(where: \.isBehind) }

    /// How far results have been told, by the task that is furthest behind; `nil` when none tells any.
    var toldThrough: EventTime? { tasks.values.map(\.task.toldThrough).min() }

    /// What was told, for the status.
    var told: (finalResults: Int, transitions: Int) {
        tasks.values.reduce(into: toldBefore) {
            $0.finalResults += $1.output.finalResults
            $0.transitions += $1.output.transitions
        }
    }

    /// The running tasks, always in the same order.
    var inOrder: [MergeStageTask] { tasks.values.sorted { $0.id.partition < $1.id.partition } }

    /// Takes in what gather tasks have sent.
    func process(_ fetch: FetchedRecords, range: Range<Int>, partition: Int32) throws(StateFailure) {
        guard let task = tasks[partition] else { return }
        for record in range {
            do {
                let (blocks, reports, unknown) = try PartialRecord.read(
                    fetch.records[record].valueBytes, groups: groups, of: shared.topology.plan.merge)
                for block in blocks { task.task.add(block) }
                for report in reports { task.time.note(report) }
                unknownBlocks += unknown
            } catch {
                throw StateFailure(
                    message:
                        "record \(fetch.records[record].offset) of \(shared.topology.internalTopics.partials)[\(partition)]"
                        + " is not what this program writes: \(error.message)",
                    hint: "nothing else may write to this topic; use a prefix of its own for each deployment")
            }
        }
        task.noteRead(next: fetch.records[range.upperBound - 1].offset + 1)
    }

    /// Tells what is due.
    func advance() { for task in inOrder { task.advance() } }

    /// Moves what was told to where records are sent from.
    func takeRecords(_ take: (OutgoingRecords) -> Void) {
        for task in inOrder { task.output.takeRecords(take) }
    }
}

extension MergeTask {
    /// The event time up to which everything due was told.
    var toldThrough: EventTime {
        let (watermark, isBehind) = progress
        return isBehind ? .distantPast : watermark
    }
}
