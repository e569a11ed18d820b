import Dataflow
import EventModel

/// Gather tasks that learn of each other by reports under way, and a merge task that counts rows by windows.
struct GatherTrial {
    static let windowMilliseconds: Int64 = 100

    struct Partial {
        var report: TaskReport
        var times: [Int64]
    }

    struct Task {
        let number: Int
        let stage: Int
        let partition: Int32
        let sources: [Int]
        var time: TaskWatermark
        /// What its worker knows of the others.
        var known: PipelineTime
        /// For each input its rows, how many were read and how many before the last commit.
        var rows: [[Int64]]
        var read: [Int]
        var committed: [Int]
        var unsent: [Int64] = []
        var log = Changelog()
        /// On their way to the merge task, in order; and to the task's worker.
        var partials: [Partial] = []
        var reports: [TaskReport] = []
        var watermark = EventTime.distantPast
    }

    let rules: TimeRules
    var tasks: [Task] = []
    var now: Int64 = 0
    var merged: PipelineTime
    var counts: [Int64: Int] = [:]
    var finals: [Int64: Int] = [:]
    /// What went wrong, if anything did.
    var faults: [String] = []

    init(rules: TimeRules, optional: [Bool] = [false, false, false], rows: (_ source: Int) -> [Int64]) {
        self.rules = rules
        let known = PipelineTime(rules: rules, optionalSources: optional, tasks: [2, 1])
        merged = known
        for (number, place) in [(0, Int32(0)), (0, 1), (1, 0)].enumerated() {
            let sources = place.0 == 0 ? [0, 1] : [2]
            tasks.append(
                Task(
                    number: number, stage: place.0, partition: place.1, sources: sources,
                    time: TaskWatermark(
                        stage: place.0, partition: place.1, rules: rules, sources: sources, now: 0),
                    known: known, rows: sources.map(rows), read: sources.map { _ in 0 },
                    committed: sources.map { _ in 0 }))
        }
    }

    /// Reads some rows of an input, or finds that there are none.
    mutating func read(_ task: Int, _ input: Int, atMost count: Int) {
        let end = min(tasks[task].read[input] + count, tasks[task].rows[input].count)
        guard end > tasks[task].read[input] else { return tasks[task].time.reachEnd(input: input) }
        let (time, known) = (tasks[task].time, tasks[task].known)
        let watermark = time.wake(input: input, common: known)
        check(watermark >= time.shipped, "task \(task) woke behind what it has shipped")
        var newest = time.newest(input: input)
        for row in tasks[task].rows[input][tasks[task].read[input]..<end] {
            let row = EventTime(milliseconds: row)
            let bound = max(watermark, newest.advanced(byMilliseconds: -rules.outOfOrdernessMilliseconds))
            newest = max(newest, row)
            guard row.advanced(byMilliseconds: rules.allowedLatenessMilliseconds) >= bound else { continue }
            tasks[task].unsent.append(row.milliseconds)
        }
        time.observe(input: input, newest: newest, oldest: .distantFuture)
        tasks[task].read[input] = end
    }

    /// Moves a task on and commits.
    mutating func commit(_ task: Int) {
        let time = tasks[task].time
        time.look(now: now, tasks[task].known)
        check(time.watermark >= tasks[task].watermark, "the watermark of task \(task) went back")
        tasks[task].watermark = time.watermark
        time.ship(through: time.watermark)
        tasks[task].log.commit(time, sliceBytes: 1)
        tasks[task].committed = tasks[task].read
        let report = time.report
        tasks[task].partials.append(Partial(report: report, times: tasks[task].unsent))
        tasks[task].unsent = []
        for reader in tasks.indices { tasks[reader].reports.append(report) }
    }

    /// Brings a worker one of the reports under way, which may come again.
    mutating func deliver(_ task: Int, using random: inout SplitMix64) {
        guard let place = tasks[task].reports.indices.randomElement(using: &random) else { return }
        let followed = tasks[task].known.followed
        tasks[task].known.note(tasks[task].reports[place])
        check(tasks[task].known.followed >= followed, "what task \(task) follows went back")
        if Int.random(in: 0..<4, using: &random) > 0 { tasks[task].reports.remove(at: place) }
    }

    /// Brings the merge task what comes next of a gather task.
    mutating func merge(_ task: Int) {
        guard !tasks[task].partials.isEmpty else { return }
        let partial = tasks[task].partials.removeFirst()
        for time in partial.times {
            let window = Self.window(of: time)
            check(finals[window] == nil, "a row of task \(task) came after the final of its window")
            counts[window, default: 0] += 1
        }
        let before = merged.shipped
        merged.note(partial.report)
        check(merged.shipped >= before, "what is shipped went back")
        for (window, count) in counts where merged.shipped >= finality(of: window) {
            finals[window] = count
            counts[window] = nil
        }
    }

    /// A task dies and is restored from its commits elsewhere, where nothing is known of the others.
    mutating func restart(_ task: Int) throws {
        let old = tasks[task]
        tasks[task].time = TaskWatermark(
            stage: old.stage, partition: old.partition, rules: rules, sources: old.sources, now: now)
        if old.log.count == 0 {
            tasks[task].time.finishRestore()
        } else {
            try old.log.restore(tasks[task].time, from: old.log.neededFrom)
        }
        tasks[task].read = old.committed
        tasks[task].unsent = []
        tasks[task].known = PipelineTime(
            rules: rules, optionalSources: [false, false, false], tasks: [2, 1])
        tasks[task].reports += tasks.compactMap { $0.partials.last?.report }
        check(
            tasks[task].time.watermark >= tasks[task].time.shipped, "task \(task) is behind its own words")
    }

    /// Delivers everything, until nothing new comes.
    mutating func settle(rounds: Int = 4) {
        for _ in 0..<rounds {
            for task in tasks.indices {
                for report in tasks[task].reports { tasks[task].known.note(report) }
                tasks[task].reports = []
            }
            for task in tasks.indices {
                commit(task)
                while !tasks[task].partials.isEmpty { merge(task) }
            }
        }
    }

    /// Which rows of a partition are not late, whatever the other partitions are.
    func expected() -> [Int64: Int] {
        var counts: [Int64: Int] = [:]
        for rows in tasks.flatMap(\.rows) {
            var newest = EventTime.distantPast
            for row in rows.map(EventTime.init(milliseconds:)) {
                let bound = newest.advanced(byMilliseconds: -rules.outOfOrdernessMilliseconds)
                newest = max(newest, row)
                guard row.advanced(byMilliseconds: rules.allowedLatenessMilliseconds) >= bound else {
                    continue
                }
                counts[Self.window(of: row.milliseconds), default: 0] += 1
            }
        }
        return counts
    }

    func finality(of window: Int64) -> EventTime {
        EventTime(
            milliseconds: (window + 1) * Self.windowMilliseconds + rules.allowedLatenessMilliseconds)
    }

    private static func window(of time: Int64) -> Int64 { time / windowMilliseconds }

    private mutating func check(_ holds: Bool, _ fault: String) { if !holds { faults.append(fault) } }
}
