import EventModel
import Planning
import StateStore
import Worker

/// A worker of a trial: stepped piece by piece, and gone without a word when it crashes.
final class SimulatedWorker {
    let name: String
    let disk: MemoryState
    private(set) var run: PipelineRun?
    private(set) var isStopping = false

    init(name: String, disk: MemoryState) {
        self.name = name
        self.disk = disk
    }

    var isAlive: Bool { run != nil }

    /// How many pieces there are to step: the control and the threads.
    var pieces: Int { 1 + (run?.threadCount ?? 0) }

    func start(_ plan: PipelinePlan, partitions: [String: Int], settings: WorkerSettings, environment: WorkerEnvironment)
        throws
    {
        run = try PipelineRun(plan: plan, partitions: partitions, settings: settings, environment: environment)
        isStopping = false
    }

    /// Steps a piece; 0 is the control.
    func step(_ piece: Int) throws {
        guard let run else { return }
        if piece == 0 { return try run.stepControl(waitMilliseconds: 0) }
        if !run.isDone(thread: piece - 1) { try run.stepThread(piece - 1, waitMilliseconds: 0) }
        if isStopping, (0..<run.threadCount).allSatisfy(run.isDone(thread:)) {
            try run.stepControl(waitMilliseconds: 0)
            run.close()
            self.run = nil
        }
    }

    /// Asks it to end cleanly.
    func stop() {
        isStopping = true
        run?.stop()
    }

    /// The process is killed: nothing is closed, and what the disk has not kept is gone.
    func crash(losingDisk: Bool) {
        run = nil
        isStopping = false
        if losingDisk { disk.removeAll() }
    }
}
