import Synchronization

/// What was sent, counted and thrown away, so that a long run costs no memory of the test's own.
final class SendTally: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    func records(of topic: String) -> Int { counts.withLock { $0[topic] ?? 0 } }

    func add(_ topic: String) { counts.withLock { $0[topic, default: 0] += 1 } }
}
