public import EventModel

/// What a merge task needs to know of its pipeline.
public struct MergePlan: Sendable {
    /// The metric groups.
    public var groups: [MetricGroupPlan]
    /// The alert rules.
    public var rules: [AlertRulePlan]
    /// How long after a window's end its result may still change, in milliseconds.
    public var allowedLatenessMilliseconds: Int64

    /// A plan from its parts.
    public init(groups: [MetricGroupPlan], rules: [AlertRulePlan], allowedLatenessMilliseconds: Int64) {
        self.groups = groups
        self.rules = rules
        self.allowedLatenessMilliseconds = allowedLatenessMilliseconds
    }
}

/// Takes what a merge task tells; batches and evidence are valid during the call.
public protocol MergeOutput: AnyObject {
    /// Results of one metric for one window.
    func tell(_ results: RowBatch, group: Int, metric: Int, kind: ResultKind)
    /// A transition of an alert.
    func tell(_ transition: AlertTransition, entity: UnsafeRawBufferPointer)
}

/// One task of the merge stage: adds up partials of its keys, closes windows and runs alert rules.
///
/// Time moves in steps: results and deadlines up to the watermark are worked through in the order of their event
/// times, so that a watermark that jumps tells the same as one that creeps.
public final class MergeTask {
    private let plan: MergePlan
    /// Strings of result rows.
    public let symbols: SymbolTable
    private let groups: [WindowedMetrics]
    private let rules: [AlertInstances]
    private var watermark = Int64.min

    /// A task without state.
    ///
    /// - Parameters:
    ///   - plan: what it does.
    ///   - symbols: the strings of result rows; those of its input for a task that rows are added to.
    public init(plan: MergePlan, symbols: SymbolTable = SymbolTable()) {
        self.plan = plan
        self.symbols = symbols
        groups = plan.groups.map {
            WindowedMetrics(
                plan: $0, allowedLateness: plan.allowedLatenessMilliseconds, symbols: symbols)
        }
        rules = plan.rules.enumerated().map { index, rule in
            AlertInstances(
                plan: rule, index: index, layout: plan.groups[rule.group].metrics[rule.metric].results.rows,
                symbols: symbols, capacity: 1024)
        }
    }

    /// How many records all panes hold, and how many alert instances are active.
    public var size: (panes: Int, records: Int, instances: Int) {
        let sizes = groups.map(\.size)
        return (
            sizes.reduce(0) { $0 + $1.panes }, sizes.reduce(0) { $0 + $1.records },
            rules.reduce(0) { $0 + $1.count }
        )
    }

    /// Bytes of memory that panes and windows take, but for keys and their names.
    public var byteCount: Int { groups.reduce(0) { $0 + $1.byteCount } }

    /// Adds partials.
    public func add(_ block: PartialBlock) { groups[block.group].add(block) }

    /// Adds rows of a group's input themselves: for a task that gets all rows of its keys, so that there is nothing
    /// to add up across tasks.
    ///
    /// - Parameters:
    ///   - batch: the rows, with strings of the task's ``symbols``.
    ///   - group: the group, by its place in the plan.
    ///   - weights: 1 for each row, or -1 for one that takes an earlier row back; `nil` when all are 1.
    /// - Complexity: O(rows × aggregates), whatever the number of overlapping windows.
    public func add(_ batch: RowBatch, group: Int, weights: UnsafePointer<Int64>? = nil) {
        groups[group].add(batch, weights: weights, capacity: batch.capacity)
    }

    /// Tells everything that is due up to a watermark.
    ///
    /// - Parameters:
    ///   - watermark: every partial of rows before it has been added.
    ///   - firstEventTime: when the pipeline's input began; windows that began before are partial.
    ///   - output: takes what is told.
    public func advance(to watermark: EventTime, firstEventTime: EventTime, output: some MergeOutput) {
        guard watermark.milliseconds > self.watermark else { return }
        self.watermark = watermark.milliseconds
        while let step = nextStep(), step.time <= self.watermark {
            switch step {
            case .deadline(let rule, let time):
                let keys = groups[rules[rule].plan.group].keys
                rules[rule].pass(time) { output.tell($0, entity: keys.bytes(of: $0.key)) }
            case .window(let group, let shape, let boundary, let isFinal, _):
                tell(group, shape, boundary, isFinal, firstEventTime, output)
            }
        }
    }

    private enum Step {
        case deadline(rule: Int, time: Int64)
        case window(group: Int, shape: Int, boundary: Int64, isFinal: Bool, time: Int64)

        var time: Int64 {
            switch self {
            case .deadline(_, let time), .window(_, _, _, _, let time): time
            }
        }
    }

    /// What is due first; a window before a deadline of the same time, as its evaluation may change the deadline.
    private func nextStep() -> Step? {
        var next: Step?
        for group in groups.indices {
            guard let due = groups[group].nextDue(), due.time < next?.time ?? .max else { continue }
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
        for rule in rules.indices {
            if let deadline = rules[rule].deadline, deadline < next?.time ?? .max {
                next = .deadline(rule: rule, time: deadline)
            }
        }
        return next
    }

    /// The next boundary of a rule for which no data means something although no pane is left.
    private func silentEvaluation(_ rule: Int) -> (shape: Int, boundary: Int64, time: Int64)? {
        guard rules[rule].caresForNoData else { return nil }
        let group = groups[rules[rule].plan.group]
        let shape = group.shape(of: rules[rule].plan.metric)
        return group.boundaryAfterLast(shape: shape).map { (shape, $0, group.time(of: $0)) }
    }

    private func tell(
        _ group: Int, _ shape: Int, _ boundary: Int64, _ isFinal: Bool, _ firstEventTime: EventTime,
        _ output: some MergeOutput
    ) {
        // Rules see a window once, when it ends.
        let evaluates = !isFinal || plan.allowedLatenessMilliseconds == 0
        let own = groups[group]
        let metrics = own.metrics(of: shape)
        let rules =
            evaluates ? self.rules.filter { $0.plan.group == group && metrics.contains($0.plan.metric) } : []
        let time = own.time(of: boundary)
        own.tell(
            shape: shape, boundary: boundary, isFinal: isFinal, firstInput: firstEventTime.milliseconds
        ) { metric, rows, kind in
            output.tell(rows.batch, group: group, metric: metric, kind: kind)
            guard kind != .withdrawn else { return }
            for rule in rules where rule.plan.metric == metric {
                rule.evaluate(rows, at: time) { output.tell($0, entity: own.keys.bytes(of: $0.key)) }
            }
        }
        for rule in rules {
            rule.finishEvaluation(at: time) { output.tell($0, entity: own.keys.bytes(of: $0.key)) }
        }
    }
}
