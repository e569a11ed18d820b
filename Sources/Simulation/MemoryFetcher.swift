public import EventModel
import Synchronization

/// Reads the log's partitions from positions that it is told.
public final class MemoryFetcher: LogFetcher {
    private struct State {
        var topics: [String] = []
        var failures: [LogFailure] = []
    }

    private let log: MemoryLog
    private let process: MemoryProcess
    private let memoryReaders: [MemoryReader]
    private let state = Mutex(State())

    /// A fetcher with so many readers.
    ///
    /// - Parameters:
    ///   - log: what it reads.
    ///   - readers: one per worker thread.
    ///   - process: the process that it belongs to.
    ///   - pace: called before each fetch of a reader that may wait; it may publish records and move a clock, and tells
    ///     whether it did. With it a run goes step by step, as fast as it can, and never waits for time to pass.
    public init(
        log: MemoryLog, readers: Int, process: MemoryProcess = MemoryProcess(),
        pace: (@Sendable () -> Bool)? = nil
    ) {
        self.log = log
        self.process = process
        memoryReaders = (0..<readers).map { _ in MemoryReader(log: log, process: process, pace: pace) }
    }

    /// The readers, one per worker thread.
    public var readers: [any LogReader] { memoryReaders }
    /// Fetches after the fetcher was closed: there must be none.
    public var fetchesAfterClose: Int { memoryReaders.reduce(0) { $0 + $1.fetchesAfterClose } }

    /// Names the topics that may be read.
    public func open(_ topics: [String]) throws(LogFailure) {
        let fault = try log.enter(.open, process)
        state.withLock { $0.topics = topics }
        try log.leave(fault, process)
    }

    /// The number of partitions of each topic; a missing topic is `nil`.
    public func partitionCounts(
        of topics: [String], waitMilliseconds: Int
    ) throws(LogFailure) -> [String: Int?] {
        let fault = try log.enter(.partitionCounts, process)
        try log.leave(fault, process)
        return Dictionary(topics.map { ($0, log.partitionCount(of: $0)) }) { $1 }
    }

    /// The offset behind the last record of each partition, committed or not; partitions that are missing are left out.
    public func ends(
        of partitions: [TopicPartition], waitMilliseconds: Int
    ) throws(LogFailure) -> [TopicPartition: Int64] {
        let fault = try log.enter(.ends, process)
        try log.leave(fault, process)
        return log.state.withLock { store in
            partitions.reduce(into: [:]) { ends, place in
                guard store.has(place) else { return }
                ends[place] = store.topics[place.topic]?.partitions[Int(place.partition)].end
            }
        }
    }

    /// Starts to read partitions; one that is not there, or does not reach the offset, becomes a failure.
    public func start(_ partitions: [PartitionStart]) throws(LogFailure) {
        let fault = try log.enter(.start, process)
        for start in partitions {
            let topics = state.withLock { $0.topics }
            guard let topicIndex = topics.firstIndex(of: start.partition.topic) else {
                throw .refused("_INVALID_ARG", "\(start.partition) is of a topic that was not opened")
            }
            end([start.partition])
            guard let offset = log.offset(of: start) else {
                fail(start)
                continue
            }
            memoryReaders[start.reader].begin(start.partition, topicIndex: topicIndex, at: offset)
        }
        try log.leave(fault, process)
    }

    /// Stops reading partitions.
    public func stop(_ partitions: [TopicPartition]) throws(LogFailure) {
        let fault = try log.enter(.stop, process)
        end(partitions)
        try log.leave(fault, process)
    }

    /// What failed since the last call.
    public func takeFailures() -> [LogFailure] {
        state.withLock { state in
            defer { state.failures = [] }
            return state.failures
        }
    }

    /// Ends all reading.
    public func close() { for reader in memoryReaders { reader.close() } }

    private func end(_ partitions: [TopicPartition]) {
        for reader in memoryReaders { reader.end(partitions) }
    }

    private func fail(_ start: PartitionStart) {
        let failure = LogFailure.refused(
            "OFFSET_OUT_OF_RANGE", "\(start.partition) does not reach the offset to start from",
            hint: "the topic was deleted and made anew, or has fewer partitions than before")
        state.withLock { $0.failures.append(failure) }
    }
}

extension MemoryLog {
    /// Where reading begins; `nil` for a partition that is not there or ends before.
    fileprivate func offset(of start: PartitionStart) -> Int64? {
        state.withLock { store in
            guard store.has(start.partition),
                let partition = store.topics[start.partition.topic]?
                    .partitions[Int(start.partition.partition)]
            else { return nil }
            switch start.offset {
            case .beginning: return partition.first
            case .end: return partition.stableEnd
            case .at(let offset): return offset <= partition.end ? offset : nil
            }
        }
    }
}
