/// A task by its name, the same on every worker: a stage of a pipeline × one partition.
public struct TaskName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The pipeline.
    public var pipeline: String
    /// The stage's name in the plan, such as `gather-order_id` or `merge`.
    public var stage: String
    /// The partition, from 0.
    public var partition: Int32

    /// Names a task.
    public init(pipeline: String, stage: String, partition: Int32) {
        self.pipeline = pipeline
        self.stage = stage
        self.partition = partition
    }

    /// By pipeline, stage and partition.
    public static func < (left: Self, right: Self) -> Bool {
        (left.pipeline, left.stage, left.partition) < (right.pipeline, right.stage, right.partition)
    }

    /// As operators write it: `seller-trust/merge/3`.
    public var description: String { "\(pipeline)/\(stage)/\(partition)" }
}
