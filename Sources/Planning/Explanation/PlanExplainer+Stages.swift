import Dataflow
import EventModel
import PipelineSpec

/// What travels between tasks and is written of their state, in bytes per second.
struct InnerTraffic {
    /// Partial panes on their way to the merge stage.
    var partials = 0.0
    /// Changed entries that are written to changelogs, by stage.
    var changes: [Int: Double] = [:]
}

extension PlanExplainer {
    var internalTopics: InternalTopics {
        InternalTopics(pipeline: pipeline.name, prefix: settings.topics.prefix)
    }

    var commitsPerSecond: Double { 1000 / Double(settings.commitIntervalMilliseconds) }

    /// How many tasks a gather stage has; `nil` while the partitions of its topics are not known.
    func gatherTasks(of stage: Int) -> Int? {
        guard !plan.gatherStages[stage].isRekeyed else { return readingTasks.map { plan.mergeTasks($0) } }
        return plan.gatherStages[stage].sources.lazy.compactMap {
            self.settings.partitions(of: self.plan.sources[$0].name)
        }
        .first
    }

    /// Notes what a stage writes of entries that change.
    func noteChanges(_ bytesPerSecond: Double, stage: Int) {
        traffic.changes[stage, default: 0] += bytesPerSecond
    }

    private var readingTasks: [Int]? {
        let known = (0..<plan.readingStages).compactMap { gatherTasks(of: $0) }
        return known.count == plan.readingStages ? known : nil
    }

    private var allGatherTasks: [Int]? { readingTasks.map { plan.gatherTasks($0) } }

    /// How many merge tasks there are when the topics are created with this plan.
    var mergeTasks: Int? { allGatherTasks.map { plan.mergeTasks($0) } }

    /// Where a metric group is finished, and why there.
    func finishing(of group: Int) -> String {
        guard let input = plan.groupInputs[group].first else { return "" }
        let field = plan.gatherStages[input.stage].partitionedBy
        if plan.finishingStage(of: group) != nil {
            return "here, without partials: its key has \(field), by which the stage is partitioned"
        }
        let names = plan.merge.groups[group].keyNames
        guard input.field.map(names.contains) ?? false else {
            return "in the merge stage: rows of a key come from many tasks, because it has no \(field)"
        }
        let score = plan.merge.scores.first { $0.inputs.contains { $0.group == group } }
        return
            "in the merge stage: score '\(score?.name ?? "")' needs it beside metrics that are finished there"
    }

    /// The topics between and behind tasks, as workers create them.
    var innerTopics: [ExplainedTopic] {
        // A number that is not known is never shown.
        let tasks = allGatherTasks
        let demands = internalTopics.demands(
            plan: plan, sourcePartitions: tasks ?? plan.gatherStages.map { _ in 1 },
            mergeTasks: mergeTasks ?? 1)
        let merges = plan.needsMergeStage
        return demands.enumerated().compactMap { place, demand in
            let isPartials = demand.name == internalTopics.partials
            let isWatermarks = demand.name == internalTopics.watermarks
            let stage = place - 2
            if !merges, isPartials || stage == mergeStage { return nil }
            let rekeyed = plan.gatherStages.firstIndex {
                $0.isRekeyed && demand.name == internalTopics.rekeyed(toStage: $0.name)
            }
            let bytes =
                isWatermarks
                ? nil
                : isPartials
                    ? traffic.partials
                    : rekeyed.map(rekeyedBytesPerSecond) ?? changelogBytesPerSecond(stage: stage)
            return ExplainedTopic(
                name: demand.name, role: .inner,
                partitions: tasks == nil && !isWatermarks ? nil : demand.partitions,
                key: isPartials
                    ? "the hash of a metric's key"
                    : isWatermarks
                        ? "gather task"
                        : rekeyed.map { "the hash of \(plan.gatherStages[$0].partitionedBy)" } ?? "task",
                recordsPerSecond: rekeyed == nil
                    ? records(isPartials: isPartials, isWatermarks: isWatermarks, tasks: demand.partitions)
                    : readingTasks.map { Double($0.reduce(0, +) * demand.partitions) * commitsPerSecond },
                bytesPerSecond: bytes, isCompacted: demand.settings["cleanup.policy"] == "compact",
                settings: demand.settings)
        }
    }

    /// One record for each target partition and commit of a task, as long as it is below the message limit.
    private func records(isPartials: Bool, isWatermarks: Bool, tasks: Int) -> Double? {
        guard let gather = allGatherTasks else { return nil }
        let writers = isPartials || isWatermarks ? gather.reduce(0, +) : tasks
        return Double(writers * (isPartials ? tasks : 1)) * commitsPerSecond
    }

    /// Changed entries, and the round through all state.
    private func changelogBytesPerSecond(stage: Int) -> Double {
        let state = operators.filter { $0.stage == stage }.reduce(0.0) { $0 + Double($1.size?.bytes ?? 0) }
        return (traffic.changes[stage] ?? 0) + state / (Double(settings.snapshotIntervalMilliseconds) / 1000)
    }
}

extension PipelinePlan {
    /// Where a score is computed: where all of its metrics are finished.
    func finishingStage(of score: ScorePlan) -> Int? {
        score.inputs.first.flatMap { finishingStage(of: $0.group) }
    }

    /// Where a rule is evaluated.
    func finishingStage(of rule: AlertRulePlan) -> Int? {
        if let score = rule.score { return finishingStage(of: merge.scores[score]) }
        return finishingStage(of: rule.group)
    }
}

extension PlanExplanation {
    /// The topics that are drawn: changelogs and reports of time, which every task writes, would hide the rest.
    var drawnTopics: [ExplainedTopic] {
        let linked = Set(edges.flatMap { [$0.from, $0.to] })
        return topics.filter { $0.role != .inner || linked.contains($0.name) }
    }
}
