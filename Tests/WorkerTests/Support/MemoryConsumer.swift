import EventModel
import Foundation
import Synchronization

/// A member of the log's consumer group.
final class MemoryConsumer: LogConsumer {
    private struct State {
        var topics: [String] = []
        var held: [TopicPartition] = []
        var notices: [ConsumerNotice] = []
        var isClosed = false
    }

    private let log: MemoryLog
    private let memoryReaders: [MemoryReader]
    private let state = Mutex(State())

    init(log: MemoryLog, readers: Int) {
        self.log = log
        memoryReaders = (0..<readers).map { _ in MemoryReader(log: log) }
    }

    var readers: [any LogReader] { memoryReaders }
    var isClosed: Bool { state.withLock { $0.isClosed } }
    /// Fetches after the consumer was closed: there must be none.
    var fetchesAfterClose: Int { memoryReaders.reduce(0) { $0 + $1.fetchesAfterClose } }

    func partitionCounts(of topics: [String], waitMilliseconds: Int) throws(LogFailure) -> [String: Int?] {
        try log.check(.partitionCounts)
        return Dictionary(uniqueKeysWithValues: topics.map { ($0, log.partitionCount(of: $0)) })
    }

    func subscribe(to topics: [String]) throws(LogFailure) {
        try log.check(.subscribe)
        state.withLock { $0.topics = topics }
        log.join(self)
    }

    func poll(waitMilliseconds: Int) -> [ConsumerNotice] {
        let notices = takeNotices()
        if notices.isEmpty { Thread.sleep(forTimeInterval: 0.001) }
        for case .revoked(let partitions) in notices {
            for reader in memoryReaders { reader.end(partitions) }
        }
        return notices
    }

    func start(_ partitions: [PartitionStart]) throws(LogFailure) {
        try log.check(.start)
        let topics = state.withLock { $0.topics }
        for start in partitions {
            guard let topicIndex = topics.firstIndex(of: start.partition.topic) else { continue }
            memoryReaders[start.reader].begin(start.partition, topicIndex: topicIndex)
        }
    }

    func close() {
        state.withLock { $0.isClosed = true }
        for reader in memoryReaders { reader.close() }
        log.leave(self)
    }

    /// Puts something among the news that the next poll brings.
    func tell(_ notice: ConsumerNotice) { state.withLock { $0.notices.append(notice) } }

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
