public import EventModel

/// What is known of all gather tasks of a pipeline from their reports, which may come late, again or out of order.
///
/// Windows close at ``shipped``: a merge task asks the reports that have come with its partials. An idle gather task
/// follows ``followed(now:)`` of the reports that its worker has read, which may be behind, but never changes what other
/// tasks may send.
///
/// A value: whoever needs it keeps one.
public struct PipelineTime: Equatable, Sendable {
    private struct Task: Equatable {
        var watermark = Int64.min
        var shipped = Int64.min
        var isIdle = false
        var turns = 0
    }

    private let outOfOrderness: Int64
    // Where each stage's tasks begin, and the end of the last stage.
    private let firstTasks: [Int]
    // Those behind them follow the others, and nobody follows them.
    private let readingTasks: Int
    private var tasks: [Task]
    private var begun: [Bool]
    private var commonWatermark = Int64.min
    /// When the input began; windows that began before it are partial.
    public private(set) var beginning: InputBeginning

    /// A pipeline's time before anything was reported.
    ///
    /// - Parameters:
    ///   - rules: the pipeline's times.
    ///   - optionalSources: for each source whether it is declared optional.
    ///   - tasks: the number of tasks of each gather stage.
    ///   - followingStages: how many stages at the end read what the others share out, and no topics of events.
    ///   - beginning: when the input began, where that is known before anything is read.
    public init(
        rules: TimeRules, optionalSources: [Bool], tasks: [Int], followingStages: Int = 0,
        beginning: InputBeginning = InputBeginning()
    ) {
        outOfOrderness = rules.outOfOrdernessMilliseconds
        begun = optionalSources
        firstTasks = tasks.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) }
        readingTasks = tasks.dropLast(followingStages).reduce(0, +)
        self.tasks = Array(repeating: Task(), count: firstTasks.last ?? 0)
        self.beginning = beginning
    }

    /// Takes in a report; one that is older than what is known takes nothing back.
    ///
    /// - Returns: whether the task is one of the pipeline's; otherwise nothing is taken in.
    /// - Complexity: O(tasks).
    @discardableResult
    public mutating func note(_ report: TaskReport) -> Bool {
        guard let place = place(of: report), report.begun.allSatisfy(begun.indices.contains) else {
            return false
        }
        let (watermark, shipped) = (report.watermark.milliseconds, report.shipped.milliseconds)
        let known = tasks[place]
        if (watermark, shipped, report.turns) >= (known.watermark, known.shipped, known.turns) {
            tasks[place].isIdle = report.isIdle
            tasks[place].turns = report.turns
        }
        tasks[place].watermark = max(known.watermark, watermark)
        tasks[place].shipped = max(known.shipped, shipped)
        for source in report.begun { begun[source] = true }
        beginning.note(report.beginning)
        let awake = tasks.prefix(readingTasks).lazy.filter { !$0.isIdle }.map(\.watermark).min()
        if let awake { commonWatermark = max(commonWatermark, awake) }
        return true
    }

    /// Whether a source has brought a record, or is not waited for.
    public func hasBegun(_ source: Int) -> Bool { begun[source] }

    /// The sources that everything waits for because none of their partitions has brought a record.
    public var expectedSources: [Int] { begun.indices.filter { !begun[$0] } }

    /// Whether every task that reads events has reported that it is idle.
    public var isAllIdle: Bool { readingTasks > 0 && tasks.prefix(readingTasks).allSatisfy(\.isIdle) }

    /// What an idle task follows while another one is awake: how far those that are awake have come, all of them. It
    /// never goes back, and is before everything as long as a task has not reported.
    public var followed: EventTime { EventTime(milliseconds: commonWatermark) }

    /// What an idle task follows: ``followed``, and the clock less the allowed disorder when all tasks are idle.
    ///
    /// - Parameter now: the clock, in milliseconds.
    /// - Returns: the event time, which other tasks that are awake may be behind or ahead of.
    public func followed(now: Int64) -> EventTime {
        guard isAllIdle else { return followed }
        return max(followed, EventTime(milliseconds: now).advanced(byMilliseconds: -outOfOrderness))
    }

    /// The watermark of the merge stage: everything before it has been handed on by every gather task, idle ones
    /// included. It is before everything as long as a task has not reported.
    public var shipped: EventTime { EventTime(milliseconds: tasks.lazy.map(\.shipped).min() ?? .min) }

    /// How many tasks there are that read events, and how many of them are idle.
    public var taskCounts: (all: Int, idle: Int) {
        (readingTasks, tasks.prefix(readingTasks).lazy.filter(\.isIdle).count)
    }

    private func place(of report: TaskReport) -> Int? {
        guard report.stage >= 0, report.stage < firstTasks.count - 1, report.partition >= 0 else {
            return nil
        }
        let place = firstTasks[report.stage] + Int(report.partition)
        return place < firstTasks[report.stage + 1] ? place : nil
    }
}

extension PipelineTime {
    /// Writes all that is known, for a task that keeps it.
    public func encode(to writer: StateWriter) {
        writer.count(firstTasks.count)
        for first in firstTasks { writer.count(first) }
        for task in tasks {
            writer.integer(task.watermark)
            writer.integer(task.shipped)
            writer.bool(task.isIdle)
            writer.count(task.turns)
        }
        writer.count(begun.count)
        for source in begun { writer.bool(source) }
        writer.integer(commonWatermark)
        beginning.encode(to: writer)
    }

    /// Takes over what ``encode(to:)`` has written, in place of what was known.
    ///
    /// - Throws: when the bytes are something else, or are about a pipeline with other tasks or sources; nothing is
    ///   changed then.
    public mutating func decode(from reader: inout StateReader) throws(StateDamage) {
        var read = self
        try reader.expect(firstTasks.count, "gather stages but for one")
        for first in firstTasks { try reader.expect(first, "gather tasks before a stage") }
        for place in tasks.indices {
            read.tasks[place].watermark = try reader.integer()
            read.tasks[place].shipped = try reader.integer()
            read.tasks[place].isIdle = try reader.bool()
            read.tasks[place].turns = try reader.count()
        }
        try reader.expect(begun.count, "sources")
        for source in begun.indices { read.begun[source] = try reader.bool() || begun[source] }
        read.commonWatermark = try reader.integer()
        read.beginning = try InputBeginning(from: &reader)
        self = read
    }
}

extension StateReader {
    /// Reads a number that must be the same as when it was written.
    fileprivate mutating func expect(_ known: Int, _ what: String) throws(StateDamage) {
        let written = try count()
        guard written == known else {
            throw StateDamage("the state is of a pipeline with \(written) \(what), which now has \(known)")
        }
    }
}
