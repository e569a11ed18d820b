import EventModel
import Expressions

/// Adds batches of rows to the records of one metric group, on one thread: one loop per aggregate.
final class RowAggregation {
    private let metrics: [MetricAggregation]
    private let pool: ExpressionPool
    // All aggregates of some rows before the next ones, so that wide records stay in a near cache meanwhile.
    private let rowsTogether: Int

    init(plan: MetricGroupPlan, symbols: SymbolTable, capacity: Int) {
        rowsTogether = max(256, 32_768 / max(1, plan.record.wordCount))
        let pool = ExpressionPool(symbols: symbols, capacity: capacity)
        self.pool = pool
        metrics = plan.metrics.filter { !$0.isReadOnly }.map { MetricAggregation($0, grid: plan.grid, pool) }
    }

    /// Adds rows.
    ///
    /// - Parameters:
    ///   - batch: the rows.
    ///   - weights: 1 or -1 for each row; `nil` when all are 1.
    ///   - places: where each row's record begins in the arena, in words.
    ///   - arena: the records.
    func add(
        _ batch: RowBatch, weights: UnsafePointer<Int64>?, places: UnsafePointer<Int>, arena: RecordArena
    ) {
        pool.beginBatch()
        var start = 0
        while start < batch.count {
            let end = min(start + rowsTogether, batch.count)
            let all = RowTargets(
                rows: start..<end, chosen: nil, weights: weights, places: places, words: arena.words)
            for metric in metrics { metric.add(batch, all, arena) }
            start = end
        }
    }
}

/// The rows of one metric.
private struct MetricAggregation {
    private let plan: MetricPlan
    private let filter: RowChoice?
    private let aggregates: [AggregateEvaluator]
    private let outcomes: OutcomeSymbols

    init(_ plan: MetricPlan, grid: PaneGrid, _ pool: ExpressionPool) {
        self.plan = plan
        filter = plan.filter.map { pool.choice($0, among: nil) }
        let filter = filter
        outcomes = OutcomeSymbols(pool.symbols)
        // A count of all rows is in the metric's own word.
        aggregates = plan.aggregates.filter { !($0.form == .count && $0.condition == nil) }.map {
            AggregateEvaluator($0, among: filter, grid: grid, pool)
        }
    }

    func add(_ batch: RowBatch, _ all: RowTargets, _ arena: RecordArena) {
        let targets = filter.map { $0.narrow(all, batch) } ?? all
        if !plan.isCountedByAnother {
            let word = plan.rowCountWord
            targets.forEach { _, weight, record in record[word] &+= weight }
            if let column = plan.outcomeColumn, let first = plan.outcomeWord {
                let values = batch.values[column]
                targets.forEach { row, weight, record in
                    if let place = outcomes.place(of: UInt32(truncatingIfNeeded: values[row])) {
                        record[first + place] &+= weight
                    }
                }
            }
        }
        for aggregate in aggregates { aggregate.add(batch, targets, arena) }
    }
}
