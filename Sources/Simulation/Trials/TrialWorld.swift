import EventModel
import Planning
import StateStore
import Worker

/// What the runs of one seed have in common: the events, the topics and how workers are set up.
struct TrialWorld {
    static let prefix = "trial."
    static let group = "trial-group"

    let plan: PipelinePlan
    let events: TrialEvents
    let partitions: [String: Int]
    private(set) var settings: WorkerSettings
    let sessionMilliseconds: Int64

    init(seed: UInt64, size: Trial.Size, plan: PipelinePlan) {
        self.plan = plan
        var random = SplitMix64(seed: seed)
        let events = TrialEvents(seed: random.next(), orders: size.orders, clicks: size.clicks)
        self.events = plan.gatherStages.contains(where: \.isRekeyed) ? RekeyedTrial.scatter(events) : events
        let orders = Int.random(in: 1...3, using: &random)
        partitions = ["orders": orders, "parcels": orders, "clicks": Int.random(in: 1...2, using: &random)]
        var settings = WorkerSettings()
        settings.threads = Int.random(in: 1...2, using: &random)
        settings.batchSize = [1, 7, 64].randomElement(using: &random) ?? 7
        settings.fetchSize = [3, 20, 200].randomElement(using: &random) ?? 20
        settings.commitIntervalMilliseconds = [0, 5, 50].randomElement(using: &random) ?? 5
        settings.commitBytes = [200, 5_000, 8 << 20].randomElement(using: &random) ?? 5_000
        settings.snapshotIntervalMilliseconds = [10, 1_000, 600_000].randomElement(using: &random) ?? 1_000
        settings.checkpointIntervalMilliseconds = [1, 100, 30_000].randomElement(using: &random) ?? 100
        settings.retryMilliseconds = 2
        settings.outputPrefix = Self.prefix
        sessionMilliseconds = [3_000, 6_000].randomElement(using: &random) ?? 3_000
        settings.standby = Int.random(in: 0...2, using: &random)
        settings.trimsChangelogs = Bool.random(using: &random)
        settings.trimIntervalMilliseconds = 20
        settings.standbyLookMilliseconds = [5, 500].randomElement(using: &random) ?? 5
        self.settings = settings
    }

    /// The same with settings of its own for a run that nothing happens to: whatever the sizes of batches and commits are,
    /// the same must come out.
    var calm: TrialWorld {
        var world = self
        world.settings.threads = 1
        world.settings.batchSize = 64
        world.settings.fetchSize = 200
        world.settings.commitIntervalMilliseconds = 50
        world.settings.commitBytes = 8 << 20
        world.settings.snapshotIntervalMilliseconds = 600_000
        return world
    }

    /// A log with the sources' topics, empty.
    func makeLog(faults: FaultPlan) -> MemoryLog {
        let end = TrialEvents.start + (TrialEvents.days + 40) * 86_400_000
        let log = MemoryLog(clock: ManualClock(at: end), isSimulated: true, faults: faults)
        for topic in TrialEvents.topics { log.create(topic, partitions: partitions[topic] ?? 1) }
        return log
    }

    func environment(
        of name: String, process: MemoryProcess, disk: MemoryState, on log: MemoryLog
    ) -> WorkerEnvironment {
        let session = sessionMilliseconds
        return WorkerEnvironment(
            makeGroup: { _ throws(LogFailure) in
                MemoryGroup(
                    log: log, group: Self.group, process: process, sessionMilliseconds: session,
                    rebalanceMilliseconds: 10 * session)
            },
            makeFetcher: { _, readers throws(LogFailure) in
                MemoryFetcher(log: log, readers: readers, process: process)
            },
            makeWriter: { _, thread throws(LogFailure) in
                MemoryWriter(
                    log: log, name: "\(name)-\(thread)", process: process, timeoutMilliseconds: 2 * session)
            },
            topics: MemoryTopics(log: log, process: process), localState: disk, clock: { log.clock.now },
            report: { _ in }
        ).named(name)
    }
}
