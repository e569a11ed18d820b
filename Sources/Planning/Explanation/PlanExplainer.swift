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
    /// What travels between tasks, as far as it has been found.
    var traffic = InnerTraffic()

    init(_ pipeline: PipelineDeclaration, _ plan: PipelinePlan, _ settings: ExplanationSettings) {
        self.pipeline = pipeline
        self.plan = plan
        self.settings = settings
        fingerprints = PipelineFingerprints(pipeline, plan)
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
            for source in plan.gatherStages[stage].sources {
                if plan.sources[source].rekeyed == nil {
                    explainSource(source, stage: stage)
                    explainRekeying(ofSource: source, stage: stage)
                } else {
                    explainRekeyed(source, stage: stage)
                }
            }
            explainPromises(stage: stage)
            explainVisits(stage: stage)
            explainPartials(stage: stage)
            explainResults(finishedIn: stage)
        }
        explainResults(finishedIn: nil)
        return PlanExplanation(
            pipeline: pipeline.name, version: pipeline.version, file: pipeline.location.file,
            assumptions: assumptions.list, stages: stages, operators: operators, topics: topics(),
            edges: edges,
            stateBytes: operators.reduce(0) { $0 + ($1.size?.bytes ?? 0) },
            warnings: PlanWarnings(pipeline).all, notes: notes)
    }

    /// What is told of metrics that are finished in one stage; `nil` for the merge stage.
    private func explainResults(finishedIn stage: Int?) {
        explainMetrics(finishedIn: stage)
        explainScores(finishedIn: stage)
        explainAlerts(finishedIn: stage)
    }

    private var stages: [ExplainedStage] {
        let gather = plan.gatherStages.enumerated().map { number, stage in
            let names = stage.sources.map { plan.sources[$0].name }
            guard !stage.isRekeyed else {
                return ExplainedStage(
                    name: stage.name, tasks: gatherTasks(of: number),
                    taskRule:
                        "one for each partition of \(topic(by: stage.partitionedBy)); an event belongs to one of them by the"
                        + " hash of its \(stage.partitionedBy)")
            }
            return ExplainedStage(
                name: stage.name, tasks: gatherTasks(of: number),
                taskRule: names.count == 1
                    ? "one for each partition of \(names[0])"
                    : "one for each partition, the same number of \(names.joined(separator: " and "))")
        }
        let merge = ExplainedStage(
            name: PipelinePlan.mergeStageName, tasks: mergeTasks,
            taskRule:
                "one for each partition of \(internalTopics.partials); a key belongs to one of them by its hash"
        )
        return gather + (plan.needsMergeStage ? [merge] : [])
    }

    private var notes: [String] {
        var notes = [
            "every \(PlanWords.duration(settings.commitIntervalMilliseconds)) a thread commits what its tasks have done:"
                + " results, partial panes, changed state and positions, all of it or nothing",
            "tasks are shared out among all workers of the pipeline's group; who gets one restores its state from the"
                + " stage's changelog and goes on behind the last commit",
        ]
        if !plan.needsMergeStage {
            notes.append(
                "no metric needs the merge stage: every key is finished in the task that reads its events")
        }
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
