import Dataflow
import EventModel
import Planning
import Simulation
import StateStore
import Testing
import Worker

/// How a worker comes to its end.
@Suite struct StopTests {
    private static let made = MadeMarketplace(seed: 3, orders: 20)

    private func run(on log: MemoryLog, _ clock: ManualClock) throws -> PipelineRun {
        let settings = WorkerSettings.eager(threads: 1)
        for output in settings.outputDemands { log.create(output.name, partitions: 1) }
        return try PipelineRun(
            plan: try ShippedPipeline.sellerTrust(), partitions: ["orders": 2, "logistics": 2],
            settings: settings,
            environment: log.environment(
                name: "worker", process: MemoryProcess(), localState: nil, clock: { clock.now },
                keeps: { _, _ in true }, report: { _ in }))
    }

    private func step(_ run: PipelineRun, _ clock: ManualClock) throws {
        try run.stepControl(waitMilliseconds: 0)
        for thread in 0..<run.threadCount where !run.isDone(thread: thread) {
            try run.stepThread(thread, waitMilliseconds: 0)
            clock.advance(byMilliseconds: 1000)
        }
    }

    @Test func `time that goes on while the last commit is sent does not keep a worker from its end`() throws
    {
        let log = MemoryLog()
        for topic in ["orders", "logistics"] {
            log.create(topic, partitions: 2)
            log.publish(Self.made.records(of: topic), to: topic)
        }
        let clock = ManualClock()
        let run = try run(on: log, clock)
        defer { run.close() }
        // Until its time follows the clock, so that each commit has something new to tell.
        var steps = 0
        while run.status.watermark.milliseconds < ManualClock.start, steps < 10_000 {
            try step(run, clock)
            steps += 1
        }
        #expect(run.status.watermark.milliseconds >= ManualClock.start)

        run.stop()
        steps = 0
        while !(0..<run.threadCount).allSatisfy(run.isDone(thread:)), steps < 10_000 {
            try step(run, clock)
            steps += 1
        }
        #expect((0..<run.threadCount).allSatisfy(run.isDone(thread:)))
    }
}
