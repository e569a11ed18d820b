/// What a consumer has to tell besides records.
public enum ConsumerNotice: Equatable, Sendable {
    /// These partitions were given to this consumer; nothing is read before ``LogConsumer/start(_:)``.
    case assigned([TopicPartition])
    /// These partitions are taken away; their readers bring no more of their records.
    case revoked([TopicPartition])
    /// Something failed; the consumer keeps trying unless the failure is fatal.
    case failed(LogFailure)
}

/// One partition to read: from where, and on which reader.
public struct PartitionStart: Equatable, Sendable {
    /// The partition.
    public var partition: TopicPartition
    /// From where.
    public var offset: StartOffset
    /// Which of ``LogConsumer/readers`` brings its records.
    public var reader: Int

    /// A start from its parts.
    public init(partition: TopicPartition, offset: StartOffset, reader: Int) {
        self.partition = partition
        self.offset = offset
        self.reader = reader
    }
}

/// A member of a consumer group: one for a process, read by several threads.
///
/// One control thread calls ``poll(waitMilliseconds:)`` and what starts and stops partitions; each worker thread
/// owns one of the ``readers``.
public protocol LogConsumer: AnyObject, Sendable {
    /// The readers, one per worker thread.
    var readers: [any LogReader] { get }
    /// The number of partitions of each topic; a missing topic is `nil`.
    func partitionCounts(of topics: [String], waitMilliseconds: Int) throws(LogFailure) -> [String: Int?]
    /// Joins the group for these topics; their places in this list are the topic indices of fetched records.
    func subscribe(to topics: [String]) throws(LogFailure)
    /// Waits for news of the group; must be called every few seconds at least.
    func poll(waitMilliseconds: Int) -> [ConsumerNotice]
    /// Starts to read partitions that were ``ConsumerNotice/assigned(_:)``.
    func start(_ partitions: [PartitionStart]) throws(LogFailure)
    /// Leaves the group and frees what the client holds; call it after the last fetch of every reader.
    func close()
}

/// One thread's share of a consumer's partitions.
public protocol LogReader: AnyObject, Sendable {
    /// Brings what has been read ahead, or waits for the first record for at most the time given.
    ///
    /// Pointers of the fetch before it become invalid.
    func fetch(into records: FetchedRecords, waitMilliseconds: Int) throws(LogFailure)
}

/// Writes records; one for a thread.
public protocol LogProducer: AnyObject, Sendable {
    /// Queues all records of the buffer, waiting while the queue is full; a record that the log refuses for
    /// good is handed to the failure call-back of the implementation or thrown by ``flush(waitMilliseconds:)``.
    func send(_ records: OutgoingRecords) throws(LogFailure)
    /// Waits until everything queued is acknowledged, or throws after the time given.
    func flush(waitMilliseconds: Int) throws(LogFailure)
}
