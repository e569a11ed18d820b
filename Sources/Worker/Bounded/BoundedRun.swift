public import Dataflow
public import EventModel
public import Planning
import StateStore
import Synchronization

/// One pipeline over input that has an end, all in this process: the same tasks as a worker's, but what they tell each
/// other goes from one to the other directly, and nothing is committed.
///
/// Whoever runs it hands in records partition by partition, best in the order of event time: how far the partitions are
/// apart costs memory and changes no result. There is no clock: a partition is silent when it is at its end, and event
/// time goes no further than to ``finish(_:)``. One thread at a time may use it.
public final class BoundedRun {
    // Before all event times, so that no task follows the clock before it is told to.
    private static let longBefore: Int64 = -1 << 60

    /// The pipeline as it runs: no source is waited for, since what is not there will not come.
    public let plan: PipelinePlan
    private let shared: SharedPipeline
    private let settings: WorkerSettings
    private let gather: GatherTasks
    private let merge: MergeTasks
    private let writer = StateWriter()
    private var now = longBefore
    private var open: Int

    /// A run that has read nothing.
    ///
    /// - Parameters:
    ///   - plan: the pipeline.
    ///   - partitions: how many partitions each topic has.
    ///   - settings: how it runs; threads, commits and topics mean nothing here but for the names of the topics.
    /// - Throws: ``AssignmentFailure`` when topics do not fit together.
    public init(plan: PipelinePlan, partitions: [String: Int], settings: WorkerSettings) throws {
        var plan = plan
        for source in plan.sources.indices { plan.sources[source].isOptional = true }
        self.plan = plan
        self.settings = settings
        let reading = try InputTopics(plan: plan, prefix: settings.outputPrefix).gatherTasks(partitions)
        let topology = PipelineTopology(
            plan: plan, prefix: settings.outputPrefix, gatherTasks: plan.gatherTasks(reading), mergeTasks: 1)
        shared = SharedPipeline(topology: topology, settings: settings)
        gather = GatherTasks(shared: shared, settings: settings)
        merge = MergeTasks(shared: shared, settings: settings)
        open = plan.declaredSources.reduce(0) { $0 + (partitions[$1.topic] ?? 0) }
        for (stage, count) in topology.taskCounts.enumerated() {
            for partition in 0..<Int32(count) {
                let id = TaskID(stage: stage, partition: partition)
                if stage == topology.mergeStage {
                    merge.add(merge.makeTask(id))
                } else {
                    gather.add(gather.makeTask(id, now: now))
                }
            }
        }
    }

    /// Processes records of one partition of a source.
    public func take(_ fetch: FetchedRecords, source: Int, partition: Int32) {
        guard fetch.count > 0 else { return }
        gather.process(fetch, range: 0..<fetch.count, source: source, partition: partition)
    }

    /// The largest event time of a partition that was taken in; before everything if there was none.
    public func newest(source: Int, partition: Int32) -> EventTime {
        let id = TaskID(stage: plan.stage(of: source), partition: partition)
        guard let task = gather.tasks[id], let input = task.sources.firstIndex(of: source) else {
            return .distantPast
        }
        return task.watermark.newest(input: input)
    }

    /// Nothing more comes of a partition: it does not hold the others back any longer.
    public func reachEnd(source: Int, partition: Int32) {
        gather.reachEnd(source: source, partition: partition)
        // As long as it takes to count as silent; partitions that are not at their ends do not, however long nobody looks.
        let seconds = plan.time.idleAfterMilliseconds / 1000 + 2
        for _ in 0..<seconds {
            now += 1000
            gather.attend(isDrained: true, now: now)
        }
        open -= 1
    }

    /// Tells everything that is due by what was read.
    ///
    /// - Parameter take: takes records of results, transitions, late events and dead letters; valid during the call.
    /// - Throws: ``StateFailure`` for a bug.
    public func settle(_ take: (OutgoingRecords) throws -> Void) throws {
        while try step(take) {}
    }

    /// Moves event time on to a time when all partitions are at their ends, and tells everything that is due.
    ///
    /// - Precondition: ``reachEnd(source:partition:)`` was called for each partition.
    public func finish(at time: EventTime, _ take: (OutgoingRecords) throws -> Void) throws {
        precondition(open <= 0, "a partition is not at its end")
        // Tasks report first that they are idle.
        try settle(take)
        now = time.advanced(byMilliseconds: plan.time.outOfOrdernessMilliseconds).milliseconds
        try settle(take)
    }

    /// What became of the records of each source, by its place in the plan, and of their ids.
    public var counts: [(counts: SourceCounts, ids: DuplicateCounts?)] {
        zip(gather.counts, gather.duplicates).prefix(plan.declaredSources.count).map { ($0, $1) }
    }

    /// How many final results and how many transitions were told.
    public var told: (finalResults: Int, transitions: Int) {
        (
            gather.told.finalResults + merge.told.finalResults,
            gather.told.transitions + merge.told.transitions
        )
    }

    /// One round of the stages; tells whether another one has something to do.
    private func step(_ take: (OutgoingRecords) throws -> Void) throws -> Bool {
        gather.advance(now: now)
        var failure: (any Error)?
        func takeAll(_ records: OutgoingRecords) {
            guard failure == nil else { return }
            do { try take(records) } catch { failure = error }
        }
        gather.takeRecords(takeAll)
        let tasks = gather.inOrder
        let news = tasks.filter(\.hasReport)
        let reports = news.map(\.report)
        var rekeyed = OutgoingRecords()
        gather.outbox.flush(
            news.filter { $0.upstream == nil }.map(\.report), writer: writer, into: &rekeyed)
        for (owner, blocks) in gather.flush().enumerated() {
            guard let task = merge.tasks[Int32(owner)] else { continue }
            for block in blocks { task.task.add(block) }
            for report in reports { task.time.note(report) }
        }
        for report in reports { shared.time.withLock { _ = $0.note(report) } }
        for task in news { task.noteCommitted() }
        try takeRekeyed(rekeyed)
        merge.advance()
        merge.takeRecords(takeAll)
        if let failure { throw failure }
        return !reports.isEmpty || !rekeyed.isEmpty || gather.isBehind || merge.isBehind
    }

    /// Hands events on to the stages that need them by another field.
    private func takeRekeyed(_ records: OutgoingRecords) throws {
        guard !records.isEmpty else { return }
        let stages = records.topics.map { name in
            plan.gatherStages.indices.first {
                plan.gatherStages[$0].isRekeyed
                    && shared.topology.internalTopics.rekeyed(toStage: plan.gatherStages[$0].name) == name
            }
        }
        let fetch = FetchedRecords(capacity: 1)
        try records.bytes.withUnsafeBytes { bytes in
            for entry in records.entries {
                guard let stage = stages[entry.topicIndex], let value = entry.value else { continue }
                let place = bytes.baseAddress.map { $0 + value.lowerBound }
                fetch.removeAll()
                fetch.append(
                    FetchedRecord(
                        value: place?.assumingMemoryBound(to: UInt8.self), valueCount: value.count, key: nil,
                        keyCount: 0, offset: 0, timestampMilliseconds: -1), topicIndex: 0, partition: 0)
                try gather.processRekeyed(
                    fetch, range: 0..<1, stage: stage, partition: entry.partition ?? 0)
            }
        }
    }
}
