import Dataflow
import EventModel

/// Feeds rows of the merge tests to one task: by way of partials, or as they are.
final class MergeFeed {
    let task: MergeTask
    private let symbols: SymbolTable
    private let deltas: [any MetricDeltas]
    private let isDirect: Bool
    private let batch: RowBatch
    private let weights: UnsafeMutablePointer<Int64>

    init(plan: MergePlan, isDirect: Bool, batchSize: Int) {
        self.isDirect = isDirect
        let symbols = SymbolTable()
        self.symbols = symbols
        task = MergeTask(plan: plan, symbols: isDirect ? symbols : SymbolTable())
        deltas = plan.groups.enumerated().map {
            $1.makeDeltas(index: $0, symbols: symbols, capacity: batchSize)
        }
        batch = RowBatch(layout: MergeMetric.layout, capacity: batchSize)
        weights = .allocate(capacity: batchSize)
    }

    deinit { weights.deallocate() }

    func add(_ rows: [MergeRow]) {
        var start = 0
        while start < rows.count {
            let end = min(start + batch.capacity, rows.count)
            rows[start..<end].fill(batch, weights, symbols)
            let weights = rows[start..<end].contains { $0.weight < 0 } ? weights : nil
            for (group, deltas) in deltas.enumerated() {
                isDirect
                    ? task.add(batch, group: group, weights: weights) : deltas.add(batch, weights: weights)
            }
            start = end
        }
    }

    func commit() {
        var blocks: [[PartialBlock]] = [[]]
        for group in deltas { group.flush(mergeTasks: 1, into: &blocks) }
        for block in blocks[0] { task.add(block) }
    }
}

extension ArraySlice<MergeRow> {
    /// Puts the rows into a batch of the merge tests' layout.
    func fill(_ batch: RowBatch, _ weights: UnsafeMutablePointer<Int64>, _ symbols: SymbolTable) {
        batch.removeAll()
        for source in self {
            let row = batch.count
            batch.count += 1
            let cells: [Int64?] = [
                source.time, source.seller.map { Int64(symbols.intern($0)) },
                source.region.map { Int64(symbols.intern($0)) }, source.amount,
                source.price.map { Int64(bitPattern: $0.bitPattern) }, source.isOk.map { $0 ? 1 : 0 },
            ]
            for (column, cell) in cells.enumerated() {
                batch.values[column][row] = cell ?? 0
                batch.states[column][row] = (cell == nil ? CellState.null : .value).rawValue
            }
            weights[row] = source.weight
        }
    }
}
