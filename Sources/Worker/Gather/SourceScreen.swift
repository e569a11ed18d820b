import Dataflow
import EventModel
import Expressions
import Planning

/// Prepares the rows of one source on one thread: computes derived columns and takes out what is filtered and what was
/// there before.
final class SourceScreen {
    private let derivations: [Derivation]
    private let filter: ExpressionEvaluator?
    private let symbols: SymbolTable
    private let chosen: UnsafeMutablePointer<UInt32>
    // A text cell's bytes may lie in the buffer that grows when they are added to it.
    private var bytes: [UInt8] = []

    private struct Derivation {
        let column: Int
        let evaluator: ExpressionEvaluator
    }

    init(plan: SourceScreenPlan, symbols: SymbolTable, capacity: Int) {
        derivations = plan.derivations.map {
            Derivation(
                column: $0.column,
                evaluator: ExpressionEvaluator($0.value, symbols: symbols, capacity: capacity))
        }
        filter = plan.filter.map { ExpressionEvaluator($0, symbols: symbols, capacity: capacity) }
        self.symbols = symbols
        chosen = .allocate(capacity: capacity)
    }

    deinit { chosen.deallocate() }

    /// Leaves in a batch what may be used.
    ///
    /// Copies are looked for last: of events that nobody wants nothing is remembered.
    /// - Returns: how many rows were filtered and how many were there before.
    func apply(to batch: RowBatch, duplicates: DuplicateFilter?) -> (filtered: Int, duplicate: Int) {
        guard batch.count > 0 else { return (0, 0) }
        for derivation in derivations { derive(derivation, batch) }
        let filtered = filter.map { choose($0, batch) } ?? 0
        return (filtered, duplicates?.apply(to: batch) ?? 0)
    }

    /// Fills a column; what fails is null.
    private func derive(_ derivation: Derivation, _ batch: RowBatch) {
        let told = derivation.evaluator.evaluate(batch)
        let (values, states) = (batch.values[derivation.column], batch.states[derivation.column])
        let column = batch.layout.columns[derivation.column]
        for row in 0..<batch.count {
            let hasValue = told.states[row] == CellState.value.rawValue
            states[row] = (hasValue ? CellState.value : .null).rawValue
            guard hasValue else { continue }
            if column.type == .string {
                values[row] = keep(told.stringBytes(row: row), as: column.storage, in: batch)
            } else {
                values[row] = told.values[row]
            }
        }
    }

    private func keep(_ text: UnsafeRawBufferPointer?, as storage: StringStorage, in batch: RowBatch) -> Int64
    {
        let text = text ?? UnsafeRawBufferPointer(start: nil, count: 0)
        if storage == .symbol { return Int64(symbols.intern(text)) }
        bytes.removeAll(keepingCapacity: true)
        bytes.append(contentsOf: text)
        return bytes.withUnsafeBytes { batch.text.append($0) }.slot
    }

    private func choose(_ filter: ExpressionEvaluator, _ batch: RowBatch) -> Int {
        let (all, count) = (batch.count, filter.select(batch, into: chosen))
        for place in 0..<count where Int(chosen[place]) != place {
            batch.copyRow(from: Int(chosen[place]), to: place)
        }
        batch.count = count
        return all - count
    }
}
