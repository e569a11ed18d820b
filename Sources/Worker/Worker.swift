import Dataflow
import EventModel
import Foundation
public import Planning
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Runs pipelines over a log until it is stopped, each by itself: as a member of a group of its own, on threads of its own.
///
/// Any number of workers with the same pipelines share the work: a task runs on one of them at a time. Each commit is one
/// transaction of a thread, with its results, its state and its positions; whatever happens to a worker, everything is
/// written once.
public final class Worker: Sendable {
    private let pipelines: [PipelinePlan]
    private let settings: WorkerSettings
    private let environment: WorkerEnvironment
    private let isStopping = Mutex(false)
    private let runs: Mutex<[PipelineRun?]>
    private let lastStatus: Mutex<[WorkerStatus.Pipeline?]>
    private let failure = Mutex<(any Error)?>(nil)

    /// A worker that has not begun.
    public init(pipelines: [PipelinePlan], settings: WorkerSettings, environment: WorkerEnvironment) {
        self.pipelines = pipelines
        self.settings = settings
        self.environment = environment
        runs = Mutex(pipelines.map { _ in nil })
        lastStatus = Mutex(pipelines.map { _ in nil })
    }

    /// Asks the worker to finish its batch, commit what it has and leave; returns at once.
    public func stop() { isStopping.withLock { $0 = true } }

    private var mustStop: Bool { isStopping.withLock { $0 } }

    /// What has been done so far; `nil` before any pipeline begins.
    public var status: WorkerStatus? {
        let runs = runs.withLock { $0 }
        let last = lastStatus.withLock { $0 }
        let pipelines = zip(runs, last).compactMap { $0?.status ?? $1 }
        return pipelines.isEmpty ? nil : WorkerStatus(pipelines: pipelines).with(environment.memory)
    }

    /// Runs until ``stop()``; blocks the calling thread.
    ///
    /// - Throws: what no retry mends, such as topics that do not fit together; the other pipelines stop cleanly before.
    public func run() throws {
        let left = Mutex(pipelines.count)
        for number in pipelines.indices {
            start("credence-\(pipelines[number].name)") { [self] in
                do { try run(pipeline: number) } catch { fail(error) }
                left.withLock { $0 -= 1 }
            }
        }
        while left.withLock({ $0 }) > 0 { Thread.sleep(forTimeInterval: 0.005) }
        if let failure = failure.withLock({ $0 }) { throw failure }
    }

    private func fail(_ error: any Error) {
        failure.withLock { $0 = $0 ?? error }
        stop()
    }

    private func run(pipeline number: Int) throws {
        let plan = pipelines[number]
        guard let run = try prepare(plan) else { return }
        runs.withLock { $0[number] = run }
        defer {
            lastStatus.withLock { $0[number] = run.status }
            runs.withLock { $0[number] = nil }
        }
        let left = Mutex(run.threadCount)
        for thread in 0..<run.threadCount {
            start("credence-\(plan.name)-\(thread)") { [self] in
                do {
                    if run.isBackground(thread: thread) { giveWay() }
                    while !run.isDone(thread: thread), !hasFailed {
                        try run.stepThread(thread, waitMilliseconds: 100)
                    }
                } catch { fail(error) }
                left.withLock { $0 -= 1 }
            }
        }
        var isAsked = false
        do {
            while left.withLock({ $0 }) > 0 {
                if !isAsked, mustStop {
                    run.stop()
                    isAsked = true
                }
                try run.stepControl(waitMilliseconds: isAsked ? 1 : 20)
            }
        } catch {
            fail(error)
            run.stop()
            while left.withLock({ $0 }) > 0 { Thread.sleep(forTimeInterval: 0.005) }
        }
        run.close()
    }

    private var hasFailed: Bool { failure.withLock { $0 != nil } }

    /// Waits until the pipeline's topics exist and prepares it; `nil` when stopped before.
    private func prepare(_ plan: PipelinePlan) throws -> PipelineRun? {
        let topics = plan.declaredSources.map(\.topic)
        let fetcher = try environment.makeFetcher(plan.name, 1)
        defer { fetcher.close() }
        var reportedMissing: [String] = []
        while !mustStop {
            do {
                let counts = try fetcher.partitionCounts(of: topics, waitMilliseconds: 5000)
                let missing = topics.filter { (counts[$0] ?? nil) == nil }
                if missing.isEmpty {
                    return try PipelineRun(
                        plan: plan, partitions: counts.compactMapValues { $0 }, settings: settings,
                        environment: environment)
                }
                if missing != reportedMissing { environment.report(.waitingForTopics(missing)) }
                reportedMissing = missing
            } catch let failure as LogFailure where failure.isRetriable && !failure.isFatal {
                environment.report(.unreachable(failure))
            }
            Thread.sleep(forTimeInterval: 0.5)
        }
        return nil
    }

    /// Lets all other threads go first, where the system has priorities for threads.
    private func giveWay() {
        #if canImport(Glibc)
            _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
        #endif
    }

    private func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
        let thread = Thread { body() }
        thread.name = name
        thread.start()
    }
}
