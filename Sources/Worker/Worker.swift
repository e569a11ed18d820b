import Dataflow
import EventModel
import Foundation
public import Planning
import Synchronization

/// Runs pipelines over a log until it is stopped.
///
/// State is in memory: a worker reads its sources from their beginning whenever it starts and publishes the same results
/// again, under the same keys and ids. Stages are joined inside the process, so a worker needs all partitions of its
/// sources: while another member of its group holds some, it waits.
public final class Worker: Sendable {
    private let pipelines: [PipelinePlan]
    private let settings: WorkerSettings
    private let environment: WorkerEnvironment
    private let isStopping = Mutex(false)
    private let running = Mutex<RunningThreads?>(nil)
    private let lastStatus = Mutex<WorkerStatus?>(nil)

    /// A worker that has not begun.
    public init(pipelines: [PipelinePlan], settings: WorkerSettings, environment: WorkerEnvironment) {
        self.pipelines = pipelines
        self.settings = settings
        self.environment = environment
    }

    /// Asks the worker to finish its batch, hand on what it has and leave; returns at once.
    public func stop() { isStopping.withLock { $0 = true } }

    /// What has been done so far; `nil` before reading begins.
    public var status: WorkerStatus? {
        running.withLock { $0?.status } ?? lastStatus.withLock { $0 }
    }

    /// Runs until ``stop()``; blocks the calling thread, which becomes the control thread.
    ///
    /// - Throws: what no retry mends, such as topics that do not fit together.
    public func run() throws {
        defer { environment.consumer.close() }
        let topics = pipelines.flatMap { $0.sources.map(\.topic) }.reduce(into: [String]()) {
            if !$0.contains($1) { $0.append($1) }
        }
        guard let counts = waitForTopics(topics) else { return }
        var assignment = try TaskAssignment(pipelines: pipelines, topics: topics, partitions: counts)
        environment.report(.joining(partitions: assignment.partitions.count))
        try environment.consumer.subscribe(to: topics)
        var held: Set<TopicPartition> = []
        defer { stopThreads() }
        while !isStopping.withLock({ $0 }) {
            for notice in environment.consumer.poll(waitMilliseconds: 100) {
                switch notice {
                case .assigned(let partitions):
                    held.formUnion(partitions)
                    if !held.isSubset(of: assignment.partitions) {
                        // A topic has got more partitions since.
                        guard let counts = waitForTopics(topics) else { return }
                        assignment = try TaskAssignment(
                            pipelines: pipelines, topics: topics, partitions: counts)
                    }
                    if held.count == assignment.partitions.count {
                        try startThreads(assignment)
                    } else {
                        environment.report(
                            .waitingForPartitions(held: held.count, needed: assignment.partitions.count))
                    }
                case .revoked(let partitions):
                    held.subtract(partitions)
                    guard let stopped = stopThreads() else { continue }
                    // What could not be written is written again when the partitions come back.
                    if let failure = stopped.failure {
                        if failure.isFatal { throw failure }
                        environment.report(.failed(failure))
                    }
                    environment.report(.interrupted)
                case .failed(let failure):
                    if failure.isFatal { throw failure }
                    environment.report(.unreachable(failure))
                }
            }
            if let failure = running.withLock({ $0?.failure }) { throw failure }
        }
        // The last records may fail to be written, too.
        if let failure = stopThreads()?.failure { throw failure }
    }

    /// Waits until all topics exist; `nil` when stopped before.
    private func waitForTopics(_ topics: [String]) -> [String: Int]? {
        var reportedMissing: [String] = []
        while !isStopping.withLock({ $0 }) {
            do {
                let counts = try environment.consumer.partitionCounts(of: topics, waitMilliseconds: 5000)
                let missing = topics.filter { (counts[$0] ?? nil) == nil }
                if missing.isEmpty { return counts.compactMapValues { $0 } }
                if missing != reportedMissing { environment.report(.waitingForTopics(missing)) }
                reportedMissing = missing
            } catch {
                environment.report(.unreachable(error))
            }
            Thread.sleep(forTimeInterval: 0.5)
        }
        return nil
    }

    private func startThreads(_ assignment: TaskAssignment) throws {
        let threads = try RunningThreads(
            assignment: assignment, pipelines: pipelines, settings: settings, environment: environment)
        running.withLock { $0 = threads }
        try environment.consumer.start(
            assignment.partitions.map {
                PartitionStart(
                    partition: $0, offset: .beginning, reader: Int($0.partition) % settings.threads)
            })
        threads.start()
        environment.report(.started(partitions: assignment.partitions.count, threads: settings.threads))
    }

    /// Stops the threads if they run, waits for them and returns them.
    @discardableResult
    private func stopThreads() -> RunningThreads? {
        guard let threads = running.withLock({ $0 }) else { return nil }
        threads.stop()
        lastStatus.withLock { $0 = threads.status }
        running.withLock { $0 = nil }
        return threads
    }
}
