public import EventModel

/// How far the event time of one gather task has come: the minimum over its partitions.
///
/// What a silent partition means depends on what it is waited for:
///
/// - A source of which no partition has ever brought a record, here or in another task, is **expected**: the task waits
///   for it, for as long as it takes, so that a topic which begins later finds nothing closed. A source that is declared
///   optional is not waited for.
/// - Once a source has begun, a partition of it that is read to its end and silent for `idle_after` is **idle**:
///   it is set aside until its next record. A task whose partitions are all idle follows the others, as far as it knows
///   of them (``PipelineTime``), and ships the watermark that it follows.
/// - When every task is idle, the watermark goes on with the clock.
///
/// Silence is time in which someone looked and found nothing: a task counts *attended* time, in steps of a second at the
/// most, while its reader brings all there is. A process that was suspended, or is busy elsewhere, has not observed
/// silence, however late it is by the clock; nor has one that has just been started.
///
/// A task that wakes takes the common watermark as its own in the same step. What the others are told of it is its
/// ``report``, which may reach them late: as nothing goes beyond what every task has shipped, a task that wakes is
/// still ahead of all that was told.
///
/// One thread owns it. After a restart its watermark goes on where the last commit left it.
public final class TaskWatermark {
    private static let longestStepMilliseconds: Int64 = 1000

    /// The stage of the task, by its place among the gather stages.
    public let stage: Int
    /// The task's partition of its stage.
    public let partition: Int32
    private let rules: TimeRules
    private let sources: [Int]
    private var inputs: [InputWatermark]
    private var ownWatermark = Int64.min
    private var ownShipped = Int64.min
    private var isIdle = false
    // How often the task has gone idle or woken.
    private var turns = 0
    private var begun: Set<Int> = []
    private var beginning = InputBeginning()
    // Milliseconds spent looking, and when it last looked, by the clock.
    private var attended: Int64 = 0
    private var attendedAt: Int64
    /// Whether anything has changed since the last commit.
    public private(set) var hasChanges = false

    /// A task that has read nothing.
    ///
    /// - Parameters:
    ///   - stage: its stage, by its place among the gather stages.
    ///   - partition: its partition of the stage.
    ///   - rules: the pipeline's times.
    ///   - sources: the source of each of the task's inputs, one partition of each.
    ///   - now: the clock, in milliseconds.
    public init(stage: Int, partition: Int32, rules: TimeRules, sources: [Int], now: Int64) {
        self.stage = stage
        self.partition = partition
        self.rules = rules
        self.sources = sources
        inputs = sources.map { _ in InputWatermark() }
        attendedAt = now
    }

    /// How far the task may go: all its input is read up to here.
    public var watermark: EventTime { EventTime(milliseconds: ownWatermark) }

    /// How far the task has handed on all that follows from its input.
    public var shipped: EventTime { EventTime(milliseconds: ownShipped) }

    /// What the others have to know.
    public var report: TaskReport {
        TaskReport(
            stage: stage, partition: partition, watermark: watermark, shipped: shipped, isIdle: isIdle,
            turns: turns, begun: begun.sorted(), beginning: beginning)
    }

    /// The task is about to process records: it is not idle any longer.
    ///
    /// - Parameters:
    ///   - input: which of its partitions has brought them.
    ///   - common: what is known of all tasks.
    /// - Returns: the task's watermark, against which lateness is decided.
    public func wake(input: Int, common: PipelineTime) -> EventTime {
        if begun.insert(sources[input]).inserted { hasChanges = true }
        inputs[input].activeSince = attended
        inputs[input].isAtEnd = false
        if isIdle {
            turn(toIdle: false)
            move(to: common.followed.milliseconds)
        }
        return watermark
    }

    /// The task has processed records of an input.
    ///
    /// - Parameters:
    ///   - input: which of its partitions.
    ///   - newest: the largest event time that may move the watermark.
    ///   - oldest: the smallest event time of those that came on time.
    ///   - oldestTardy: tardy ones that may be from before all others.
    public func observe(
        input: Int, newest: EventTime, oldest: EventTime, oldestTardy: [TardyTime] = []
    ) {
        inputs[input].newest = max(inputs[input].newest, newest.milliseconds)
        beginning.note(oldest)
        for row in oldestTardy { beginning.note(row) }
        hasChanges = true
    }

    /// An input has been read to its end.
    public func reachEnd(input: Int) {
        guard !inputs[input].isAtEnd else { return }
        inputs[input].isAtEnd = true
        inputs[input].activeSince = attended
    }

    /// The reader has looked for records.
    ///
    /// - Parameters:
    ///   - isDrained: whether it brought all there was; otherwise more is waiting, and nothing was silent.
    ///   - now: the clock, in milliseconds.
    public func attend(isDrained: Bool, now: Int64) {
        let step = min(max(now - attendedAt, 0), Self.longestStepMilliseconds)
        if isDrained { attended += step }
        attendedAt = now
    }

    /// The newest event time of an input, for deciding lateness row by row.
    public func newest(input: Int) -> EventTime { EventTime(milliseconds: inputs[input].newest) }

    /// Moves the watermark on, by what was read, by the other tasks and by the clock.
    ///
    /// - Parameters:
    ///   - now: the clock, in milliseconds.
    ///   - time: what is known of all tasks, this one among them.
    /// - Complexity: O(inputs), and for an idle task O(tasks); call it per batch.
    public func update(now: Int64, time: PipelineTime) {
        updateInputs(time)
        if isIdle { move(to: time.followed(now: now).milliseconds) }
    }

    /// Moves on to what the tasks before this one have handed on, in a stage that reads what others share out. It has no
    /// inputs of its own, and is not idle: it follows all the same.
    public func follow(_ watermark: EventTime) { move(to: watermark.milliseconds) }

    /// The task has handed on all that follows from its input up to a watermark.
    public func ship(through watermark: EventTime) {
        guard watermark.milliseconds > ownShipped else { return }
        ownShipped = watermark.milliseconds
        hasChanges = true
    }

    private func updateInputs(_ time: PipelineTime) {
        var lowest = Int64.max
        var isSilent = true
        for input in inputs.indices {
            guard begun.contains(sources[input]) || time.hasBegun(sources[input]) else {
                // Expected: nothing may close before it has begun.
                return turn(toIdle: false)
            }
            if !inputs[input].hasBegun {
                inputs[input].hasBegun = true
                inputs[input].activeSince = attended
            }
            let state = inputs[input]
            if state.isAtEnd, attended - state.activeSince >= rules.idleAfterMilliseconds { continue }
            isSilent = false
            lowest = min(lowest, state.watermark(outOfOrderness: rules.outOfOrdernessMilliseconds))
        }
        turn(toIdle: isSilent)
        if !isSilent { move(to: lowest) }
    }

    private func turn(toIdle isIdle: Bool) {
        guard isIdle != self.isIdle else { return }
        self.isIdle = isIdle
        turns += 1
        hasChanges = true
    }

    private func move(to watermark: Int64) {
        guard watermark > ownWatermark else { return }
        ownWatermark = watermark
        hasChanges = true
    }
}

/// One entry: the newest event time of each input, the watermarks, and what was seen of the sources. Silence is observed
/// anew after a restart.
extension TaskWatermark: DurableState {
    /// Writes the entry if it has changed.
    public func writeChanges(to writer: StateWriter) {
        guard hasChanges else { return }
        write(to: writer)
        hasChanges = false
    }

    /// Writes the entry, which is all there is.
    ///
    /// - Returns: true.
    public func writeSlice(bytes: Int, to writer: StateWriter) -> Bool {
        write(to: writer)
        return true
    }

    /// Takes over entries; the last one counts.
    ///
    /// - Throws: when they are not of this task.
    public func restore(from reader: inout StateReader) throws(StateDamage) {
        while !reader.isAtEnd { try readEntry(&reader) }
    }

    /// Begins to observe silence.
    public func finishRestore() {
        // A task is awake until it has observed silence, whatever the last report said.
        turn(toIdle: false)
        hasChanges = false
    }

    private func write(to writer: StateWriter) {
        writer.count(inputs.count)
        for input in inputs { writer.integer(input.newest) }
        report.encode(to: writer)
    }

    private func readEntry(_ reader: inout StateReader) throws(StateDamage) {
        let count = try reader.count()
        guard count == inputs.count else {
            throw StateDamage("time was kept for \(count) inputs of a task that has \(inputs.count)")
        }
        for input in inputs.indices { inputs[input].newest = try reader.integer() }
        let report = try TaskReport(from: &reader)
        guard report.stage == stage, report.partition == partition else {
            throw StateDamage("the time of task \(report.stage)/\(report.partition) is not this task's")
        }
        guard report.begun.allSatisfy(sources.contains) else {
            throw StateDamage("a source has begun that the task does not read")
        }
        ownWatermark = report.watermark.milliseconds
        ownShipped = report.shipped.milliseconds
        isIdle = report.isIdle
        turns = report.turns
        begun = Set(report.begun)
        beginning = report.beginning
    }
}
