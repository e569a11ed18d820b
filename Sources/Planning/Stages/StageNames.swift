import Dataflow

extension GatherStagePlan {
    /// Names the stage in topics, in state and for people.
    public var name: String { "gather-\(partitionedBy)" }
}

extension PipelinePlan {
    /// What the stage is called that adds up what gather tasks cannot finish.
    public static var mergeStageName: String { "merge" }

    /// The names of all stages: the gather stages in their order, then the merge stage, which is there even if nothing
    /// needs it; see ``needsMergeStage``.
    public var stageNames: [String] { gatherStages.map(\.name) + [Self.mergeStageName] }

    /// Whether any metric is finished in the merge stage. Without one, its tasks have nothing to do but to follow time.
    public var needsMergeStage: Bool { finishingStages.contains { $0 == nil } }

    /// The most merge tasks that a pipeline gets unless its topics say otherwise: every gather task writes to each.
    public static let mostMergeTasks = 64

    /// How many merge tasks a pipeline gets when its internal topics are created: as many as its widest gather stage
    /// has, at most ``mostMergeTasks``. Later the partitions of the partials topic tell: the keys are where they are.
    ///
    /// - Parameter gatherTasks: the number of tasks of each gather stage.
    /// - Returns: at least 1.
    public func mergeTasks(_ gatherTasks: [Int]) -> Int {
        min(max(gatherTasks.max() ?? 1, 1), Self.mostMergeTasks)
    }

    /// Names the state of a metric group, as ``stateFingerprints`` does.
    public func stateName(ofGroup group: Int) -> String { "metrics/\(merge.groups[group].name)" }
}
