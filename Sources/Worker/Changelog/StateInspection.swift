public import Dataflow
import EventModel
public import Planning
public import StateStore

/// A task's state for people who look at it: built from the copy on this machine by the task's own operators, and asked
/// of them.
public struct StateInspection {
    /// One operator.
    public struct Operator: Equatable, Sendable {
        /// Its name, such as `promises/delivery`.
        public var name: String
        /// How many entries it holds.
        public var entries: Int
    }

    private let parts: [(name: String, state: any InspectableState)]
    // What the operators refer to without holding on to it.
    private let owner: AnyObject
    /// Operators whose state is of another definition of the pipeline than the one that was given.
    public let unreadable: [String]

    /// Restores a task.
    ///
    /// - Parameters:
    ///   - task: the task.
    ///   - position: how far its blocks go.
    ///   - state: where they are; nothing is written to it.
    ///   - plan: the task's pipeline.
    /// - Throws: ``StateFailure`` for blocks that are damaged, or do not make the whole state, or are not of the pipeline.
    public init(
        of task: TaskName, at position: LocalPosition, in state: any LocalState, plan: PipelinePlan
    ) throws {
        guard let stage = plan.stageNames.firstIndex(of: task.stage), task.pipeline == plan.name else {
            throw StateFailure(
                message: "pipeline '\(plan.name)' has no task \(task)",
                hint: "give the pipeline file that the state was written with")
        }
        guard position.isWhole else {
            throw StateFailure(
                message:
                    "\(task): the copy begins with commit \(position.oldest), but the whole state begins with"
                    + " \(position.neededFrom)",
                hint: "look again when the changelog has gone round all state once more (snapshot-interval)")
        }
        let survey = TaskSurvey(of: task, at: position, in: state)
        if let damage = survey.damage {
            throw StateFailure(message: "\(task): \(damage)", hint: "see `credence state verify`")
        }
        let (built, owner) = Self.makeTask(stage, task, plan)
        self.owner = owner
        let written = Dictionary(survey.operators.map { ($0.name, $0.fingerprint) }) { $1 }
        unreadable = built.changelog.operators.filter {
            written[$0.name].map { [own = $0.fingerprint] in $0 != own } ?? false
        }.map(\.name)
        // Time and the like is no state of keys, and depends on the numbers of all partitions.
        let shown = InspectedTask(built)
        try Self.restore(shown, position, state, version: plan.version)
        parts = shown.changelog.operators.compactMap { part in
            (part.state as? any InspectableState).map { (part.name, $0) }
        }
    }

    /// The operators with how much they hold, by name.
    public var operators: [Operator] {
        parts.map { Operator(name: $0.name, entries: $0.state.entryCount) }.sorted { $0.name < $1.name }
    }

    /// What each operator holds of a key; those that hold nothing are left out.
    ///
    /// - Parameter key: as text; the parts of a key of several with `/` between them.
    /// - Returns: operators by name, with their entries in the order of their times.
    public func entries(of key: String) -> [(operatorName: String, entries: [StateFields])] {
        parts.map { ($0.name, $0.state.entries(of: key)) }.filter { !$0.1.isEmpty }.sorted { $0.0 < $1.0 }
    }

    private static func makeTask(
        _ stage: Int, _ name: TaskName, _ plan: PipelinePlan
    ) -> (any StageTask, AnyObject) {
        let count = Int(name.partition) + 1
        let settings = WorkerSettings()
        let shared = SharedPipeline(
            topology: PipelineTopology(
                plan: plan, prefix: settings.outputPrefix, gatherTasks: plan.gatherStages.map { _ in count },
                mergeTasks: count), settings: settings)
        let id = TaskID(stage: stage, partition: name.partition)
        guard stage == shared.topology.mergeStage else {
            let tasks = GatherTasks(shared: shared, settings: settings)
            return (tasks.makeTask(id, now: 0), tasks)
        }
        let tasks = MergeTasks(shared: shared, settings: settings)
        return (tasks.makeTask(id), tasks)
    }

    private static func restore(
        _ task: InspectedTask, _ position: LocalPosition, _ state: any LocalState, version: Int
    ) throws {
        let restore = TaskRestore(
            task: task, target: CommitNote(number: position.number, snapshotFrom: position.snapshotFrom),
            snapshotOffset: 0, pipelineVersion: version, restartsChangedState: true,
            localCopy: LocalCopy(state: nil, report: { _ in }))
        var failure: (any Error)?
        try state.read(task.changelog.name, from: position.neededFrom) { _, part in
            do { try restore.take(part, offset: nil) } catch { failure = error }
            return failure == nil
        }
        if let failure { throw failure }
        _ = try restore.reachEnd()
    }
}

/// A task of which only the state of keys is restored.
private final class InspectedTask: StageTask {
    let id: TaskID
    let changelog: TaskChangelog
    let positions: [TopicPartition: Int64] = [:]
    let hasNews = false
    private let task: any StageTask

    init(_ task: any StageTask) {
        self.task = task
        id = task.id
        changelog = TaskChangelog(
            name: task.changelog.name,
            operators: task.changelog.operators.filter { $0.state is any InspectableState },
            snapshotIntervalMilliseconds: 1)
    }

    func noteCommitted() {}
    func resume(at positions: [TopicPartition: Int64]) {}
}
