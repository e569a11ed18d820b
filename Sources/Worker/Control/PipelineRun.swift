import EventModel
public import Planning
import Synchronization

/// One pipeline on a worker, piece by piece: whoever runs it says when the control and each of the threads take their next
/// step. ``Worker`` does so on threads of their own; a simulation does it one after the other, in any order.
///
/// A step must not be called twice at the same time, nor the control's and a thread's by a simulation that wants each run
/// to be the same.
public final class PipelineRun: @unchecked Sendable {
    // Unchecked: the control belongs to whoever steps it, each thread to whoever steps that; what they share is behind
    // locks of its own.
    private let control: PipelineControl
    private let threads: [WorkerThread]
    private let shared: SharedPipeline
    private let isStopping = Mutex(false)

    /// Prepares the topics of a pipeline and joins its group.
    ///
    /// - Parameters:
    ///   - plan: the pipeline.
    ///   - partitions: the numbers of partitions of its sources.
    ///   - settings: how it runs.
    ///   - environment: what it runs on.
    /// - Throws: ``AssignmentFailure`` when topics do not fit, and what the log says.
    public init(
        plan: PipelinePlan, partitions: [String: Int], settings: WorkerSettings,
        environment: WorkerEnvironment
    ) throws {
        let inputs = InputTopics(plan: plan, prefix: settings.outputPrefix)
        let topology = try inputs.prepare(
            gatherTasks: try inputs.gatherTasks(partitions), outputs: settings.outputDemands,
            by: environment.topics
        ) { environment.report(.topicDiffers($0, $1)) }
        let shared = SharedPipeline(topology: topology, settings: settings)
        self.shared = shared
        let name = plan.name
        environment.report(.joining(tasks: topology.taskCounts.reduce(0, +), pipeline: name))
        let fetcher = try environment.makeFetcher(name, settings.threads)
        let group: any LogGroup
        do { group = try environment.makeGroup(name) } catch {
            fetcher.close()
            throw error
        }
        threads = (0..<settings.threads).map { number in
            let committer = Committer(
                topology: topology, patience: settings.transactionMilliseconds,
                membership: { group.membership },
                makeWriter: { () throws(LogFailure) in try environment.makeWriter(name, number) })
            return WorkerThread(
                number: number, shared: shared, settings: settings, reader: fetcher.readers[number],
                environment: environment, committer: committer)
        }
        control = PipelineControl(
            shared: shared, settings: settings, group: group, fetcher: fetcher, threads: threads,
            environment: environment)
        do { try control.begin() } catch {
            control.end()
            throw error
        }
    }

    /// How many threads there are to step.
    public var threadCount: Int { threads.count }

    /// The control's next step.
    ///
    /// - Parameter waitMilliseconds: how long it may wait for news of the group.
    /// - Throws: what no retry mends.
    public func stepControl(waitMilliseconds: Int) throws {
        try control.step(waitMilliseconds: waitMilliseconds)
    }

    /// The next step of a thread.
    ///
    /// - Parameters:
    ///   - number: which thread.
    ///   - waitMilliseconds: how long it may wait for records.
    /// - Throws: what no retry mends.
    public func stepThread(_ number: Int, waitMilliseconds: Int) throws {
        try threads[number].step(waitMilliseconds: waitMilliseconds)
    }

    /// Whether a thread has come to its end after ``stop()``.
    public func isDone(thread number: Int) -> Bool { threads[number].isDone }

    /// Asks all threads to commit what they have and to end; the control is to be stepped until they have.
    public func stop() {
        guard
            !isStopping.withLock({ isStopping in
                defer { isStopping = true }
                return isStopping
            })
        else { return }
        for thread in threads { thread.orders.put(.stop) }
    }

    /// Leaves the group and frees everything, when no step is under way.
    public func close() {
        for thread in threads { thread.close() }
        control.end()
    }

    /// What has been done so far.
    public var status: WorkerStatus.Pipeline {
        WorkerStatus.Pipeline(shared, threads.map(\.counts))
    }

    /// Numbers that stay the same as long as nothing is read, given or taken away.
    public var activity: [Int64] {
        let status = status
        return [
            Int64(status.sources.reduce(0) { $0 + $1.counts.read }), Int64(status.running),
            Int64(status.restoring.count), status.watermark.milliseconds,
        ]
    }
}
