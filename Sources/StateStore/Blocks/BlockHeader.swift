public import EventModel

/// What a changelog block says of itself: which commit of which task it is, and how far the inputs were read.
public struct BlockHeader: Equatable, Sendable {
    /// The format that this version of Credence writes, and the newest that it reads.
    public static let currentFormat = 1

    /// The task.
    public var task: TaskName
    /// The version that the pipeline declares.
    public var pipelineVersion: Int
    /// Which of the task's commits it is, from 1.
    public var number: Int64
    /// The commit with which the last complete round through the state begins: the blocks from there on make the whole
    /// state. 0 while no round was complete.
    public var snapshotFrom: Int64
    /// The next record to read of each input.
    public var positions: [TopicPartition: Int64]
    /// The clock when it was written, in milliseconds since the epoch.
    public var timeMilliseconds: Int64
    /// The format that it was written in.
    public var formatVersion: Int

    /// A header from its parts.
    public init(
        task: TaskName, pipelineVersion: Int, number: Int64, snapshotFrom: Int64,
        positions: [TopicPartition: Int64], timeMilliseconds: Int64,
        formatVersion: Int = BlockHeader.currentFormat
    ) {
        self.task = task
        self.pipelineVersion = pipelineVersion
        self.number = number
        self.snapshotFrom = snapshotFrom
        self.positions = positions
        self.timeMilliseconds = timeMilliseconds
        self.formatVersion = formatVersion
    }
}
