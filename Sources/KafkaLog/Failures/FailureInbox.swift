import EventModel
import Synchronization

/// Failures that readers met, on their way to the control thread.
final class FailureInbox: Sendable {
    private let waiting = Mutex<[LogFailure]>([])

    /// Leaves a failure; beyond a hundred they are dropped, the filter would not say them anyway.
    func leave(_ failure: LogFailure) {
        waiting.withLock { if $0.count < 100 { $0.append(failure) } }
    }

    /// Takes what waits.
    func take() -> [LogFailure] {
        waiting.withLock { waiting in
            guard !waiting.isEmpty else { return [] }
            defer { waiting.removeAll() }
            return waiting
        }
    }
}
