public import Dataflow
public import EventModel
public import Expressions
public import PipelineSpec

/// A checked pipeline, ready to run: columns, operators and stages by number instead of by name.
public struct PipelinePlan: Sendable {
    /// The pipeline's name.
    public var name: String
    /// The pipeline's version.
    public var version: Int
    /// Watermark and lateness.
    public var time: TimeRules
    /// The sources, each read by one gather stage: those that are declared, then those that are shared out anew.
    public var sources: [SourcePlan]
    /// The gather stages: those that read topics of events, then those that read what the first ones share out anew.
    public var gatherStages: [GatherStagePlan]
    /// The promises, each kept by the gather stage of its sources.
    public var promises: [PromiseStepPlan]
    /// The visits, each tracked by the gather stage of its source.
    public var visits: [VisitStepPlan]
    /// The merge stage.
    public var merge: MergePlan
    /// What the records of each metric say beside its numbers, in the order of groups and metrics.
    public var metricLabels: [[MetricLabel]]
    /// What the records of each alert rule say, in the order of the merge stage's rules.
    public var alerts: [AlertOutputPlan]
    /// By metric group where it is finished; see ``finishingStage(of:)``.
    public private(set) var finishingStages: [Int?] = []
    /// By the name of its state what decides whether state that is stored under this name can be read: `time`,
    /// `tardy/SOURCE`, `dedupe/SOURCE`, `promises/NAME`, `visits/NAME`, `metrics/GROUP`, `scores/NAME`, `alerts/NAME`.
    /// What `credence plan --against` tells follows from the same.
    public private(set) var stateFingerprints: [String: UInt64] = [:]

    /// Plans a pipeline.
    ///
    /// - Throws: all that cannot run although the file is well formed.
    public init(_ declared: PipelineDeclaration) throws(SpecProblems) {
        let pipeline = declared.inStateOrder()
        let planner = Planner(pipeline)
        try planner.check()
        name = pipeline.name
        version = pipeline.version
        time = TimeRules(
            outOfOrdernessMilliseconds: pipeline.time.outOfOrdernessMilliseconds,
            idleAfterMilliseconds: pipeline.time.idleAfterMilliseconds,
            maxFutureSkewMilliseconds: pipeline.time.maxFutureSkewMilliseconds,
            allowedLatenessMilliseconds: pipeline.time.allowedLatenessMilliseconds)
        let columns = ColumnUsage(pipeline)
        let groups = MetricGroups(pipeline, columns)
        sources = planner.sources(columns, groups)
        gatherStages = GatherStagePlan.stages(of: pipeline)
        promises = planner.promises(columns, groups)
        visits = planner.visits(columns, groups)
        let scores = pipeline.scores.compactMap { ScorePlan($0, pipeline, groups) }
        merge = MergePlan(
            groups: groups.plans, scores: scores, rules: planner.rules(groups, scores),
            allowedLatenessMilliseconds: pipeline.time.allowedLatenessMilliseconds)
        metricLabels = groups.labels
        alerts = planner.alertOutputs(groups, scores)
        Rekeying(pipeline).apply(
            sources: &sources, stages: &gatherStages, promises: &promises, visits: &visits)
        finishingStages = FinishingStages(self).stages
        stateFingerprints = StateFingerprints(pipeline, self).byName
    }
}

/// What a metric's records say beside its numbers.
public struct MetricLabel: Sendable, Equatable {
    /// The metric's name.
    public var name: String
    /// The names of the key's parts.
    public var keyNames: [String]
}

/// How one source is decoded and where its rows go.
public struct SourcePlan: Sendable {
    /// One field of the schema.
    public struct Field: Sendable {
        /// Its name in expressions.
        public var name: String
        /// Where it stands in the JSON.
        public var path: FieldPath
        /// How it is read, where that is not just as it stands.
        public var reading: FieldReading
        /// The zone of its local times.
        public var zone: ZoneOffsets
        /// Its type.
        public var type: FieldType
        /// Whether every record must have it.
        public var isRequired: Bool
        /// Its column; `nil` when it is checked but not used.
        public var column: Int?
    }

    /// A field that some records must have.
    public struct Requirement: Sendable {
        /// The field's name.
        public var field: String
        /// Its column.
        public var column: Int
        /// Which records must have it.
        public var when: CompiledExpression
        /// The condition as it was written.
        public var text: String
    }

    /// The source's name in the pipeline.
    public var name: String
    /// The topic it reads, without prefix.
    public var topic: String
    /// Whether the others wait for it to begin.
    public var isOptional: Bool
    /// The fields of its schema.
    public var fields: [Field]
    /// Its columns.
    public var layout: RowLayout
    /// The column of the event's id.
    public var idColumn: Int
    /// The column that repeats the event time under the name that the schema gives it, when that is used.
    public var timeAliasColumn: Int?
    /// Fields that some records must have.
    public var requirements: [Requirement]
    /// How much a record may ask for.
    public var limits: RecordLimits
    /// What is derived, filtered and taken out as a copy.
    public var screen: SourceScreenPlan
    /// The metric groups that read its rows.
    public var groups: [Int]
    /// Where its events come from when they are shared out anew; `nil` for a source that reads its topic.
    public var rekeyed: RekeyPlan?
}

/// Sources that are partitioned alike: task *p* reads partition *p* of each.
public struct GatherStagePlan: Sendable, Equatable {
    /// The field that partitions them.
    public var partitionedBy: String
    /// Its sources, by number.
    public var sources: [Int]
    /// Whether it reads what other gather stages share out by its field.
    public var isRekeyed = false

    /// The stages of a pipeline: one for each partitioning field, in the order of the sources.
    static func stages(of pipeline: PipelineDeclaration) -> [GatherStagePlan] {
        var stages: [GatherStagePlan] = []
        for (number, source) in pipeline.sources.enumerated() {
            if let stage = stages.firstIndex(where: { $0.partitionedBy == source.partitionedBy }) {
                stages[stage].sources.append(number)
            } else {
                stages.append(GatherStagePlan(partitionedBy: source.partitionedBy, sources: [number]))
            }
        }
        return stages
    }
}
