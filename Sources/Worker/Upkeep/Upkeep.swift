import EventModel

#if canImport(Glibc)
    import Glibc
#endif

/// What a worker does for a pipeline beside its work, on a thread that gives way to all others: it follows the tasks of
/// others and trims the changelogs of its own.
final class Upkeep {
    let follower: StandbyFollower?
    let trim: ChangelogTrim?
    let orders = Mailbox<Order>()
    /// Whether it has come to its end.
    private(set) var isDone = false

    /// What may be asked of it.
    enum Order: Sendable { case stop }

    init(follower: StandbyFollower?, trim: ChangelogTrim?) {
        self.follower = follower
        self.trim = trim
    }

    /// Does the next piece of work.
    ///
    /// - Parameter waitMilliseconds: how long it may wait for something to do.
    /// - Throws: what no retry mends.
    func step(waitMilliseconds: Int) throws(LogFailure) {
        if !orders.take().isEmpty { isDone = true }
        guard !isDone else { return }
        try trim?.step()
        if let follower { return try follower.step(waitMilliseconds: waitMilliseconds) }
        #if canImport(Glibc)
            if waitMilliseconds > 0 { usleep(UInt32(min(waitMilliseconds, 100)) * 1000) }
        #endif
    }

    /// Frees what it holds.
    func close() { follower?.close() }
}
