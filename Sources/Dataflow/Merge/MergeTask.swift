public import EventModel

/// What a merge task needs to know of its pipeline.
public struct MergePlan: Sendable {
    /// The metric groups.
    public var groups: [MetricGroupPlan]
    /// The scores over metrics of one key.
    public var scores: [ScorePlan]
    /// The alert rules.
    public var rules: [AlertRulePlan]
    /// How long after a window's end its result may still change, in milliseconds.
    public var allowedLatenessMilliseconds: Int64

    /// A plan from its parts.
    public init(
        groups: [MetricGroupPlan], scores: [ScorePlan] = [], rules: [AlertRulePlan],
        allowedLatenessMilliseconds: Int64
    ) {
        self.groups = groups
        self.scores = scores
        self.rules = rules
        self.allowedLatenessMilliseconds = allowedLatenessMilliseconds
    }
}

/// Takes what a merge task tells; batches and evidence are valid during the call.
public protocol MergeOutput: AnyObject {
    /// Results of one metric for one window.
    func tell(_ results: RowBatch, group: Int, metric: Int, kind: ResultKind)
    /// Scores of all keys at one time.
    func tell(_ scores: RowBatch, score: Int)
    /// A transition of an alert.
    func tell(_ transition: AlertTransition, entity: UnsafeRawBufferPointer)
    /// Whether it has enough for now: the task stops behind the step that it is at, or between two batches of results
    /// that nothing else reads.
    var isFull: Bool { get }
}

extension MergeOutput {
    /// Nothing, for outputs of pipelines without scores.
    public func tell(_ scores: RowBatch, score: Int) {}

    /// Never, for outputs that take everything.
    public var isFull: Bool { false }
}

/// One task of the merge stage: adds up partials of its keys, closes windows and runs alert rules.
///
/// Time moves in steps: results and deadlines up to the watermark are worked through in the order of their event
/// times, so that a watermark that jumps tells the same as one that creeps.
public final class MergeTask {
    let plan: MergePlan
    /// Strings of result rows.
    public let symbols: SymbolTable
    let groups: [any MetricWindows]
    // Groups of sessions whose results nothing but the output takes: they need not be told millisecond by millisecond.
    private let unread: [Int]
    let scores: [ScoreTable]
    let rules: [AlertInstances]
    let held: HeldBlocks
    let clock = MergeClock()

    /// A task without state.
    ///
    /// - Parameters:
    ///   - plan: what it does. To a rule on sessions no data means nothing, whatever it says, as a session that has
    ///     ended is followed by the next one at any time.
    ///   - symbols: the strings of result rows; those of its input for a task that rows are added to. What the task
    ///     keeps has its memory from where they have theirs.
    public init(plan: MergePlan, symbols: SymbolTable = SymbolTable()) {
        self.plan = plan
        self.symbols = symbols
        held = HeldBlocks(groups: plan.groups)
        // Groups with the same key give it the same number, so that scores can bring their results together.
        var spaces: [[String]: SymbolTable] = [:]
        let keys = plan.groups.map { group in
            let keys = spaces[group.keyNames] ?? SymbolTable(in: symbols.space)
            spaces[group.keyNames] = keys
            return keys
        }
        groups = zip(plan.groups, keys).map { group, keys -> any MetricWindows in
            let lateness = plan.allowedLatenessMilliseconds
            guard group.sessions != nil else {
                return WindowedMetrics(plan: group, allowedLateness: lateness, keys: keys, symbols: symbols)
            }
            return SessionMetrics(plan: group, allowedLateness: lateness, keys: keys, symbols: symbols)
        }
        unread = plan.groups.indices.filter { plan.groups[$0].sessions != nil && !plan.reads(group: $0) }
        scores = plan.scores.map { ScoreTable(plan: $0, keys: keys[$0.inputs[0].group], symbols: symbols) }
        rules = plan.rules.enumerated().map { index, rule in
            var rule = rule
            if rule.score == nil, plan.groups[rule.group].sessions != nil { rule.noData = .keep }
            return AlertInstances(
                plan: rule, index: index, layout: plan.resultLayout(of: rule),
                keys: keys[plan.group(of: rule)],
                symbols: symbols, capacity: 1024)
        }
        for rule in rules {
            if let gate = rules.first(where: { $0.plan.name == rule.plan.gate }) { rule.wait(for: gate) }
        }
    }

    /// How many records all panes hold, and how many alert instances are active.
    public var size: (panes: Int, records: Int, instances: Int) {
        let sizes = groups.map(\.size)
        return (
            sizes.reduce(0) { $0 + $1.panes }, sizes.reduce(0) { $0 + $1.records },
            rules.reduce(0) { $0 + $1.activeCount }
        )
    }

    /// Rows that were left out of a group because a part of their key is null, of those that did not come as partials.
    public var rowsWithoutKey: Int { groups.reduce(0) { $0 + $1.rowsWithoutKey } }

    /// Bytes of memory that panes and windows take, but for keys and their names.
    public var byteCount: Int { groups.reduce(0) { $0 + $1.byteCount } }

    /// How many episodes came to fire while the limit of their rule was used up, by the place of the rule.
    public var heldBackEpisodes: [Int] { rules.map(\.heldBackCount) }

    /// How many blocks wait for their entry.
    public var heldBlocks: Int { held.count }

    /// The watermark that the task was told last, and whether it is still to come to it.
    public var progress: (watermark: EventTime, isBehind: Bool) {
        (EventTime(milliseconds: clock.watermark), clock.isBehind)
    }

    /// Adds partials: at once, or if they have an entry when the watermark comes there.
    ///
    /// - Precondition: the watermark has not passed the entry.
    public func add(_ block: PartialBlock) {
        guard let entry = block.entry else { return groups[block.group].add(block) }
        precondition(entry.milliseconds >= clock.watermark, "a block came after its entry")
        held.insert(block, at: entry.milliseconds)
    }

    /// Adds rows of a group's input themselves: for a task that gets all rows of its keys, so that there is nothing
    /// to add up across tasks.
    ///
    /// - Parameters:
    ///   - batch: the rows, with strings of the task's ``symbols``.
    ///   - group: the group, by its place in the plan.
    ///   - weights: 1 for each row, or -1 for one that takes an earlier row back; `nil` when all are 1.
    /// - Complexity: O(rows × aggregates), whatever the number of overlapping windows.
    public func add(_ batch: RowBatch, group: Int, weights: UnsafePointer<Int64>? = nil) {
        groups[group].add(batch, weights: weights)
    }

    /// Tells everything that is due up to a watermark.
    ///
    /// - Parameters:
    ///   - watermark: every partial of rows before it has been added.
    ///   - firstEventTime: when the pipeline's input began; windows that began before are partial.
    ///   - output: takes what is told.
    /// - Returns: whether it has come there, see ``advance(to:beginning:output:)``.
    @discardableResult
    public func advance(
        to watermark: EventTime, firstEventTime: EventTime, output: some MergeOutput
    ) -> Bool {
        advance(to: watermark, beginning: InputBeginning(firstEventTime), output: output)
    }

    /// Tells everything that is due up to a watermark, where tardy rows may move the beginning back; or what an output
    /// that gets full has room for.
    ///
    /// A task that is behind goes on at the next call where it stopped, whatever happened to the process in between. It
    /// takes at least one step with each call. What is added while it is behind may be in results that would have
    /// been told without it, so it is better kept until then.
    ///
    /// - Parameters:
    ///   - watermark: every partial of rows before it has been added, and every one with an entry up to it.
    ///   - beginning: when the pipeline's input began; windows that began before are partial.
    ///   - output: takes what is told.
    /// - Returns: whether it has come there; otherwise the output is full, and the task is behind.
    @discardableResult
    public func advance(
        to watermark: EventTime, beginning: InputBeginning, output: some MergeOutput
    ) -> Bool {
        guard clock.begin(watermark.milliseconds) else { return true }
        while let step = nextStep(), step.time <= clock.watermark {
            guard tellUnread(through: step.time, beginning, output) else { return false }
            take(step, beginning, output)
            clock.pass(step.time)
            if output.isFull { return false }
        }
        guard tellUnread(through: clock.watermark, beginning, output) else { return false }
        clock.finish()
        return true
    }

    private func take(_ step: Step, _ beginning: InputBeginning, _ output: some MergeOutput) {
        switch step {
        case .deadline(let rule, let time):
            let keys = rules[rule].keys
            rules[rule].pass(time) { output.tell($0, entity: keys.bytes(of: $0.key)) }
        case .score(let score, let time):
            tell(score, time, output)
        case .window(let group, let shape, let boundary, let isFinal, _):
            tell(group, shape, boundary, isFinal, beginning, output)
        case .entry(let time):
            if let block = held.removeFirst() { groups[block.group].add(block, at: time) }
        }
    }

    private enum Step {
        case deadline(rule: Int, time: Int64)
        case score(Int, time: Int64)
        case window(group: Int, shape: Int, boundary: Int64, isFinal: Bool, time: Int64)
        case entry(time: Int64)

        var time: Int64 {
            switch self {
            case .deadline(_, let time), .score(_, let time), .window(_, _, _, _, let time), .entry(let time):
                time
            }
        }
    }

    /// What is due first; of one time a window before a score, which reads its results, and both before a deadline,
    /// as their evaluation may change it. What takes effect at a time comes after all of them.
    private func nextStep() -> Step? {
        var next: Step?
        for group in groups.indices where !unread.contains(group) {
            guard let due = groups[group].nextDue(through: clock.watermark), due.time < next?.time ?? .max
            else {
                continue
            }
            next = .window(
                group: group, shape: due.shape, boundary: due.boundary, isFinal: due.isFinal, time: due.time
            )
        }
        for rule in rules.indices {
            guard let silent = silentEvaluation(rule), silent.time < next?.time ?? .max else { continue }
            next = .window(
                group: rules[rule].plan.group, shape: silent.shape, boundary: silent.boundary,
                isFinal: plan.allowedLatenessMilliseconds == 0, time: silent.time)
        }
        for score in scores.indices {
            if let boundary = nextBoundary(score: score), boundary < next?.time ?? .max {
                next = .score(score, time: boundary)
            }
        }
        for rule in rules.indices {
            if let deadline = rules[rule].deadline, deadline < next?.time ?? .max {
                next = .deadline(rule: rule, time: deadline)
            }
        }
        if let entry = held.first, entry < next?.time ?? .max { next = .entry(time: entry) }
        return next
    }

    /// The next boundary of a rule for which no data means something although no pane is left.
    private func silentEvaluation(_ rule: Int) -> (shape: Int, boundary: Int64, time: Int64)? {
        guard rules[rule].caresForNoData, rules[rule].plan.score == nil else { return nil }
        let group = groups[rules[rule].plan.group]
        let shape = group.shape(of: rules[rule].plan.metric)
        return group.boundaryAfterLast(shape: shape).map { (shape, $0, group.time(of: $0)) }
    }

    /// When scores are due, or a rule on them must learn that there are none any more.
    private func nextBoundary(score: Int) -> Int64? {
        if let due = scores[score].nextDue { return due }
        let isAwaited = rules.contains { $0.plan.score == score && $0.caresForNoData }
        return isAwaited ? scores[score].boundaryAfterLast : nil
    }

    /// Tells sessions that neither rules nor scores read, all up to a time in large batches.
    ///
    /// - Returns: whether all were told before the output was full.
    private func tellUnread(
        through limit: Int64, _ beginning: InputBeginning, _ output: some MergeOutput
    ) -> Bool {
        for group in unread {
            let sessions = groups[group] as? SessionMetrics
            sessions?.isEnough = { output.isFull }
            defer { sessions?.isEnough = nil }
            while let due = groups[group].nextDue(through: limit), due.time <= limit {
                let boundary = due.isFinal ? limit - plan.allowedLatenessMilliseconds : limit
                tell(group, due.shape, boundary, due.isFinal, beginning, output)
                if output.isFull { return false }
            }
        }
        return true
    }

    private func tell(_ score: Int, _ boundary: Int64, _ output: some MergeOutput) {
        let rules = rules.filter { $0.plan.score == score }
        scores[score].tell(at: boundary) { batch, entities in
            output.tell(batch, score: score)
            for rule in rules { rule.evaluate(batch, entities: entities, at: boundary) }
        }
        for rule in rules {
            rule.finishEvaluation(at: boundary) { output.tell($0, entity: rule.keys.bytes(of: $0.key)) }
        }
    }

    private func tell(
        _ group: Int, _ shape: Int, _ boundary: Int64, _ isFinal: Bool, _ beginning: InputBeginning,
        _ output: some MergeOutput
    ) {
        // Rules see a window once, when it ends.
        let evaluates = !isFinal || plan.allowedLatenessMilliseconds == 0
        let own = groups[group]
        let metrics = own.metrics(of: shape)
        let rules =
            evaluates
            ? self.rules.filter { rule in metrics.contains { rule.plan.reads(group: group, metric: $0) } }
            : []
        let mayBeLate = plan.groups[group].sessions != nil && !isFinal
        let time = max(own.time(of: boundary), mayBeLate ? clock.passed : .min)
        let toldAt = isFinal ? time + plan.allowedLatenessMilliseconds : time
        let firstInput = beginning.time(asOf: EventTime(milliseconds: toldAt)).milliseconds
        own.tell(
            shape: shape, boundary: boundary, isFinal: isFinal, firstInput: firstInput
        ) { metric, rows, kind in
            let isTold = !plan.groups[group].metrics[metric].isReadOnly
            if isTold { output.tell(rows.batch, group: group, metric: metric, kind: kind) }
            for score in scores {
                score.take(rows.batch, keys: rows.keys, group: group, metric: metric, kind: kind, at: toldAt)
            }
            guard kind != .withdrawn else { return }
            for rule in rules where rule.plan.metric == metric {
                rule.evaluate(rows.batch, entities: rows.keys, at: time)
            }
        }
        for rule in rules {
            rule.finishEvaluation(at: time, isLive: { own.isLive($0, shape: shape) }) {
                output.tell($0, entity: own.keys.bytes(of: $0.key))
            }
        }
    }
}
