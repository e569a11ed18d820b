package import EventModel
import Expressions

/// One score in a merge task: the latest results of its inputs by key, and what becomes of them at each step.
///
/// Results come in the order of their event times, the scores of a time after all results of that time. A result
/// replaces one of the same or an earlier window, never one of a later window; a withdrawn one leaves its input
/// missing until the next.
///
/// - Complexity: a result O(its columns), a step O(keys × columns); keys are put in order again only when some came.
package final class ScoreTable {
    struct Reading {
        var windowStart = Int64.max
        var windowEnd = Int64.min
        var isFinal = false
        var isPartial = false
        var isMissing: Bool { windowEnd == .min }
    }

    let plan: ScorePlan
    package let keys: SymbolTable
    let symbols: SymbolTable
    // The first column of each input in the score's rows.
    let inputColumns: [Int]
    let batch: RowBatch
    let batchKeys: UnsafeMutablePointer<UInt32>
    let value: ExpressionEvaluator
    let ratedWhen: ExpressionEvaluator?
    let levels: ScoreLevels
    @exclusivity(unchecked) var slots = EntitySlots()
    // By slot: the key that has it, as long as there is one.
    @exclusivity(unchecked) var owners: [UInt32?] = []
    // One reading per slot and input.
    @exclusivity(unchecked) var readings: [Reading] = []
    @exclusivity(unchecked) var rows: KeptRows
    @exclusivity(unchecked) var history: ScoreHistory
    // The live keys with their slots, in the order of their bytes when it is sorted.
    @exclusivity(unchecked) var order: [(key: UInt32, slot: Int)] = []
    @exclusivity(unchecked) var isSorted = true
    @exclusivity(unchecked) var batchSlots: [Int] = []
    @exclusivity(unchecked) var last = Int64.min
    @exclusivity(unchecked) var next = Int64.max
    /// What is to be written.
    @exclusivity(unchecked) package var changes = SlotChanges()

    /// An empty table.
    ///
    /// - Parameters:
    ///   - plan: the score.
    ///   - keys: the keys that results are told of, as ``KeyBytes``.
    ///   - symbols: the strings of results.
    ///   - capacity: the most rows of a batch that is told.
    package init(plan: ScorePlan, keys: SymbolTable, symbols: SymbolTable, capacity: Int = 1024) {
        self.plan = plan
        self.keys = keys
        self.symbols = symbols
        var column = plan.results.firstInputColumn
        inputColumns = plan.inputs.map { input in
            defer { column += input.columns.count }
            return column
        }
        batch = RowBatch(layout: plan.results.rows, capacity: capacity)
        batchKeys = .allocate(capacity: capacity)
        value = ExpressionEvaluator(plan.value, symbols: symbols, capacity: capacity)
        ratedWhen = plan.ratedWhen.map { ExpressionEvaluator($0, symbols: symbols, capacity: capacity) }
        levels = ScoreLevels(plan.levels) { Int64(symbols.intern($0)) }
        rows = KeptRows(layout: plan.results.rows)
        history = ScoreHistory(steps: plan.compareSteps, everyMilliseconds: plan.everyMilliseconds)
    }

    deinit { batchKeys.deallocate() }

    /// How many keys there are.
    package var count: Int { slots.count }

    /// When the next scores are due; `nil` when there is no key.
    package var nextDue: Int64? { slots.count > 0 ? next : nil }

    /// The step after the last one, whether or not there is any key.
    package var boundaryAfterLast: Int64? { last == .min ? nil : last + plan.everyMilliseconds }

    /// Takes in results of a metric, if the score reads it.
    ///
    /// - Parameters:
    ///   - results: rows of the metric's layout.
    ///   - rowKeys: their keys.
    ///   - group: the metric's group.
    ///   - metric: its place in the group.
    ///   - kind: what the results are worth.
    ///   - time: the event time at which they are told, not before the last score.
    package func take(
        _ results: RowBatch, keys rowKeys: UnsafePointer<UInt32>, group: Int, metric: Int, kind: ResultKind,
        at time: Int64
    ) {
        for (place, input) in plan.inputs.enumerated() where input.group == group && input.metric == metric {
            if slots.count == 0 {
                let due =
                    (Pane.index(of: time - 1, width: plan.everyMilliseconds) + 1) * plan.everyMilliseconds
                next = max(due, boundaryAfterLast ?? due)
                changes.hasOther = true
            }
            for row in 0..<results.count {
                if kind == .withdrawn {
                    withdraw(results, row, rowKeys[row], place)
                } else {
                    take(results, row, rowKeys[row], place, isFinal: kind == .final)
                }
            }
        }
    }

    /// Notes that the scores of a step have been told.
    func passed(_ boundary: Int64) {
        last = max(last, boundary)
        next = last + plan.everyMilliseconds
        changes.hasOther = true
    }

    private func take(_ results: RowBatch, _ row: Int, _ key: UInt32, _ input: Int, isFinal: Bool) {
        let slot = slots.find(key) ?? makeSlot(key, results, row)
        let place = slot * plan.inputs.count + input
        let windowEnd = results.values[2][row]
        let known = readings[place]
        guard windowEnd > known.windowEnd || windowEnd == known.windowEnd && (isFinal || !known.isFinal)
        else { return }
        changes.mark(slot)
        readings[place] = Reading(
            windowStart: results.values[1][row], windowEnd: windowEnd, isFinal: isFinal,
            isPartial: results.values[3][row] != 0)
        for (offset, column) in plan.inputs[input].columns.enumerated() {
            rows.put(results, row: row, column: column, into: slot, inputColumns[input] + offset)
        }
    }

    private func withdraw(_ results: RowBatch, _ row: Int, _ key: UInt32, _ input: Int) {
        guard let slot = slots.find(key),
            readings[slot * plan.inputs.count + input].windowEnd == results.values[2][row]
        else { return }
        forget(slot, input)
    }

    /// Makes an input missing.
    func forget(_ slot: Int, _ input: Int) {
        changes.mark(slot)
        readings[slot * plan.inputs.count + input] = Reading()
        for offset in plan.inputs[input].columns.indices { rows.clear(slot, inputColumns[input] + offset) }
    }

    private func makeSlot(_ key: UInt32, _ results: RowBatch, _ row: Int) -> Int {
        let slot = makeSlot(key)
        for column in ResultLayout.firstKeyColumn..<plan.results.valueColumn {
            rows.put(results, row: row, column: column, into: slot, column)
        }
        return slot
    }

    /// A slot of which nothing is known.
    func makeSlot(_ key: UInt32) -> Int {
        let slot = slots.insert(key)
        let inputs = plan.inputs.count
        if readings.count < (slot + 1) * inputs {
            readings.append(contentsOf: repeatElement(Reading(), count: inputs))
        }
        for place in slot * inputs..<(slot + 1) * inputs { readings[place] = Reading() }
        rows.reset(slot)
        history.reset(slot)
        changes.mark(slot)
        if slot == owners.count { owners.append(key) } else { owners[slot] = key }
        order.append((key, slot))
        isSorted = false
        return slot
    }
}
