import Dataflow

extension GatherStagePlan {
    /// Names the stage in topics, in state and for people.
    public var name: String { (isRekeyed ? "rekeyed-" : "gather-") + partitionedBy }
}

extension PipelinePlan {
    /// What the stage is called that adds up what gather tasks cannot finish.
    public static var mergeStageName: String { "merge" }

    /// The names of all stages: the gather stages in their order, then the merge stage, which is there even if nothing
    /// needs it; see ``needsMergeStage``.
    public var stageNames: [String] { gatherStages.map(\.name) + [Self.mergeStageName] }

    /// The sources whose topics are read, as they are declared.
    public var declaredSources: ArraySlice<SourcePlan> {
        sources.prefix { $0.rekeyed == nil }
    }

    /// How many gather stages read topics of events; those behind them read what these share out anew.
    public var readingStages: Int { gatherStages.prefix { !$0.isRekeyed }.count }

    /// How many tasks each gather stage gets when its internal topics are created: as many as there are partitions, and
    /// in a stage behind others as many as merge tasks. Later the partitions of the topics tell.
    ///
    /// - Parameter readingTasks: the numbers of those that read topics of events.
    /// - Returns: the numbers of all gather stages, in their order.
    public func gatherTasks(_ readingTasks: [Int]) -> [Int] {
        gatherStages.indices.map {
            $0 < readingTasks.count ? readingTasks[$0] : mergeTasks(readingTasks)
        }
    }

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
