import Dataflow
import EventModel
import Planning

/// Feeds the trackers of one pipeline's visits on one thread and passes on what they tell.
final class VisitStep: VisitRowsConsumer {
    let source: Int
    private let plan: VisitStepPlan
    private let symbols: SymbolTable
    private let deltas: GroupDeltas
    private let marks: VisitMarks
    private let rows: WeightedRows

    init(plan: VisitStepPlan, symbols: SymbolTable, capacity: Int, deltas: GroupDeltas) {
        source = plan.source
        self.plan = plan
        self.symbols = symbols
        self.deltas = deltas
        marks = VisitMarks(plan: plan.visits, symbols: symbols, capacity: capacity)
        rows = WeightedRows(layout: plan.visits.rows.rows, capacity: capacity)
    }

    /// The tracker of one task; all trackers of the thread share this step's batches.
    func makeTracker() -> VisitTracker {
        VisitTracker(plan: plan.visits, symbols: symbols, marks: marks, rows: rows)
    }

    func consumeVisits(_ rows: WeightedRows) {
        for group in plan.groups { deltas.add(rows.batch, weights: rows.weights, to: group) }
    }
}
