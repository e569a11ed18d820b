import Dataflow
import EventModel
import Planning
import StateStore
import Synchronization

/// What the threads of one pipeline share: where its tasks are, and what is known of the time of all gather tasks.
final class SharedPipeline: Sendable {
    let topology: PipelineTopology
    let settings: WorkerSettings
    /// By which name the positions of this worker's tasks say whose they are; `nil` where nobody asks.
    let owner: String?
    let time: Mutex<PipelineTime>
    /// Before any task has reported.
    let unreportedTime: PipelineTime
    /// The same of those tasks alone that read topics of events.
    let unreportedReadingTime: PipelineTime
    /// Of the plan's metric groups, in their order.
    let groupFingerprints: [UInt64]
    /// Offsets of changelogs that are not behind their ends, as they were when somebody looked.
    let changelogEnds = Mutex<[TaskID: Int64]>([:])
    private let fingerprints: [String: UInt64]

    init(topology: PipelineTopology, settings: WorkerSettings, owner: String? = nil) {
        self.topology = topology
        self.settings = settings
        self.owner = owner
        let plan = topology.plan
        unreportedTime = PipelineTime(
            rules: plan.time, optionalSources: plan.sources.map(\.isOptional),
            tasks: Array(topology.taskCounts.prefix(plan.gatherStages.count)),
            followingStages: plan.gatherStages.count - plan.readingStages,
            beginning: InputBeginning(settings.inputSince ?? .distantFuture))
        unreportedReadingTime = PipelineTime(
            rules: plan.time, optionalSources: plan.sources.map(\.isOptional),
            tasks: Array(topology.taskCounts.prefix(plan.readingStages)))
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

    /// Takes in a record of the watermarks topic, from any thread.
    ///
    /// Reports of other versions of the program mean nothing here; their tasks report again.
    func noteReport(_ bytes: UnsafeRawBufferPointer) {
        var reader = StateReader(bytes)
        guard let format = try? reader.byte(), format == PartialRecord.format,
            let report = try? TaskReport(from: &reader)
        else { return }
        time.withLock { _ = $0.note(report) }
    }

    /// Of all that decides whether the state of an operator can be read.
    private func fingerprint(of name: String) -> UInt64 {
        if let own = fingerprints[name] { return own }
        let parts = name.split(separator: "/", maxSplits: 1)
        // Detectors are defined with their rules.
        if parts.first == "detectors", let rule = parts.last { return fingerprints["alerts/\(rule)"] ?? 0 }
        // Those of the partitions of a source that is shared out are alike.
        if parts.first == "tardy", let end = name.lastIndex(of: "/"),
            let own = fingerprints[String(name[..<end])]
        {
            return own
        }
        // Panes on their way to windows are of all groups.
        let time = fingerprints["time"] ?? 0
        return name == "held" ? groupFingerprints.reduce(time, ByteHash.combine) : time
    }
}
