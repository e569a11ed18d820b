import Dataflow
import EventModel
import Expressions
import Planning

/// Feeds the ledgers of one promise on one thread and passes on what they tell.
final class PromiseStep: PromiseRowsConsumer {
    private struct Feed {
        let plan: PromiseStepPlan.Feed
        let evaluator: ExpressionEvaluator?

        init(_ plan: PromiseStepPlan.Feed, _ symbols: SymbolTable, _ capacity: Int) {
            self.plan = plan
            evaluator = plan.when.map { ExpressionEvaluator($0, symbols: symbols, capacity: capacity) }
        }
    }

    private let plan: PromiseStepPlan
    private let symbols: SymbolTable
    private let made: Feed
    private let due: ExpressionEvaluator
    private let deciding: [Feed]
    private let waived: [Feed]
    private let gathered: [Feed]
    private let deltas: GroupDeltas
    private let rows: UnsafeMutablePointer<UInt32>
    private let dueRows: WeightedRows
    private let fulfilledRows: WeightedRows

    init(plan: PromiseStepPlan, symbols: SymbolTable, capacity: Int, deltas: GroupDeltas) {
        self.plan = plan
        self.symbols = symbols
        self.deltas = deltas
        made = Feed(plan.made, symbols, capacity)
        due = ExpressionEvaluator(plan.due, symbols: symbols, capacity: capacity)
        deciding = plan.deciding.map { Feed($0, symbols, capacity) }
        waived = plan.waived.map { Feed($0, symbols, capacity) }
        gathered = plan.gathered.map { Feed($0, symbols, capacity) }
        rows = .allocate(capacity: capacity)
        dueRows = WeightedRows(layout: plan.ledger.rows.rows, capacity: capacity)
        fulfilledRows = WeightedRows(layout: plan.ledger.rows.rows, capacity: capacity)
    }

    deinit { rows.deallocate() }

    /// The ledger of one task; all ledgers of the thread share this step's batches.
    func makeLedger() -> PromiseLedger {
        PromiseLedger(plan: plan.ledger, symbols: symbols, due: dueRows, fulfilled: fulfilledRows)
    }

    /// Feeds the rows of a source to the ledger of the task they belong to.
    func take(_ batch: RowBatch, source: Int, idColumn: Int, ledger: PromiseLedger) {
        if made.plan.source == source {
            let selected = select(made, batch)
            if selected.count > 0 {
                let dueAt = due.evaluate(batch)
                ledger.make(
                    batch, rows: selected, keyColumn: made.plan.keyColumn, idColumn: idColumn,
                    dueAt: (dueAt.values, dueAt.states), consumer: self)
            }
        }
        for feed in deciding where feed.plan.source == source {
            ledger.fulfil(batch, rows: select(feed, batch), keyColumn: feed.plan.keyColumn, consumer: self)
        }
        for feed in waived where feed.plan.source == source {
            ledger.waive(batch, rows: select(feed, batch), keyColumn: feed.plan.keyColumn, consumer: self)
        }
        for (field, feed) in gathered.enumerated() where feed.plan.source == source {
            ledger.gather(
                field, batch, rows: select(feed, batch), keyColumn: feed.plan.keyColumn, idColumn: idColumn,
                consumer: self)
        }
    }

    func consumeDue(_ rows: WeightedRows) {
        for group in plan.dueGroups { deltas.add(rows.batch, weights: rows.weights, to: group) }
    }

    func consumeFulfilled(_ rows: WeightedRows) {
        for group in plan.fulfilledGroups { deltas.add(rows.batch, weights: rows.weights, to: group) }
    }

    private func select(_ feed: Feed, _ batch: RowBatch) -> UnsafeBufferPointer<UInt32> {
        guard let evaluator = feed.evaluator else {
            for row in 0..<batch.count { rows[row] = UInt32(row) }
            return UnsafeBufferPointer(start: rows, count: batch.count)
        }
        return UnsafeBufferPointer(start: rows, count: evaluator.select(batch, into: rows))
    }
}
