import EventModel
import Planning

/// Which partitions the pipelines of a worker read, and the gather tasks that follow.
struct TaskAssignment {
    /// All topics, in the order of the consumer's topic indices.
    let topics: [String]
    /// All partitions of all topics.
    let partitions: [TopicPartition]
    /// For each pipeline the partitions of each gather stage.
    let stagePartitions: [[Int]]

    /// - Throws: ``AssignmentFailure`` when topics that are read together have different numbers of partitions.
    init(pipelines: [PipelinePlan], topics: [String], partitions counts: [String: Int]) throws {
        self.topics = topics
        partitions = topics.flatMap { topic in
            (0..<(counts[topic] ?? 0)).map { TopicPartition(topic: topic, partition: Int32($0)) }
        }
        stagePartitions = try pipelines.map { pipeline in
            try pipeline.gatherStages.map { stage in
                let sizes = stage.sources.map { counts[pipeline.sources[$0].topic] ?? 0 }
                guard Set(sizes).count <= 1 else {
                    let list = zip(stage.sources, sizes).map { "\(pipeline.sources[$0].topic) has \($1)" }
                    throw AssignmentFailure(
                        message:
                            "pipeline '\(pipeline.name)' reads topics together that have different numbers of"
                            + " partitions: \(list.joined(separator: ", "))",
                        hint: "give topics that are partitioned by \(stage.partitionedBy) the same number")
                }
                return sizes.first ?? 0
            }
        }
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
