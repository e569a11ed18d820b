/// Reads partitions from positions that it is told, for several threads; it belongs to no group.
///
/// One thread at a time calls everything but the readers, each of which belongs to one worker thread. Only committed
/// records are read, in the order of their offsets.
public protocol LogFetcher: AnyObject, Sendable {
    /// The readers, one per worker thread.
    var readers: [any LogReader] { get }
    /// Names the topics that may be read; their places in this list are the topic indices of fetched records.
    func open(_ topics: [String]) throws(LogFailure)
    /// The number of partitions of each topic; a missing topic is `nil`.
    func partitionCounts(of topics: [String], waitMilliseconds: Int) throws(LogFailure) -> [String: Int?]
    /// The offset behind the last record of each partition, committed or not.
    func ends(
        of partitions: [TopicPartition], waitMilliseconds: Int
    ) throws(LogFailure) -> [TopicPartition: Int64]
    /// Starts to read partitions; others may follow in later calls. One that is being read goes on from the new offset.
    func start(_ partitions: [PartitionStart]) throws(LogFailure)
    /// Stops reading partitions: when it returns, no later fetch of any reader brings records of theirs.
    func stop(_ partitions: [TopicPartition]) throws(LogFailure)
    /// What failed since the last call; the fetcher keeps trying unless a failure is fatal.
    func takeFailures() -> [LogFailure]
    /// Frees what the client holds; call it after the last fetch of every reader.
    func close()
}

/// One thread's share of a fetcher's partitions.
public protocol LogReader: AnyObject, Sendable {
    /// Brings what has been read ahead, or waits for the first record for at most the time given.
    ///
    /// Pointers of the fetch before it become invalid.
    func fetch(into records: FetchedRecords, waitMilliseconds: Int) throws(LogFailure)
}

/// One partition to read: from where, and on which reader.
public struct PartitionStart: Equatable, Sendable {
    /// The partition.
    public var partition: TopicPartition
    /// From where.
    public var offset: StartOffset
    /// Which of ``LogFetcher/readers`` brings its records.
    public var reader: Int

    /// A start from its parts.
    public init(partition: TopicPartition, offset: StartOffset, reader: Int) {
        self.partition = partition
        self.offset = offset
        self.reader = reader
    }
}
