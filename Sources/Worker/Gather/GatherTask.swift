import Dataflow
import EventModel
import Planning

/// One gather task: all that it remembers of its partitions, and how far it has come in time.
final class GatherTask: StageTask {
    let id: TaskID
    let changelog: TaskChangelog
    let watermark: TaskWatermark
    let ledgers: [PromiseLedger?]
    let trackers: [VisitTracker?]
    // By source.
    let duplicates: [DuplicateFilter?]
    let sources: [Int]
    // Rows of one partition of a source each: by the places of the sources, or, behind other stages, of all partitions of
    // each of them.
    let tardy: [TardyRows]
    // The sources that they are of.
    let tardySources: [Int]
    /// In a stage behind others how far the tasks have come that share out events to it.
    let upstream: ReportedTime?
    private let lanes: [Int: Range<Int>]
    /// Metrics that need nobody else's rows.
    let finisher: Finisher?
    private let inputs: [TopicPartition]
    private var offsets: [Int64?]
    private var hasRead = false
    private var reported: TaskReport?

    init(
        id: TaskID, inputs: [TopicPartition], sources: [Int], watermark: TaskWatermark,
        ledgers: [PromiseLedger?],
        trackers: [VisitTracker?], duplicates: [DuplicateFilter?], tardy: [TardyRows], finisher: Finisher?,
        lanes: [Int: Range<Int>] = [:], upstream: ReportedTime? = nil, changelog: TaskChangelog
    ) {
        self.id = id
        self.inputs = inputs
        self.sources = sources
        self.watermark = watermark
        self.ledgers = ledgers
        self.trackers = trackers
        self.duplicates = duplicates
        self.tardy = tardy
        self.lanes = lanes
        self.upstream = upstream
        tardySources =
            upstream == nil
            ? sources
            : sources.flatMap { Array(repeating: $0, count: lanes[$0]?.count ?? 0) }
        self.finisher = finisher
        self.changelog = changelog
        offsets = inputs.map { _ in nil }
    }

    var positions: [TopicPartition: Int64] {
        var positions: [TopicPartition: Int64] = [:]
        for (input, offset) in zip(inputs, offsets) { if let offset { positions[input] = offset } }
        return positions
    }

    var hasNews: Bool { hasRead || reported != report || changelog.hasChanges }

    /// What the task tells the others of its time.
    var report: TaskReport { watermark.report }

    /// Whether the others do not know of it yet.
    var hasReport: Bool { reported != report }

    func noteCommitted() {
        hasRead = false
        reported = report
    }

    func resume(at positions: [TopicPartition: Int64]) {
        for (place, input) in inputs.enumerated() { offsets[place] = positions[input] ?? offsets[place] }
    }

    /// An input has been read up to an offset.
    func noteRead(input: Int, next offset: Int64) {
        offsets[input] = offset
        hasRead = true
    }

    /// The place of the tardy rows of events that others have read from a partition.
    func lane(source: Int, partition: Int32) -> Int? {
        guard let own = lanes[source], partition >= 0, partition < own.count else { return nil }
        return own.lowerBound + Int(partition)
    }

    /// The watermark at which the next tardy rows take effect.
    var nextEntry: EventTime? { tardy.lazy.compactMap(\.nextEntry).min() }
}
