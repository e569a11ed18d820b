public import EventModel

/// What a worker needs from outside: a consumer, producers, a clock and someone to tell.
public struct WorkerEnvironment: Sendable {
    /// The member of the consumer group.
    public var consumer: any LogConsumer
    /// Makes a producer; called once per thread.
    public var makeProducer: @Sendable () throws(LogFailure) -> any LogProducer
    /// The clock, in milliseconds since the epoch.
    public var clock: @Sendable () -> Int64
    /// Takes what the worker has to say; called from any of its threads.
    public var report: @Sendable (WorkerEvent) -> Void

    /// An environment from its parts.
    public init(
        consumer: any LogConsumer, makeProducer: @escaping @Sendable () throws(LogFailure) -> any LogProducer,
        clock: @escaping @Sendable () -> Int64, report: @escaping @Sendable (WorkerEvent) -> Void
    ) {
        self.consumer = consumer
        self.makeProducer = makeProducer
        self.clock = clock
        self.report = report
    }
}

/// What a worker has to say besides its status.
public enum WorkerEvent: Sendable {
    /// Topics that its pipelines read do not exist; it waits for them.
    case waitingForTopics([String])
    /// The log does not answer or refuses something; it tries again.
    case unreachable(LogFailure)
    /// The topics are there, with so many partitions together; it joins its group.
    case joining(partitions: Int)
    /// Another member of the group holds partitions that this worker needs; it waits.
    case waitingForPartitions(held: Int, needed: Int)
    /// Reading begins.
    case started(partitions: Int, threads: Int)
    /// Partitions were taken away: the state in memory is dropped and built anew when they come back.
    case interrupted
    /// Records were deleted by the log's retention before they could be read.
    case truncated(TopicPartition, from: Int64, to: Int64)
    /// A thread cannot go on.
    case failed(LogFailure)
}
