public import EventModel

/// The topics through which the tasks of a pipeline speak to each other, and in which they keep their state.
public struct InternalTopics: Sendable, Hashable {
    /// What the names of all of them begin with.
    public let stem: String

    /// How long partial panes and changelogs are kept, in milliseconds: two weeks.
    ///
    /// A pipeline that stands still for longer loses state, so it has to outlive any outage; but sources are seldom kept
    /// for longer, and without their events state is of no use.
    public static let retentionMilliseconds: Int64 = 14 * 86_400_000

    /// The topics of a pipeline.
    ///
    /// - Parameters:
    ///   - pipeline: its name.
    ///   - prefix: what the names of all topics begin with that workers write.
    public init(pipeline: String, prefix: String) { stem = prefix + pipeline }

    /// Partial panes on their way from gather tasks to merge tasks, a partition for each merge task.
    public var partials: String { "\(stem).partials" }
    /// How far each gather task is in time; the newest word of each is kept.
    public var watermarks: String { "\(stem).watermarks" }
    /// Events that are shared out anew, a partition for each task of the stage that reads them.
    public func rekeyed(toStage stage: String) -> String { "\(stem).\(stage)" }
    /// The state of a stage's tasks, a partition for each. A group shares out these partitions, and with them the tasks.
    public func changelog(ofStage stage: String) -> String { "\(stem).\(stage).changelog" }

    /// All that a worker of a pipeline needs beside its sources and what it tells.
    ///
    /// The number of partitions of partials may be another one, since that number is the number of merge tasks: ask for
    /// it first, then demand that the changelog of the merge stage has as many.
    /// - Parameters:
    ///   - plan: the pipeline's plan.
    ///   - sourcePartitions: of each gather stage, how many partitions its sources have; of those that read what others
    ///     share out, how many tasks they have, which like that of merge tasks the topic decides once it is there.
    ///   - mergeTasks: how many merge tasks there are.
    /// - Returns: partials, watermarks, then the changelogs in the order of the stages, then what is shared out anew.
    public func demands(plan: PipelinePlan, sourcePartitions: [Int], mergeTasks: Int) -> [TopicDemand] {
        let changelogs = zip(plan.stageNames, sourcePartitions + [mergeTasks]).map { stage, tasks in
            TopicDemand(
                name: changelog(ofStage: stage), partitions: tasks, isPartitionCountFixed: true,
                settings: Self.passing)
        }
        let rekeyed = zip(plan.gatherStages, sourcePartitions).filter { $0.0.isRekeyed }.map { stage, tasks in
            TopicDemand(
                name: self.rekeyed(toStage: stage.name), partitions: tasks, isPartitionCountFixed: false,
                settings: Self.passing)
        }
        return [
            TopicDemand(
                name: partials, partitions: mergeTasks, isPartitionCountFixed: false, settings: Self.passing),
            TopicDemand(
                name: watermarks, partitions: 1, isPartitionCountFixed: true, settings: Self.newest),
        ] + changelogs + rekeyed
    }

    /// Of topics whose records are of use for a while. Their age counts from when they are written: a worker that catches
    /// up with the past must not write what is deleted at once. Segments are small, so that deleted records free their
    /// space soon.
    static let passing = [
        "cleanup.policy": "delete",
        "retention.ms": "\(retentionMilliseconds)",
        "retention.bytes": "-1",
        "message.timestamp.type": "LogAppendTime",
        "segment.bytes": "\(128 << 20)",
    ]

    /// Of topics of which only the newest record of each key counts: every worker reads all of it when it starts, so it
    /// is compacted often.
    static let newest = [
        "cleanup.policy": "compact",
        "segment.bytes": "\(16 << 20)",
        "min.cleanable.dirty.ratio": "0.1",
    ]
}

extension InternalTopics {
    /// How much a setting matters that is not as demanded.
    public enum Gravity: Sendable, Hashable {
        /// It does as well.
        case harmless
        /// It works, but costs space or time, or outlives shorter outages only.
        case questionable
        /// State or partial panes get lost.
        case fatal
    }

    /// How much it matters that a setting of an internal topic is not as ``demands(plan:sourcePartitions:mergeTasks:)``
    /// asks for.
    public static func gravity(of difference: TopicFinding.Difference) -> Gravity {
        switch difference.setting {
        // What is compacted loses records that are no newer version of each other; what is deleted by age loses the
        // word of tasks that are silent.
        case "cleanup.policy": return .fatal
        case "retention.ms", "retention.bytes":
            guard let found = Int64(difference.found), let demanded = Int64(difference.demanded) else {
                return .questionable
            }
            return found < 0 || demanded >= 0 && found >= demanded ? .harmless : .questionable
        case "segment.bytes", "min.cleanable.dirty.ratio": return .harmless
        default: return .questionable
        }
    }
}
