public import EventModel
import Expressions

/// A transition of one instance, with the result row that it rests on.
public struct AlertTransition {
    /// The rule, by its place in the pipeline's plan.
    public var rule: Int
    /// The entity, in the merge task's key table.
    public var key: UInt32
    /// What happened.
    public var transition: AlertEpisode.Transition
    /// When, by event time.
    public var time: EventTime
    /// When the episode began, by event time.
    public var startedAt: EventTime
    /// The last result that was evaluated, a batch of one row; valid during the call.
    public var evidence: RowBatch
}

/// The active instances of one rule in a merge task.
final class AlertInstances {
    private struct Instance {
        var episode = AlertEpisode()
        var evaluatedAt = Int64.min
        var values: [Int64] = []
        var states: [UInt8] = []
    }

    let plan: AlertRulePlan
    private let index: Int
    private let when: ExpressionEvaluator
    private let clear: ExpressionEvaluator?
    // Entities whose instance is inactive are not kept.
    private var instances: [UInt32: Instance] = [:]
    private let evidence: RowBatch
    private var nextDeadline: Int64?

    init(plan: AlertRulePlan, index: Int, layout: RowLayout, symbols: SymbolTable, capacity: Int) {
        self.plan = plan
        self.index = index
        when = ExpressionEvaluator(plan.when, symbols: symbols, capacity: capacity)
        clear = plan.clear.map { ExpressionEvaluator($0, symbols: symbols, capacity: capacity) }
        evidence = RowBatch(layout: layout, capacity: 1)
    }

    var count: Int { instances.count }

    /// Whether an evaluation that finds no data would change an instance.
    var caresForNoData: Bool {
        plan.noData == .resolve && instances.values.contains { !$0.episode.isSettling }
    }

    /// The event time at which an instance changes by itself.
    var deadline: Int64? { nextDeadline }

    /// Evaluates the rule for each row of a window's results.
    func evaluate(_ rows: ResultRows, at time: Int64, _ emit: (AlertTransition) -> Void) {
        let batch = rows.batch
        let holds = truths(when.evaluate(batch), batch.count)
        let isClear = clear.map { truths($0.evaluate(batch), batch.count) }
        for row in 0..<batch.count {
            let isLeftOut = !plan.includesPartial && batch.values[3][row] != 0
            let fires = holds[row] && !isLeftOut
            let key = rows.keys[row]
            guard fires || instances[key] != nil else { continue }
            var instance = instances[key] ?? Instance()
            instance.evaluatedAt = time
            instance.values = batch.values.map { $0[row] }
            instance.states = batch.states.map { $0[row] }
            let transition = instance.episode.evaluate(
                at: time, holds: fires, isClear: isClear?[row] ?? !fires, plan.timing)
            store(key, instance, transition, time, emit)
        }
    }

    /// Applies `no_data` to instances that the evaluation at `time` brought no row for.
    func finishEvaluation(at time: Int64, _ emit: (AlertTransition) -> Void) {
        if plan.noData == .resolve {
            for key in instances.keys.sorted() {
                guard var instance = instances[key], instance.evaluatedAt != time else { continue }
                let transition = instance.episode.evaluate(at: time, holds: false, isClear: true, plan.timing)
                store(key, instance, transition, time, emit)
            }
        }
        findDeadline()
    }

    /// Lets time pass for instances with a deadline up to `time`.
    func pass(_ time: Int64, _ emit: (AlertTransition) -> Void) {
        for key in instances.keys.sorted() {
            guard var instance = instances[key], let deadline = instance.episode.deadline(plan.timing),
                deadline <= time
            else { continue }
            let transition = instance.episode.pass(deadline, plan.timing)
            store(key, instance, transition, deadline, emit)
        }
        findDeadline()
    }

    private func store(
        _ key: UInt32, _ instance: Instance, _ transition: AlertEpisode.Transition?, _ time: Int64,
        _ emit: (AlertTransition) -> Void
    ) {
        if let transition {
            for column in instance.values.indices {
                evidence.values[column][0] = instance.values[column]
                evidence.states[column][0] = instance.states[column]
            }
            evidence.count = 1
            emit(
                AlertTransition(
                    rule: index, key: key, transition: transition, time: EventTime(milliseconds: time),
                    startedAt: EventTime(milliseconds: instance.episode.startedAt), evidence: evidence))
        }
        instances[key] = instance.episode.isInactive ? nil : instance
    }

    private func findDeadline() {
        nextDeadline = instances.values.lazy.compactMap { $0.episode.deadline(self.plan.timing) }.min()
    }

    private func truths(_ column: ColumnView, _ count: Int) -> [Bool] {
        (0..<count).map { column.states[$0] == CellState.value.rawValue && column.values[$0] != 0 }
    }
}
