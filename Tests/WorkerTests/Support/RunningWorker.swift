import EventModel
import Foundation
import Planning
import Simulation
import StateStore
import Synchronization
import Testing
import Worker

/// A worker on a thread of its own over a memory log, with a clock that the test moves.
final class RunningWorker: Sendable {
    private enum End: Sendable {
        case none
        case stopped
        case failed(any Error)
    }

    let log: MemoryLog
    let clock: ManualClock
    let worker: Worker
    private let end = Mutex(End.none)
    private let toldEvents = Told()

    /// Starts a worker; it runs until ``stop()``. What it sends goes to the log as far as `keeps` says so, or is only
    /// counted where there is a `tally`, but for what workers tell each other; state goes there only where a test
    /// `keepsState`, since nobody else reads it.
    init(
        _ plans: [PipelinePlan], log: MemoryLog, clock: ManualClock = ManualClock(),
        settings: WorkerSettings = .eager(), name: String = "worker",
        process: MemoryProcess = MemoryProcess(), localState: (any LocalState)? = nil,
        memory: StateMemory? = nil, tally: SendTally? = nil, keepsState: Bool = false,
        keeps: @escaping @Sendable (String, UnsafeRawBufferPointer) -> Bool = { _, _ in true }
    ) {
        self.log = log
        self.clock = clock
        // One partition keeps what is told in the order in which it was told.
        for output in settings.outputDemands where log.partitionCount(of: output.name) == nil {
            log.create(output.name, partitions: 1)
        }
        let told = toldEvents
        var environment = log.environment(
            name: name, process: process, localState: localState, clock: { clock.now },
            keeps: { topic, value in
                if topic.hasSuffix(".changelog") { return keepsState }
                if topic.hasSuffix(".partials") || topic.hasSuffix(".watermarks") { return true }
                tally?.add(topic)
                return tally == nil && keeps(topic, value)
            }, report: { told.add($0) })
        environment.memory = memory
        worker = Worker(pipelines: plans, settings: settings, environment: environment)
        let thread = Thread { [self] in run() }
        thread.start()
    }

    private final class Told: Sendable {
        let events = Mutex<[WorkerEvent]>([])
        func add(_ event: WorkerEvent) { events.withLock { $0.append(event) } }
    }

    /// What the worker has reported so far.
    var events: [WorkerEvent] { toldEvents.events.withLock { $0 } }
    var status: WorkerStatus? { worker.status }
    var isRunning: Bool { end.withLock { if case .none = $0 { true } else { false } } }
    /// What ended it, if it did not end by being stopped.
    var failure: (any Error)? { end.withLock { if case .failed(let error) = $0 { error } else { nil } } }

    private func run() {
        do {
            try worker.run()
            end.withLock { $0 = .stopped }
        } catch {
            end.withLock { $0 = .failed(error) }
        }
    }

    /// Waits until something holds; gives up, with an issue, when it takes a minute or the worker has ended.
    func wait(for what: Comment, where condition: () -> Bool) {
        for _ in 0..<60_000 {
            if condition() { return }
            guard isRunning else { break }
            Thread.sleep(forTimeInterval: 0.001)
            clock.advance(byMilliseconds: 1)
        }
        if condition() { return }
        Issue.record(
            "waited in vain for \(what); status: \(String(describing: status)), ended by: \(String(describing: failure))"
        )
    }

    func waitUntilRead(_ count: Int) {
        wait(for: "\(count) records to be read") { (status?.read ?? 0) >= count }
    }

    /// Lets time go by in steps that the worker counts as silence where there is nothing to read.
    func letTimePass(seconds: Int) {
        for _ in 0..<seconds {
            clock.advance(byMilliseconds: 1000)
            Thread.sleep(forTimeInterval: 0.003)
        }
    }

    /// Waits until all partitions count as silent and the watermark has followed the clock, so that every window and
    /// promise of the past is settled.
    func waitUntilSettled(outOfOrderness: Int64 = 600_000) {
        let target = EventTime(milliseconds: clock.now - outOfOrderness)
        wait(for: "the watermark to follow the clock") {
            // Silence is counted in steps of a second at the most.
            clock.advance(byMilliseconds: 1000)
            return status?.pipelines.allSatisfy { $0.watermark >= target } ?? false
        }
    }

    /// Asks the worker to stop and waits for it.
    @discardableResult
    func stop() -> WorkerStatus? {
        worker.stop()
        while isRunning { Thread.sleep(forTimeInterval: 0.001) }
        return status
    }
}

extension WorkerSettings {
    /// Hands on after every fetch, so that a test need not move the clock for it.
    static func eager(threads: Int = 2, batchSize: Int = 4096, fetchSize: Int = 10_000) -> WorkerSettings {
        var settings = WorkerSettings()
        settings.threads = threads
        settings.batchSize = batchSize
        settings.fetchSize = fetchSize
        settings.commitIntervalMilliseconds = 0
        return settings
    }
}
