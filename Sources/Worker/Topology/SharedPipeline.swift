import Dataflow
import EventModel
import Planning
import StateStore
import Synchronization

/// What the threads of one pipeline share: where its tasks are, and what is known of the time of all gather tasks.
final class SharedPipeline: Sendable {
    let topology: PipelineTopology
    let settings: WorkerSettings
    let time: Mutex<PipelineTime>
    /// Before any task has reported.
    let unreportedTime: PipelineTime
    /// Of the plan's metric groups, in their order.
    let groupFingerprints: [UInt64]
    /// Offsets of changelogs that are not behind their ends, as they were when somebody looked.
    let changelogEnds = Mutex<[TaskID: Int64]>([:])
    private let fingerprints: [String: UInt64]

    init(topology: PipelineTopology, settings: WorkerSettings) {
        self.topology = topology
        self.settings = settings
        let plan = topology.plan
        unreportedTime = PipelineTime(
            rules: plan.time, optionalSources: plan.sources.map(\.isOptional),
            tasks: Array(topology.taskCounts.prefix(plan.gatherStages.count)),
            beginning: InputBeginning(settings.inputSince ?? .distantFuture))
        time = Mutex(unreportedTime)
        let fingerprints = plan.stateFingerprints
        self.fingerprints = fingerprints
        groupFingerprints = plan.merge.groups.indices.map { fingerprints[plan.stateName(ofGroup: $0)] ?? 0 }
    }

    /// The changelog of a task, from its states by their names.
    func changelog(of id: TaskID, states: [(name: String, state: any DurableState)]) -> TaskChangelog {
        TaskChangelog(
            name: topology.name(of: id),
            operators: states.map {
                DurableOperator(name: $0.name, fingerprint: fingerprint(of: $0.name), state: $0.state)
            }, snapshotIntervalMilliseconds: settings.snapshotIntervalMilliseconds)
    }

    /// Of all that decides whether the state of an operator can be read.
    private func fingerprint(of name: String) -> UInt64 {
        if let own = fingerprints[name] { return own }
        let parts = name.split(separator: "/", maxSplits: 1)
        // Detectors are defined with their rules.
        if parts.first == "detectors", let rule = parts.last { return fingerprints["alerts/\(rule)"] ?? 0 }
        // Panes on their way to windows are of all groups.
        let time = fingerprints["time"] ?? 0
        return name == "held" ? groupFingerprints.reduce(time, ByteHash.combine) : time
    }
}
