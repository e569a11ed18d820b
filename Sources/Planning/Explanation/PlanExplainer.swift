import Dataflow
import EventModel
public import PipelineSpec

/// Makes an explanation of a plan, stage by stage. A class, because all kinds of operators write into one.
final class PlanExplainer {
    let pipeline: PipelineDeclaration
    let plan: PipelinePlan
    let settings: ExplanationSettings
    let fingerprints: PipelineFingerprints
    private(set) var operators: [ExplainedOperator] = []
    private(set) var edges: [PlanEdge] = []
    /// The last operator of each source's own, which the others read.
    var lastOfSource: [String: String] = [:]

    init(_ pipeline: PipelineDeclaration, _ plan: PipelinePlan, _ settings: ExplanationSettings) {
        self.pipeline = pipeline
        self.plan = plan
        self.settings = settings
        fingerprints = PipelineFingerprints(pipeline)
    }

    var assumptions: PlanAssumptions { settings.assumptions }

    /// The stage behind all gather stages.
    var mergeStage: Int { plan.gatherStages.count }

    func id(_ kind: OperatorKind, _ name: String) -> String { "\(pipeline.name)/\(kind.rawValue)/\(name)" }

    func add(
        _ kind: OperatorKind, _ name: String, stage: Int, at place: SourceLocation, key: [String] = [],
        facts: [PlanFact], size: StateEstimate? = nil, fingerprint: OperatorFingerprint? = nil,
        restartMeans: String? = nil
    ) -> String {
        let id = id(kind, name)
        operators.append(
            ExplainedOperator(
                id: id, kind: kind, name: name, stage: stage, place: place.description, key: key,
                facts: facts,
                size: size, fingerprint: fingerprint, restartMeans: restartMeans))
        return id
    }

    func connect(_ from: String, _ to: String, _ label: String = "", isReject: Bool = false) {
        let edge = PlanEdge(from: from, to: to, label: label, isReject: isReject)
        if !edges.contains(edge) { edges.append(edge) }
    }

    func explanation() -> PlanExplanation {
        for stage in plan.gatherStages.indices {
            for source in plan.gatherStages[stage].sources { explainSource(source, stage: stage) }
            explainPromises(stage: stage)
            explainVisits(stage: stage)
            explainPartials(stage: stage)
        }
        explainMetrics()
        explainScores()
        explainAlerts()
        return PlanExplanation(
            pipeline: pipeline.name, version: pipeline.version, file: pipeline.location.file,
            assumptions: assumptions.list, stages: stages, operators: operators, topics: topics(),
            edges: edges,
            stateBytes: operators.reduce(0) { $0 + ($1.size?.bytes ?? 0) },
            warnings: PlanWarnings(pipeline).all, notes: notes)
    }

    private var stages: [ExplainedStage] {
        let gather = plan.gatherStages.map { stage in
            let names = stage.sources.map { plan.sources[$0].name }
            return ExplainedStage(
                name: "gather by \(stage.partitionedBy)",
                tasks: names.lazy.compactMap { self.settings.partitions(of: $0) }.first,
                taskRule: names.count == 1
                    ? "one for each partition of \(names[0])"
                    : "one for each partition, the same number of \(names.joined(separator: " and "))")
        }
        let merge = ExplainedStage(
            name: "merge", tasks: nil,
            taskRule: "one for each thread of the worker; a key belongs to one of them by its hash")
        return gather + (pipeline.metrics.isEmpty ? [] : [merge])
    }

    private var notes: [String] {
        var notes = [
            "partial panes pass from gather to merge inside the worker: there is no topic between the stages, so one"
                + " worker reads all partitions",
            "state is in memory: a worker that starts reads its topics from their beginning and tells the same again",
        ]
        for visits in pipeline.visits
        where pipeline.metrics.contains(where: { $0.input == .visits(visits.name) }) {
            let wait = PlanWords.duration(visits.gapMilliseconds + visits.maximumMilliseconds)
            notes.append(
                "results of metrics of '\(visits.name)' are told, and alerts see them, \(wait) after their window's end:"
                    + " visits count at their start, and may last that long")
        }
        return notes
    }
}

extension PlanExplanation {
    /// Explains a plan.
    ///
    /// - Parameters:
    ///   - plan: the plan of the pipeline.
    ///   - pipeline: the pipeline it was made from.
    ///   - settings: what is known and supposed beside.
    public init(
        of plan: PipelinePlan, _ pipeline: PipelineDeclaration, _ settings: ExplanationSettings = .init()
    ) {
        self = PlanExplainer(pipeline, plan, settings).explanation()
    }
}
