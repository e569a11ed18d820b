import EventModel
import Expressions

/// Adds rows to one aggregate.
struct AggregateEvaluator {
    private let plan: AggregatePlan
    private let operand: SharedColumn?
    private let condition: RowChoice?
    private let grid: PaneGrid
    private let symbols: SymbolTable

    init(_ plan: AggregatePlan, among outer: RowChoice?, grid: PaneGrid, _ pool: ExpressionPool) {
        self.plan = plan
        self.grid = grid
        symbols = pool.symbols
        operand = plan.operand.map { pool.column($0) }
        condition = plan.condition.map { pool.choice($0, among: outer) }
    }

    func add(_ batch: RowBatch, _ all: RowTargets, _ arena: RecordArena) {
        let targets = condition.map { $0.narrow(all, batch) } ?? all
        let place = plan.place
        guard let operand else {
            if plan.form == .share { targets.addCount(place + 1) }
            return targets.addCount(place)
        }
        let values = operand.values(batch)
        switch plan.form {
        case .count: targets.addCount(place)
        case .share: targets.addShare(values, place)
        case .sum(.integer): targets.addIntegers(values, place, countAt: nil)
        case .mean(.integer): targets.addIntegers(values, place, countAt: place + 2)
        case .sum(.decimal): targets.addDecimals(values, place, countAt: nil)
        case .mean(.decimal): targets.addDecimals(values, place, countAt: place + 2)
        case .variance(let kind): targets.addSquares(values, kind, place)
        case .extreme(let kind, let smallest): targets.addExtreme(values, kind, smallest, place)
        case .edge(let type, let latest):
            targets.addEdge(values, type, latest, times: batch.times, symbols, place)
        case .decayedSum(let halfLife): targets.addDecayed(values, batch.times, grid, halfLife, place)
        case .distinct, .quantile, .top, .sample:
            arena.sketches[place].add(values, targets, arena, symbols)
        }
    }
}
