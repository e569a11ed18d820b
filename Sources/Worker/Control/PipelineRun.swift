import EventModel
public import Planning
import Synchronization

/// One pipeline on a worker, piece by piece: whoever runs it says when the control and each of the threads take their next
/// step. ``Worker`` does so on threads of their own; a simulation does it one after the other, in any order.
///
/// A step must not be called twice at the same time, nor any two by a simulation that wants each run to be the same.
public final class PipelineRun: @unchecked Sendable {
    // Unchecked: the control belongs to whoever steps it, each thread to whoever steps that; what they share is behind
    // locks of its own.
    private let control: PipelineControl
    private let threads: [WorkerThread]
    private let lanes: [CommitLane]
    private let upkeep: Upkeep?
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
        let keepsStandby = settings.standby > 0 && environment.localState != nil
        let owner = settings.standby > 0 ? environment.name ?? Self.madeUpName : nil
        let shared = SharedPipeline(topology: topology, settings: settings, owner: owner)
        self.shared = shared
        let name = plan.name
        environment.report(.joining(tasks: topology.taskCounts.reduce(0, +), pipeline: name))
        let fetcher = try environment.makeFetcher(name, settings.threads)
        let group: any LogGroup
        do { group = try environment.makeGroup(name) } catch {
            fetcher.close()
            throw error
        }
        let lanes = (0..<settings.threads).map { number in
            CommitLane(
                Committer(
                    topology: topology, patience: settings.transactionMilliseconds,
                    makeWriter: { () throws(LogFailure) in try environment.makeWriter(name, number) }))
        }
        self.lanes = lanes
        threads = lanes.enumerated().map { number, lane in
            WorkerThread(
                number: number, shared: shared, settings: settings, reader: fetcher.readers[number],
                environment: environment, lane: lane, membership: { group.membership })
        }
        let follower: StandbyFollower?
        do {
            follower = keepsStandby ? try Self.follower(topology, settings, environment) : nil
        } catch {
            group.close()
            fetcher.close()
            throw error
        }
        let trim =
            settings.trimsChangelogs
            ? ChangelogTrim(topics: environment.topics, report: environment.report) : nil
        upkeep = follower == nil && trim == nil ? nil : Upkeep(follower: follower, trim: trim)
        control = PipelineControl(
            shared: shared, settings: settings, group: group, fetcher: fetcher, threads: threads,
            standby: follower.map {
                StandbyWatch(topology: topology, settings: settings, owner: owner ?? "", follower: $0)
            },
            trim: trim.map { TrimWatch(topology: topology, settings: settings, trim: $0) },
            environment: environment)
        do { try control.begin() } catch {
            upkeep?.close()
            control.end()
            throw error
        }
    }

    private static func follower(
        _ topology: PipelineTopology, _ settings: WorkerSettings, _ environment: WorkerEnvironment
    ) throws(LogFailure) -> StandbyFollower {
        let name = topology.plan.name
        let fetcher: any LogFetcher
        if let make = environment.makeStandbyFetcher {
            fetcher = try make(name)
        } else {
            fetcher = try environment.makeFetcher(name, 1)
        }
        do throws(LogFailure) {
            return try StandbyFollower(
                topology: topology, settings: settings, fetcher: fetcher, environment: environment)
        } catch {
            fetcher.close()
            throw error
        }
    }

    /// Another one at each start.
    private static var madeUpName: String { String(UInt64.random(in: .min ... .max), radix: 16) }

    /// How many threads there are to step: those that process, one for the commits of each, and perhaps one for upkeep.
    public var threadCount: Int { threads.count + lanes.count + (upkeep == nil ? 0 : 1) }

    /// Whether a thread's work can wait for that of all others.
    public func isBackground(thread number: Int) -> Bool { number == threads.count + lanes.count }

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
    ///   - waitMilliseconds: how long it may wait for records, or for something to commit.
    /// - Throws: what no retry mends.
    public func stepThread(_ number: Int, waitMilliseconds: Int) throws {
        guard number < threads.count else {
            let lane = number - threads.count
            guard lane < lanes.count else {
                try upkeep?.step(waitMilliseconds: waitMilliseconds)
                return
            }
            lanes[lane].step(waitMilliseconds: waitMilliseconds)
            return
        }
        do { try threads[number].step(waitMilliseconds: waitMilliseconds) } catch let missing
            as MissingBlocks
        {
            control.restores.failures.put(missing)
        }
        if threads[number].isDone { lanes[number].finish() }
    }

    /// Whether a thread has come to its end after ``stop()``.
    public func isDone(thread number: Int) -> Bool {
        guard number < threads.count + lanes.count else { return upkeep?.isDone ?? true }
        return threads[number % threads.count].isDone
    }

    /// Asks all threads to commit what they have and to end; the control is to be stepped until they have.
    public func stop() {
        guard
            !isStopping.withLock({ isStopping in
                defer { isStopping = true }
                return isStopping
            })
        else { return }
        for thread in threads { thread.orders.put(.stop) }
        upkeep?.orders.put(.stop)
    }

    /// Leaves the group and frees everything, when no step is under way.
    public func close() {
        for lane in lanes { lane.close() }
        upkeep?.close()
        control.end()
    }

    /// What has been done so far.
    public var status: WorkerStatus.Pipeline {
        var status = WorkerStatus.Pipeline(shared, threads.map(\.counts))
        status.standby = upkeep?.follower?.status ?? []
        return status
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
