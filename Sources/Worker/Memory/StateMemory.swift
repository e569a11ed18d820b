public import EventModel
import Foundation
import Synchronization

/// The memory that all state of a worker is kept in under a budget: one for all of its pipelines and threads.
///
/// What there is no room for in memory lies in a scratch file; see `PagePool`. When the disk has no room for that, state
/// takes memory all the same, so that nothing is lost; beyond the budget nothing more is read until there is room again.
public final class StateMemory: Sendable {
    private struct State {
        var lookedAt = Int64.min
        var trimmedAt = Int64.min
        var isFull = false
        var isWaiting = false
        var hasToldKind = false
    }

    // How often the heap is asked for what it keeps, in milliseconds: some hundredths of a thread's time with a gigabyte of it.
    private static let trimInterval: Int64 = 1000
    // How often it is looked whether a full disk has room again, in milliseconds.
    private static let interval: Int64 = 200
    // How much of the budget is taken from the heap before the file is begun.
    private static let heapShare = 4
    // Which part of the budget is left to batches and commits, which come and go between two looks at what there is.
    private static let spareShare = 5

    // Both are the C library's, where it has them; its header is not among those that Swift is shown.
    private static let mallocOption: (@convention(c) (Int32, Int32) -> Int32)? =
        dlsym(nil, "mallopt").map {
            unsafeBitCast($0, to: (@convention(c) (Int32, Int32) -> Int32).self)
        }
    // Larger pieces go back to the system as soon as they are free. Left alone, the C library keeps them for later once
    // it has seen some come and go: M_MMAP_THRESHOLD of its malloc.h.
    private static let mappedFrom: (option: Int32, bytes: Int32) = (-3, 512 << 10)
    private static let mallocTrim: (@convention(c) (Int) -> Int32)? =
        dlsym(nil, "malloc_trim").map { unsafeBitCast($0, to: (@convention(c) (Int) -> Int32).self) }

    /// How much resident memory the process is to have at the most.
    let budgetBytes: Int
    /// Where state takes its memory from.
    public let pool: PagePool
    private let state = Mutex(State())

    /// The memory of a process.
    ///
    /// - Parameters:
    ///   - directory: where the scratch file lies; it must be there.
    ///   - budgetBytes: how much resident memory the process is to have at the most.
    ///   - fileLimitBytes: how large the scratch file may become.
    /// - Throws: when there can be no file in the directory.
    public init(
        directory: String, budgetBytes: Int, fileLimitBytes: Int = .max
    ) throws(PagePoolFailure) {
        self.budgetBytes = budgetBytes
        _ = Self.mallocOption?(Self.mappedFrom.option, Self.mappedFrom.bytes)
        pool = try PagePool(
            directory: directory, budgetBytes: budgetBytes - budgetBytes / Self.spareShare,
            heapLimitBytes: budgetBytes / Self.heapShare,
            fileLimitBytes: fileLimitBytes)
    }

    /// Keeps the process to the budget, tells what has changed, and whether to wait with reading.
    ///
    /// - Complexity: some microseconds, unless pages are to be let go of.
    func mustWait(now: Int64, report: (WorkerEvent) -> Void) -> Bool {
        trimHeap(now)
        pool.keepToBudget()
        let (isWaiting, events) = state.withLock { state -> (Bool, [WorkerEvent]) in
            var events: [WorkerEvent] = []
            if !state.hasToldKind, pool.isInMemory { events.append(.stateDiskInMemory(pool.directory)) }
            state.hasToldKind = true
            // Also if the clock was put back.
            let isDue =
                now < state.lookedAt || state.lookedAt == .min || now - state.lookedAt >= Self.interval
            guard isDue, state.isFull || !pool.hasRoom else { return (state.isWaiting, events) }
            state.lookedAt = now
            look(&state, &events)
            return (state.isWaiting, events)
        }
        for event in events { report(event) }
        return isWaiting
    }

    /// Has the heap give back what it keeps for later, when the process is beyond its budget: batches and commits come and
    /// go by the hundred megabytes, and pages of state would have to make room for memory that nobody uses.
    private func trimHeap(_ now: Int64) {
        let isDue = state.withLock { state in
            let isDue =
                now < state.trimmedAt || state.trimmedAt == .min
                || now - state.trimmedAt >= Self.trimInterval
            if isDue { state.trimmedAt = now }
            return isDue
        }
        if isDue, pool.figures.residentBytes > pool.budgetBytes { _ = Self.mallocTrim?(0) }
    }

    private func look(_ state: inout State, _ events: inout [WorkerEvent]) {
        let isWaiting = pool.isShort
        let isFull = !pool.hasRoom
        defer { (state.isFull, state.isWaiting) = (isFull, isWaiting) }
        guard isFull != state.isFull || isWaiting != state.isWaiting else { return }
        events.append(
            isFull
                ? .stateDiskFull(pool.directory, bytes: pool.figures.plainBytes, isReadingPaused: isWaiting)
                : .stateDiskHasRoom(pool.directory))
    }

    /// What there is, for the status.
    var status: WorkerStatus.Memory {
        let figures = pool.figures
        return WorkerStatus.Memory(
            budgetBytes: budgetBytes, residentBytes: figures.residentBytes,
            fileBytes: figures.fileBytes, heapBytes: figures.heapBytes, plainBytes: figures.plainBytes,
            relievedBytes: figures.relievedBytes, isReadingPaused: state.withLock(\.isWaiting))
    }
}
