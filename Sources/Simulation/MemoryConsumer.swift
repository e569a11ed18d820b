public import EventModel
import Foundation
import Synchronization

/// A member of the log's consumer group.
public final class MemoryConsumer: LogConsumer {
    private struct State {
        var topics: [String] = []
        var held: [TopicPartition] = []
        var notices: [ConsumerNotice] = []
        var isClosed = false
    }

    private let log: MemoryLog
    private let memoryReaders: [MemoryReader]
    private let state = Mutex(State())

    /// A consumer with so many readers.
    ///
    /// - Parameters:
    ///   - log: what it reads.
    ///   - readers: one per worker thread.
    ///   - pace: called before each fetch of a reader that may wait; it may publish records and move a clock, and tells
    ///     whether it did. With it a run goes step by step, as fast as it can, and never waits for time to pass.
    public init(log: MemoryLog, readers: Int, pace: (@Sendable () -> Bool)? = nil) {
        self.log = log
        memoryReaders = (0..<readers).map { _ in MemoryReader(log: log, pace: pace) }
    }

    /// The readers, one per worker thread.
    public var readers: [any LogReader] { memoryReaders }
    /// Whether it has left the group.
    public var isClosed: Bool { state.withLock { $0.isClosed } }
    /// Fetches after the consumer was closed: there must be none.
    public var fetchesAfterClose: Int { memoryReaders.reduce(0) { $0 + $1.fetchesAfterClose } }

    /// The number of partitions of each topic; a missing topic is `nil`.
    public func partitionCounts(of topics: [String], waitMilliseconds: Int) throws(LogFailure) -> [String:
        Int?]
    {
        try log.check(.partitionCounts)
        return Dictionary(uniqueKeysWithValues: topics.map { ($0, log.partitionCount(of: $0)) })
    }

    /// Joins the group for these topics.
    public func subscribe(to topics: [String]) throws(LogFailure) {
        try log.check(.subscribe)
        state.withLock { $0.topics = topics }
        log.join(self)
    }

    /// News of the group, or none after a millisecond.
    public func poll(waitMilliseconds: Int) -> [ConsumerNotice] {
        let notices = takeNotices()
        if notices.isEmpty { Thread.sleep(forTimeInterval: 0.001) }
        for case .revoked(let partitions) in notices {
            for reader in memoryReaders { reader.end(partitions) }
        }
        return notices
    }

    /// Starts to read partitions.
    public func start(_ partitions: [PartitionStart]) throws(LogFailure) {
        try log.check(.start)
        let topics = state.withLock { $0.topics }
        for start in partitions {
            guard let topicIndex = topics.firstIndex(of: start.partition.topic) else { continue }
            memoryReaders[start.reader].begin(start.partition, topicIndex: topicIndex)
        }
    }

    /// Leaves the group.
    public func close() {
        state.withLock { $0.isClosed = true }
        for reader in memoryReaders { reader.close() }
        log.leave(self)
    }

    /// Puts something among the news that the next poll brings.
    public func tell(_ notice: ConsumerNotice) { state.withLock { $0.notices.append(notice) } }

    /// Gives back what is held and takes the partitions of each topic.
    func take(partitionsOf partitions: (String) -> [Int]) {
        state.withLock { state in
            if !state.held.isEmpty { state.notices.append(.revoked(state.held)) }
            state.held = state.topics.flatMap { topic in
                partitions(topic).map { TopicPartition(topic: topic, partition: Int32($0)) }
            }
            if !state.held.isEmpty { state.notices.append(.assigned(state.held)) }
        }
    }

    private func takeNotices() -> [ConsumerNotice] {
        state.withLock { state in
            defer { state.notices = [] }
            return state.notices
        }
    }
}
