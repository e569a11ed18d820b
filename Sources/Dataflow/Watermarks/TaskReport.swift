public import EventModel

/// What a gather task tells of its time with each commit: to the merge tasks with its partials, and to all workers.
public struct TaskReport: Equatable, Sendable {
    /// The stage of the task, by its place among the gather stages.
    public var stage: Int
    /// The task's partition of its stage.
    public var partition: Int32
    /// How far the task has come.
    public var watermark: EventTime
    /// How far it has handed on all that follows from its input.
    public var shipped: EventTime
    /// Whether all its partitions are silent.
    public var isIdle: Bool
    /// How often it has gone idle or woken: of two reports with the same watermarks the one with more turns is newer.
    public var turns: Int
    /// The sources of which it has seen a record, by number, ascending.
    public var begun: [Int]
    /// When its input began.
    public var beginning: InputBeginning

    /// A report from its parts.
    public init(
        stage: Int, partition: Int32, watermark: EventTime, shipped: EventTime, isIdle: Bool, turns: Int,
        begun: [Int], beginning: InputBeginning
    ) {
        self.stage = stage
        self.partition = partition
        self.watermark = watermark
        self.shipped = shipped
        self.isIdle = isIdle
        self.turns = turns
        self.begun = begun
        self.beginning = beginning
    }
}

extension TaskReport {
    /// Reads a report.
    ///
    /// - Throws: when the bytes are not what ``encode(to:)`` writes.
    public init(from reader: inout StateReader) throws(StateDamage) {
        stage = try reader.count()
        guard let partition = Int32(exactly: try reader.count()) else {
            throw StateDamage("a partition's number is too large")
        }
        self.partition = partition
        watermark = EventTime(milliseconds: try reader.integer())
        shipped = EventTime(milliseconds: try reader.integer())
        isIdle = try reader.bool()
        turns = try reader.count()
        begun = []
        for _ in 0..<(try reader.count(ofEntriesWithBytes: 1)) {
            let source = try reader.count()
            guard source > begun.last ?? -1 else { throw StateDamage("sources are out of order") }
            begun.append(source)
        }
        beginning = try InputBeginning(from: &reader)
    }

    /// Writes the report.
    public func encode(to writer: StateWriter) {
        writer.count(stage)
        writer.count(Int(partition))
        writer.integer(watermark.milliseconds)
        writer.integer(shipped.milliseconds)
        writer.bool(isIdle)
        writer.count(turns)
        writer.count(begun.count)
        for source in begun { writer.count(source) }
        beginning.encode(to: writer)
    }
}
