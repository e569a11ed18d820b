/// How far a merge task has come, as durable state.
final class MergeClock: DurableState {
    /// The watermark that the task was told last.
    private(set) var watermark = Int64.min
    /// How far the steps have come: what is told late is evaluated as of then, since time never goes back for rules.
    private(set) var passed = Int64.min
    /// Whether steps up to the watermark are left.
    private(set) var isBehind = false
    private(set) var hasChanges = false

    /// Sets out for a watermark, or goes on with the steps that are left.
    ///
    /// - Returns: whether there may be any.
    func begin(_ watermark: Int64) -> Bool {
        guard watermark > self.watermark || isBehind else { return false }
        self.watermark = max(self.watermark, watermark)
        (isBehind, hasChanges) = (true, true)
        return true
    }

    /// Notes that a step was taken.
    func pass(_ time: Int64) {
        passed = max(passed, time)
        hasChanges = true
    }

    /// Notes that no step is left.
    func finish() {
        passed = watermark
        (isBehind, hasChanges) = (false, true)
    }

    func writeChanges(to writer: StateWriter) {
        _ = writeSlice(bytes: 0, to: writer)
        hasChanges = false
    }

    func writeSlice(bytes: Int, to writer: StateWriter) -> Bool {
        writer.integer(watermark)
        writer.integer(passed)
        writer.bool(isBehind)
        return true
    }

    func restore(from reader: inout StateReader) throws(StateDamage) {
        while !reader.isAtEnd {
            watermark = try reader.integer()
            passed = try reader.integer()
            isBehind = try reader.bool()
        }
    }

    func finishRestore() {}
}
