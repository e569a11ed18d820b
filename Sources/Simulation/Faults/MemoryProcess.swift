import Synchronization

/// A worker process as the log sees it: from its crash on, nothing that it calls has any effect.
///
/// The simulator makes one for each worker, hands it to all the ports of the worker, and looks after each step whether
/// it has crashed: then it drops the worker and starts another one.
public final class MemoryProcess: Sendable {
    private let crashed = Atomic(false)

    /// A process that runs.
    public init() {}

    /// Whether it has crashed.
    public var isCrashed: Bool { crashed.load(ordering: .acquiring) }

    /// Kills it.
    public func crash() { crashed.store(true, ordering: .releasing) }
}
