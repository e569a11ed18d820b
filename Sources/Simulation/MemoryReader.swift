public import EventModel
import Foundation
import Synchronization

/// One thread's share of a memory consumer's partitions.
public final class MemoryReader: LogReader {
    private struct Position {
        let partition: TopicPartition
        let topicIndex: Int
        var next: Int64 = 0
        var isAtEnd = false
    }

    private struct State {
        var positions: [Position] = []
        var first = 0
        // What the last fetch lent out.
        var lent: [StoredRecord] = []
        var isClosed = false
        var fetchesAfterClose = 0
    }

    private let log: MemoryLog
    private let state = Mutex(State())

    private let pace: (@Sendable () -> Bool)?

    init(log: MemoryLog, pace: (@Sendable () -> Bool)? = nil) {
        self.log = log
        self.pace = pace
    }

    var fetchesAfterClose: Int { state.withLock { $0.fetchesAfterClose } }

    func begin(_ partition: TopicPartition, topicIndex: Int) {
        state.withLock { state in
            state.positions.removeAll { $0.partition == partition }
            state.positions.append(Position(partition: partition, topicIndex: topicIndex))
        }
    }

    func end(_ partitions: [TopicPartition]) {
        state.withLock { state in state.positions.removeAll { partitions.contains($0.partition) } }
    }

    func close() { state.withLock { $0.isClosed = true } }

    /// Brings what is there, or nothing after a millisecond.
    public func fetch(into records: FetchedRecords, waitMilliseconds: Int) throws(LogFailure) {
        try log.check(.fetch)
        records.removeAll()
        // A thread that is behind does not wait, and nothing new is put before it.
        let hasMoved = waitMilliseconds > 0 && pace?() ?? false
        let delivery = log.delivery
        state.withLock { state in
            if state.isClosed { state.fetchesAfterClose += 1 }
            state.lent.removeAll(keepingCapacity: true)
            var room = min(records.capacity, delivery.recordsPerFetch)
            let count = state.positions.count
            // Every fetch begins with another partition, so that none starves when there is little room.
            for step in 0..<count where room > 0 {
                read(&state, (state.first + step) % count, min(room, delivery.recordsPerRun), records)
                room = min(records.capacity, delivery.recordsPerFetch) - records.count
            }
            state.first = count == 0 ? 0 : (state.first + 1) % count
        }
        let isIdle = waitMilliseconds > 0 && !hasMoved
        if isIdle, records.count == 0, records.notices.isEmpty { Thread.sleep(forTimeInterval: 0.001) }
    }

    private func read(_ state: inout State, _ place: Int, _ limit: Int, _ records: FetchedRecords) {
        let position = state.positions[place]
        let (topic, partition) = (position.partition.topic, position.partition.partition)
        let found = log.read(topic, partition, from: position.next, limit: limit)
        if position.next < found.first {
            records.notices.append(
                .truncated(
                    topicIndex: position.topicIndex, partition: partition, from: position.next,
                    to: found.first))
        }
        var next = max(position.next, found.first)
        for record in found.records {
            records.append(
                record.fetched(offset: next), topicIndex: position.topicIndex, partition: partition)
            state.lent.append(record)
            next += 1
        }
        let isAtEnd = next >= found.end
        if isAtEnd, !position.isAtEnd || !found.records.isEmpty {
            records.notices.append(.reachedEnd(topicIndex: position.topicIndex, partition: partition))
        }
        state.positions[place].next = next
        state.positions[place].isAtEnd = isAtEnd
    }
}
