public import EventModel
public import Planning

/// The topics that a pipeline's worker needs, and how many partitions they have.
struct InputTopics {
    let plan: PipelinePlan
    let prefix: String

    var sources: [String] { plan.sources.map(\.topic) }

    /// How many tasks each gather stage has, one for each partition of its sources.
    ///
    /// - Throws: ``AssignmentFailure`` when topics that are read together have different numbers of partitions.
    func gatherTasks(_ counts: [String: Int]) throws -> [Int] {
        try plan.gatherStages.map { stage in
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
    ///   - gatherTasks: of each gather stage.
    ///   - outputs: the topics that results are told in.
    ///   - topics: creates and checks.
    ///   - report: takes settings that are not as they should be.
    /// - Returns: the tasks and topics.
    /// - Throws: ``AssignmentFailure`` when there are topics of another number of partitions.
    func prepare(
        gatherTasks: [Int], outputs: [TopicDemand], by topics: any LogTopics,
        report: (String, [TopicFinding.Difference]) -> Void
    ) throws -> PipelineTopology {
        let own = InternalTopics(pipeline: plan.name, prefix: prefix)
        let demands = own.demands(
            plan: plan, sourcePartitions: gatherTasks, mergeTasks: plan.mergeTasks(gatherTasks))
        let findings = try topics.prepare(outputs + demands, waitMilliseconds: 10_000)
        var found: [String: Int] = [:]
        for finding in findings {
            found[finding.name] = finding.partitions
            if !finding.differences.isEmpty { report(finding.name, finding.differences) }
        }
        // The number of merge tasks was decided when the topic was created: keys are where they are.
        let mergeTasks = found[own.partials] ?? plan.mergeTasks(gatherTasks)
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
            plan: self, sourcePartitions: tasks, mergeTasks: mergeTasks(tasks))
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
