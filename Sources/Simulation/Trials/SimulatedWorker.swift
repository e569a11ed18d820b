import EventModel
import Planning
import StateStore
import Worker

/// A worker of a trial: stepped piece by piece, and gone without a word when it crashes.
final class SimulatedWorker {
    let name: String
    private let disk: MemoryState
    private var process = MemoryProcess()
    private var run: PipelineRun?
    private var isStopping = false
    /// What ended it although no retry could mend it.
    private(set) var failure: (any Error)?

    init(name: String) {
        self.name = name
        disk = MemoryState(unsyncedLimit: 3)
    }

    var isAlive: Bool { run != nil }

    var status: WorkerStatus.Pipeline? { run?.status }

    /// How many pieces there are to step: the control and the threads.
    var pieces: Int { 1 + (run?.threadCount ?? 0) }

    /// Starts a process over what the disk has kept.
    func start(_ world: TrialWorld, on log: MemoryLog) {
        process = MemoryProcess()
        isStopping = false
        let environment = world.environment(of: name, process: process, disk: disk, on: log)
        guarded {
            run = try PipelineRun(
                plan: world.plan, partitions: world.partitions, settings: world.settings,
                environment: environment)
        }
    }

    /// Steps a piece; 0 is the control.
    func step(_ piece: Int) {
        guard let run else { return }
        guarded {
            if piece == 0 { return try run.stepControl(waitMilliseconds: 0) }
            if !run.isDone(thread: piece - 1) { try run.stepThread(piece - 1, waitMilliseconds: 0) }
            if isStopping, (0..<run.threadCount).allSatisfy(run.isDone(thread:)) {
                try run.stepControl(waitMilliseconds: 0)
                run.close()
                self.run = nil
            }
        }
    }

    /// Asks it to end cleanly.
    func stop() {
        isStopping = true
        run?.stop()
    }

    /// The process is killed: nothing is closed, and what the disk has not kept is gone.
    func crash(losingDisk: Bool) {
        process.crash()
        run = nil
        disk.crash(losing: disk.unsyncedCount)
        guard losingDisk, let tasks = try? disk.tasks().keys.sorted() else { return }
        for task in tasks { try? disk.drop(task) }
    }

    private func guarded(_ body: () throws -> Void) {
        do { try body() } catch {
            if !process.isCrashed, !error.isRetriable { failure = error }
            crash(losingDisk: false)
            return
        }
        if process.isCrashed { crash(losingDisk: false) }
    }
}

extension Error {
    /// Whether a worker that ends with it is only to be started again.
    fileprivate var isRetriable: Bool {
        guard let failure = self as? LogFailure else { return false }
        return failure.isRetriable && !failure.isFatal
    }
}
