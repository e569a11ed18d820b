public import EventModel

/// The times that decide what is late, silent and due, in milliseconds.
public struct TimeRules: Hashable, Sendable {
    /// How far events of a partition may lie behind its newest.
    public var outOfOrdernessMilliseconds: Int64
    /// How long a partition must be silent, and read to its end, to be set aside.
    public var idleAfterMilliseconds: Int64
    /// How far an event's time may lie after its record's timestamp.
    public var maxFutureSkewMilliseconds: Int64
    /// How long after a window's end its result may still change.
    public var allowedLatenessMilliseconds: Int64

    /// Rules from their parts.
    public init(
        outOfOrdernessMilliseconds: Int64, idleAfterMilliseconds: Int64, maxFutureSkewMilliseconds: Int64,
        allowedLatenessMilliseconds: Int64
    ) {
        self.outOfOrdernessMilliseconds = outOfOrdernessMilliseconds
        self.idleAfterMilliseconds = idleAfterMilliseconds
        self.maxFutureSkewMilliseconds = maxFutureSkewMilliseconds
        self.allowedLatenessMilliseconds = allowedLatenessMilliseconds
    }
}

/// How far the event time of a pipeline has come, over all its gather tasks.
///
/// Each gather task has an *input* watermark, the minimum over its partitions, and tells when it has *shipped*
/// all that follows from it. Windows close at ``shipped``, the minimum of the latter.
///
/// What a silent partition means depends on what it is waited for:
///
/// - A source of which no partition has ever brought a record is **expected**: all tasks that read it wait, for as long
///   as it takes, so that a topic which begins later finds nothing closed. A source that is declared optional is not
///   waited for.
/// - Once a source has begun, a partition of it that is read to its end and silent for `idle_after` is **idle**:
///   it is set aside until its next record. A task whose partitions are all idle follows the others.
/// - When every partition is idle, the watermark goes on with the clock.
///
/// Silence is time in which someone looked and found nothing: a task counts *attended* time, in steps of a second at the
/// most, while its reader brings all there is. A process that was suspended, or is busy elsewhere, has not observed
/// silence, however late it is by the clock.
///
/// A task that wakes takes the common watermark as its own in the same step, so that the others cannot overtake it
/// between its reading and its shipping. A value type without a lock: the worker guards one per pipeline.
public struct PipelineWatermark: Sendable {
    private struct Task: Sendable {
        var inputs: [InputWatermark]
        var sources: [Int]
        var watermark = Int64.min
        var shipped = Int64.min
        var isIdle = false
        // Milliseconds spent looking, and when it last looked, by the clock.
        var attended: Int64 = 0
        var attendedAt: Int64
    }

    private static let longestStepMilliseconds: Int64 = 1000

    private let rules: TimeRules
    private var hasBegun: [Bool]
    private var tasks: [Task] = []
    private var followed = Int64.min
    /// When the input began; windows that began before it are partial.
    public private(set) var beginning: InputBeginning

    /// A pipeline's watermark before anything was read.
    ///
    /// - Parameters:
    ///   - rules: the pipeline's times.
    ///   - optionalSources: for each source whether it is declared optional.
    ///   - beginning: when the input began, where that is known before anything is read.
    public init(
        rules: TimeRules, optionalSources: [Bool], beginning: InputBeginning = InputBeginning()
    ) {
        self.rules = rules
        self.beginning = beginning
        hasBegun = optionalSources
    }

    /// Adds a gather task.
    ///
    /// - Parameters:
    ///   - sources: the source of each of the task's inputs, one partition of each.
    ///   - now: the clock, in milliseconds.
    /// - Returns: the task's number.
    public mutating func addTask(sources: [Int], now: Int64) -> Int {
        tasks.append(
            Task(inputs: sources.map { _ in InputWatermark() }, sources: sources, attendedAt: now))
        return tasks.count - 1
    }

    /// The sources that everything waits for because none of their partitions has brought a record.
    public var expectedSources: [Int] {
        hasBegun.indices.filter { source in
            !hasBegun[source] && tasks.contains { $0.sources.contains(source) }
        }
    }

    /// A task is about to process records: it is not idle any longer.
    ///
    /// - Returns: the task's watermark, against which lateness is decided.
    public mutating func wake(task: Int, input: Int) -> EventTime {
        hasBegun[tasks[task].sources[input]] = true
        tasks[task].inputs[input].activeSince = tasks[task].attended
        tasks[task].inputs[input].isAtEnd = false
        if tasks[task].isIdle {
            tasks[task].isIdle = false
            tasks[task].watermark = max(tasks[task].watermark, followed)
        }
        return EventTime(milliseconds: tasks[task].watermark)
    }

    /// A task has processed records of an input.
    ///
    /// - Parameters:
    ///   - task: the task's number.
    ///   - input: which of its partitions.
    ///   - newest: the largest event time that may move the watermark.
    ///   - oldest: the smallest event time of those that came on time.
    ///   - oldestTardy: tardy ones that may be from before all others.
    public mutating func observe(
        task: Int, input: Int, newest: EventTime, oldest: EventTime, oldestTardy: [TardyTime] = []
    ) {
        let time = max(tasks[task].inputs[input].newest, newest.milliseconds)
        tasks[task].inputs[input].newest = time
        beginning.note(oldest)
        for row in oldestTardy { beginning.note(row) }
    }

    /// An input has been read to its end.
    public mutating func reachEnd(task: Int, input: Int) {
        guard !tasks[task].inputs[input].isAtEnd else { return }
        tasks[task].inputs[input].isAtEnd = true
        tasks[task].inputs[input].activeSince = tasks[task].attended
    }

    /// The reader of some tasks has looked for records.
    ///
    /// - Parameters:
    ///   - numbers: the tasks.
    ///   - isDrained: whether it brought all there was; otherwise more is waiting, and nothing was silent.
    ///   - now: the clock, in milliseconds.
    public mutating func attend(tasks numbers: [Int], isDrained: Bool, now: Int64) {
        for task in numbers {
            let step = min(max(now - tasks[task].attendedAt, 0), Self.longestStepMilliseconds)
            if isDrained { tasks[task].attended += step }
            tasks[task].attendedAt = now
        }
    }

    /// The newest event time of an input, for deciding lateness row by row.
    public func newest(task: Int, input: Int) -> EventTime {
        EventTime(milliseconds: tasks[task].inputs[input].newest)
    }

    /// Moves the watermarks on, by what was read and by the clock.
    ///
    /// - Complexity: O(tasks × inputs); call it per batch.
    public mutating func update(now: Int64) {
        var lowest = Int64.max
        var isAllIdle = !tasks.isEmpty
        for task in tasks.indices {
            updateTask(task)
            guard !tasks[task].isIdle else { continue }
            isAllIdle = false
            lowest = min(lowest, tasks[task].watermark)
        }
        if isAllIdle { lowest = now - rules.outOfOrdernessMilliseconds }
        if !tasks.isEmpty { followed = max(followed, lowest) }
        for task in tasks.indices where tasks[task].isIdle {
            tasks[task].watermark = max(tasks[task].watermark, followed)
        }
    }

    /// How far a task may go: all its input is read up to here.
    public func watermark(of task: Int) -> EventTime { EventTime(milliseconds: tasks[task].watermark) }

    /// How many tasks there are, and how many of them are idle.
    public var taskCounts: (all: Int, idle: Int) { (tasks.count, tasks.lazy.filter(\.isIdle).count) }

    /// A task has handed on all that follows from its input up to a watermark.
    public mutating func ship(task: Int, through watermark: EventTime) {
        tasks[task].shipped = max(tasks[task].shipped, watermark.milliseconds)
    }

    /// The watermark of the merge stage: everything before it has been handed on by every gather task.
    public var shipped: EventTime {
        EventTime(milliseconds: tasks.lazy.map(\.shipped).min() ?? .min)
    }

    private mutating func updateTask(_ number: Int) {
        var lowest = Int64.max
        var isIdle = true
        for input in tasks[number].inputs.indices {
            guard hasBegun[tasks[number].sources[input]] else {
                // Expected: nothing may close before it has begun.
                tasks[number].isIdle = false
                return
            }
            if !tasks[number].inputs[input].hasBegun {
                tasks[number].inputs[input].hasBegun = true
                tasks[number].inputs[input].activeSince = tasks[number].attended
            }
            let state = tasks[number].inputs[input]
            if state.isAtEnd, tasks[number].attended - state.activeSince >= rules.idleAfterMilliseconds {
                continue
            }
            isIdle = false
            lowest = min(lowest, state.watermark(outOfOrderness: rules.outOfOrdernessMilliseconds))
        }
        tasks[number].isIdle = isIdle
        if !isIdle { tasks[number].watermark = max(tasks[number].watermark, lowest) }
    }
}
