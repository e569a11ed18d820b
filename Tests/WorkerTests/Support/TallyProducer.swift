import EventModel
import Synchronization

/// What was sent, counted and thrown away, so that a long run costs no memory of the test's own.
final class SendTally: Sendable {
    private struct State {
        var records: [String: Int] = [:]
        var largestSend = 0
        var flushes = 0
    }

    private let state = Mutex(State())

    func records(of topic: String) -> Int { state.withLock { $0.records[topic] ?? 0 } }
    /// The most bytes that one call brought.
    var largestSend: Int { state.withLock { $0.largestSend } }
    var flushes: Int { state.withLock { $0.flushes } }

    func add(_ records: OutgoingRecords) {
        state.withLock { state in
            for entry in records.entries { state.records[records.topics[entry.topicIndex], default: 0] += 1 }
            state.largestSend = max(state.largestSend, records.bytes.count)
        }
    }

    func addFlush() { state.withLock { $0.flushes += 1 } }
}

final class TallyProducer: LogProducer {
    private let tally: SendTally

    init(tally: SendTally) { self.tally = tally }

    func send(_ records: OutgoingRecords) throws(LogFailure) { tally.add(records) }
    func flush(waitMilliseconds: Int) throws(LogFailure) { tally.addFlush() }
}
