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
        // Nothing is brought before this time, or nothing from this offset on.
        var pausedUntil = Int64.min
        var hidden: (from: Int64, until: Int64)?
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

    private let process: MemoryProcess
    private let pace: (@Sendable () -> Bool)?

    init(
        log: MemoryLog, process: MemoryProcess = MemoryProcess(), pace: (@Sendable () -> Bool)? = nil
    ) {
        self.log = log
        self.process = process
        self.pace = pace
    }

    var fetchesAfterClose: Int { state.withLock { $0.fetchesAfterClose } }

    func begin(_ partition: TopicPartition, topicIndex: Int, at offset: Int64 = 0) {
        state.withLock { state in
            state.positions.removeAll { $0.partition == partition }
            state.positions.append(Position(partition: partition, topicIndex: topicIndex, next: offset))
        }
    }

    func end(_ partitions: [TopicPartition]) {
        state.withLock { state in state.positions.removeAll { partitions.contains($0.partition) } }
    }

    func close() { state.withLock { $0.isClosed = true } }

    /// Brings what is there, or nothing: at once in a simulated log, after a millisecond otherwise.
    public func fetch(into records: FetchedRecords, waitMilliseconds: Int) throws(LogFailure) {
        records.removeAll()
        let fault = try log.enter(.fetch, process)
        // A thread that is behind does not wait, and nothing new is put before it.
        let hasMoved = waitMilliseconds > 0 && pace?() ?? false
        let (delivery, now) = (log.delivery, log.clock.now)
        state.withLock { state in
            if state.isClosed { state.fetchesAfterClose += 1 }
            state.lent.removeAll(keepingCapacity: true)
            var turn = Turn(delivery, capacity: records.capacity)
            if let fault { disturb(fault, &state, &turn, now) }
            let count = state.positions.count
            // Every fetch begins with another partition, so that none starves when there is little room.
            let order = (0..<count).map { (state.first + $0) % count }
            for place in turn.shuffled(order) where records.count < turn.capacity {
                let room = min(turn.capacity - records.count, turn.recordsPerRun)
                if state.positions[place].pausedUntil <= now { read(&state, place, room, now, records) }
            }
            state.first = count == 0 ? 0 : (state.first + 1) % count
        }
        try log.leave(fault, process)
        guard waitMilliseconds > 0, !hasMoved, !log.isSimulated else { return }
        if records.count == 0, records.notices.isEmpty { Thread.sleep(forTimeInterval: 0.001) }
    }

    private func disturb(_ fault: Fault, _ state: inout State, _ turn: inout Turn, _ now: Int64) {
        if case .shuffle(let seed) = fault { turn.random = SplitMix64(seed: seed) }
        if case .short(let records) = fault { turn.capacity = min(turn.capacity, records) }
        guard !state.positions.isEmpty else { return }
        let count = state.positions.count
        if case .pause(let place, let time) = fault {
            state.positions[place % count].pausedUntil = now + time
        }
        if case .hide(let place, let time) = fault {
            let position = state.positions[place % count]
            let end = log.read(position.partition, from: position.next, below: .max, count: 0) { _, _ in }.end
            state.positions[place % count].hidden = (max(end, position.next), now + time)
        }
    }

    private func read(
        _ state: inout State, _ place: Int, _ limit: Int, _ now: Int64, _ records: FetchedRecords
    ) {
        let position = state.positions[place]
        let hidden = position.hidden.flatMap { $0.until > now ? $0.from : nil }
        let before = records.count
        var lent: [StoredRecord] = []
        let found = log.read(position.partition, from: position.next, below: hidden ?? .max, count: limit) {
            records.append(
                $0.fetched(offset: $1), topicIndex: position.topicIndex,
                partition: position.partition.partition)
            lent.append($0)
        }
        state.lent += lent
        if position.next < found.first {
            records.notices.append(
                .truncated(
                    topicIndex: position.topicIndex, partition: position.partition.partition,
                    from: position.next, to: found.first))
        }
        let isAtEnd = found.next >= found.end
        if isAtEnd, !position.isAtEnd || records.count > before {
            records.notices.append(
                .reachedEnd(topicIndex: position.topicIndex, partition: position.partition.partition))
        }
        state.positions[place].next = found.next
        state.positions[place].isAtEnd = isAtEnd
    }

    // How one fetch goes about its work.
    private struct Turn {
        var capacity: Int
        let recordsPerRun: Int
        var random: SplitMix64?

        init(_ delivery: MemoryLog.Delivery, capacity: Int) {
            self.capacity = min(capacity, delivery.recordsPerFetch)
            recordsPerRun = delivery.recordsPerRun
        }

        mutating func shuffled(_ order: [Int]) -> [Int] {
            guard var random else { return order }
            return order.shuffled(using: &random)
        }
    }
}
