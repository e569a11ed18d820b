public import EventModel
public import Planning

/// The topics that a pipeline's worker needs, and how many partitions they have.
struct InputTopics {
    let plan: PipelinePlan
    let prefix: String

    var sources: [String] { plan.declaredSources.map(\.topic) }

    /// How many tasks each gather stage has that reads topics of events, one for each partition of its sources.
    ///
    /// - Throws: ``AssignmentFailure`` when topics that are read together have different numbers of partitions.
    func gatherTasks(_ counts: [String: Int]) throws -> [Int] {
        try plan.gatherStages.prefix(plan.readingStages).map { stage in
            let sizes = stage.sources.map { counts[plan.sources[$0].topic] ?? 0 }
            guard Set(sizes).count <= 1 else {
                let list = zip(stage.sources, sizes).map { "\(plan.sources[$0].topic) has \($1)" }
                throw AssignmentFailure(
                    message:
                        "pipeline '\(plan.name)' reads topics together that have different numbers of"
                        + " partitions: \(list.joined(separator: ", "))",
                    hint: "give topics that are partitioned by \(stage.partitionedBy) the same number")
            }
            return sizes.first ?? 0
        }
    }

    /// Makes sure of the internal topics.
    ///
    /// - Parameters:
    ///   - gatherTasks: of each gather stage that reads topics of events.
    ///   - outputs: the topics that results are told in.
    ///   - topics: creates and checks.
    ///   - report: takes settings that are not as they should be.
    /// - Returns: the tasks and topics.
    /// - Throws: ``AssignmentFailure`` when there are topics of another number of partitions, or with settings that lose
    ///   state.
    func prepare(
        gatherTasks: [Int], outputs: [TopicDemand], by topics: any LogTopics,
        report: (String, [TopicFinding.Difference]) -> Void
    ) throws -> PipelineTopology {
        let own = InternalTopics(pipeline: plan.name, prefix: prefix)
        let demands = own.demands(
            plan: plan, sourcePartitions: plan.gatherTasks(gatherTasks),
            mergeTasks: plan.mergeTasks(gatherTasks))
        let findings = try topics.prepare(outputs + demands, waitMilliseconds: 10_000)
        var found: [String: Int] = [:]
        for finding in findings {
            found[finding.name] = finding.partitions
            try weigh(finding, isInternal: finding.name.hasPrefix(own.stem + "."), report)
        }
        // The number of merge tasks was decided when the topic was created: keys are where they are.
        let mergeTasks = found[own.partials] ?? plan.mergeTasks(gatherTasks)
        let gatherTasks = zip(plan.gatherStages, plan.gatherTasks(gatherTasks)).map { stage, tasks in
            stage.isRekeyed ? found[own.rekeyed(toStage: stage.name)] ?? tasks : tasks
        }
        let expected = own.demands(plan: plan, sourcePartitions: gatherTasks, mergeTasks: mergeTasks)
        for demand in expected where demand.isPartitionCountFixed {
            guard let partitions = found[demand.name], partitions != demand.partitions else { continue }
            throw AssignmentFailure(
                message:
                    "\(demand.name) has \(partitions) partitions, but pipeline '\(plan.name)' needs"
                    + " \(demand.partitions): a topic that it reads has grown or shrunk since its state was begun",
                hint:
                    "keys may have moved to other partitions, so its state does not fit any more: start the pipeline"
                    + " under a new group and prefix to build it anew")
        }
        return PipelineTopology(
            plan: plan, prefix: prefix, gatherTasks: gatherTasks, mergeTasks: mergeTasks)
    }

    /// Tells what of a topic is not as it should be; where it loses state, nothing goes on.
    ///
    /// Topics that results are told in belong to those who read them.
    private func weigh(
        _ finding: TopicFinding, isInternal: Bool, _ report: (String, [TopicFinding.Difference]) -> Void
    ) throws {
        if isInternal,
            let fatal = finding.differences.first(where: { InternalTopics.gravity(of: $0) == .fatal })
        {
            throw Self.losesState(fatal, topic: finding.name)
        }
        let differences = finding.differences.filter { InternalTopics.gravity(of: $0) != .harmless }
        if !differences.isEmpty { report(finding.name, differences) }
    }

    private static func losesState(_ difference: TopicFinding.Difference, topic: String) -> AssignmentFailure
    {
        AssignmentFailure(
            message:
                "topic \(topic) has \(difference.setting)=\(difference.found), but needs"
                + " \(difference.setting)=\(difference.demanded): as it is, state that is still needed would be lost",
            hint:
                "set it right with your Kafka's tools before the pipeline goes on; `credence plan` shows the settings of all"
                + " topics")
    }
}

extension PipelinePlan {
    /// The topics through which its tasks speak to each other and in which they keep their state.
    ///
    /// - Parameters:
    ///   - partitions: the numbers of partitions of its sources.
    ///   - prefix: what the names of written topics begin with.
    /// - Returns: what each must be like.
    /// - Throws: ``AssignmentFailure`` when topics that are read together have different numbers of partitions.
    public func internalTopics(partitions: [String: Int], prefix: String) throws -> [TopicDemand] {
        let tasks = try InputTopics(plan: self, prefix: prefix).gatherTasks(partitions)
        return InternalTopics(pipeline: name, prefix: prefix).demands(
            plan: self, sourcePartitions: gatherTasks(tasks), mergeTasks: mergeTasks(tasks))
    }
}

/// Topics do not fit the pipelines.
public struct AssignmentFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public var message: String
    /// How to mend it.
    public var hint: String
    /// Both in one line.
    public var description: String { "\(message); \(hint)" }
}
