import Synchronization

/// A clock that goes on only when it is told to.
public final class ManualClock: Sendable {
    /// 2026-01-01T00:00:00Z.
    public static let start: Int64 = 1_767_225_600_000
    private let time: Mutex<Int64>

    /// A clock that stands at a time, in milliseconds since the epoch.
    public init(at milliseconds: Int64 = start) { time = Mutex(milliseconds) }

    /// The time in milliseconds since the epoch.
    public var now: Int64 { time.withLock { $0 } }

    /// Goes on.
    public func advance(byMilliseconds delta: Int64) { time.withLock { $0 += delta } }
}
