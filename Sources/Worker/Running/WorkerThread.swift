import Dataflow
import EventModel
import Planning
import Synchronization

/// One thread's loop: fetch, process, and hand on in steps. It owns everything it touches but the shared watermarks and
/// the exchange, which it locks once per batch.
final class WorkerThread {
    private let reader: any LogReader
    private let producer: any LogProducer
    private let pipelines: [SharedPipeline]
    private let gather: [GatherTasks]
    private let merge: [MergeStep]
    private let settings: WorkerSettings
    private let clock: @Sendable () -> Int64
    private let report: @Sendable (WorkerEvent) -> Void
    private let topics: [String]
    private let fetch: FetchedRecords
    private let published: Mutex<ThreadCounts>
    private var shippedAt: Int64

    init(
        number: Int, tasks: [[(id: TaskID, number: Int)]], pipelines: [SharedPipeline], topics: [String],
        reader: any LogReader, producer: any LogProducer, environment: WorkerEnvironment,
        settings: WorkerSettings
    ) {
        self.reader = reader
        self.producer = producer
        self.pipelines = pipelines
        self.settings = settings
        self.topics = topics
        clock = environment.clock
        report = environment.report
        fetch = FetchedRecords(capacity: settings.fetchSize)
        gather = pipelines.map { GatherTasks(shared: $0, settings: settings) }
        merge = pipelines.map {
            MergeStep(shared: $0, number: number, settings: settings, producer: producer)
        }
        shippedAt = clock()
        published = Mutex(ThreadCounts(pipelines: pipelines.map(\.plan)))
        for (pipeline, tasks) in zip(gather, tasks) {
            for task in tasks { pipeline.add(task.id, number: task.number) }
        }
    }

    /// What this thread has done, as of its last commit; may be asked from any thread.
    var counts: ThreadCounts { published.withLock { $0 } }

    /// Runs until told to stop; then hands on what it has and waits until it is written.
    func run(until isStopping: () -> Bool) throws(LogFailure) {
        while !isStopping() {
            try reader.fetch(into: fetch, waitMilliseconds: waitMilliseconds)
            for run in fetch.runs { try process(run) }
            for notice in fetch.notices { note(notice) }
            let now = clock()
            for gather in gather { gather.attend(isDrained: fetch.count < fetch.capacity, now: now) }
            let pending = gather.reduce(0) { $0 + $1.pending }
            if now - shippedAt >= settings.commitIntervalMilliseconds || pending >= settings.commitRecords
                || isBehind
            {
                try commit(now)
            }
        }
        repeat { try commit(clock()) } while isBehind
        try producer.flush(waitMilliseconds: settings.flushMilliseconds)
    }

    // Deadlines that have passed already are not kept waiting.
    private var isBehind: Bool { gather.contains(where: \.isBehind) }

    private var waitMilliseconds: Int {
        isBehind ? 0 : Int(min(max(settings.commitIntervalMilliseconds / 4, 1), 100))
    }

    private func process(_ run: RecordRun) throws(LogFailure) {
        for (pipeline, gather) in zip(pipelines, gather) {
            guard let source = pipeline.sourceOfTopic[run.topicIndex] else { continue }
            try gather.process(
                fetch, range: run.range, source: source, partition: run.partition, rejectsTo: producer)
        }
    }

    private func note(_ notice: PartitionNotice) {
        switch notice {
        case .reachedEnd(let topic, let partition):
            for (pipeline, gather) in zip(pipelines, gather) {
                guard let source = pipeline.sourceOfTopic[topic] else { continue }
                gather.reachEnd(source: source, partition: partition)
            }
        case .truncated(let topic, let partition, let from, let to):
            report(
                .truncated(
                    TopicPartition(topic: topics[topic], partition: partition), from: from, to: to))
        }
    }

    private func commit(_ now: Int64) throws(LogFailure) {
        shippedAt = now
        for gather in gather {
            gather.ship(now: now)
            try gather.sendRejects(to: producer)
        }
        for merge in merge { try merge.advance() }
        let sources = gather.map(\.counts)
        let told = merge.map(\.told)
        let tardyRows = gather.map(\.tardyRows)
        let counts = ThreadCounts(
            sources: sources, duplicates: gather.map(\.duplicates), visits: gather.map(\.visitCounts),
            told: told, tardyRows: tardyRows)
        published.withLock { $0 = counts }
    }
}

/// What one thread has counted, by pipeline.
struct ThreadCounts: Sendable {
    var sources: [[SourceCounts]]
    var duplicates: [[DuplicateCounts?]]
    var visits: [[VisitCounts]]
    var told: [(finalResults: Int, transitions: Int)]
    var tardyRows: [Int]
}

extension ThreadCounts {
    /// Nothing yet.
    init(pipelines: [PipelinePlan]) {
        sources = pipelines.map { $0.sources.map { _ in SourceCounts() } }
        duplicates = pipelines.map { $0.sources.map { $0.screen.duplicates.map { _ in DuplicateCounts() } } }
        visits = pipelines.map { $0.visits.map { _ in VisitCounts() } }
        told = pipelines.map { _ in (0, 0) }
        tardyRows = pipelines.map { _ in 0 }
    }
}
