import Synchronization

/// A clock that goes on only when a test says so.
final class ManualClock: Sendable {
    /// 2026-01-01: everything that tests publish lies before it.
    static let start: Int64 = 1_767_225_600_000
    private let time: Mutex<Int64>

    init(at milliseconds: Int64 = start) { time = Mutex(milliseconds) }

    var now: Int64 { time.withLock { $0 } }

    func advance(byMilliseconds delta: Int64) { time.withLock { $0 += delta } }
}
