import EventModel
import Expressions

/// The expressions of a group's metrics: those that many metrics use are evaluated once per batch.
final class ExpressionPool {
    let symbols: SymbolTable
    private let capacity: Int
    private var columns: [SharedColumn] = []
    private var choices: [RowChoice] = []

    init(symbols: SymbolTable, capacity: Int) {
        self.symbols = symbols
        self.capacity = capacity
    }

    /// Forgets what was evaluated for the last batch.
    func beginBatch() {
        for column in columns { column.isFresh = false }
        for choice in choices { choice.isFresh = false }
    }

    /// The column of an expression.
    func column(_ expression: CompiledExpression) -> SharedColumn {
        if let key = expression.sharingKey, let known = columns.first(where: { $0.key == key }) {
            return known
        }
        let column = SharedColumn(expression, symbols: symbols, capacity: capacity)
        columns.append(column)
        return column
    }

    /// The rows for which a condition is true, of those of another choice.
    func choice(_ condition: CompiledExpression, among outer: RowChoice?) -> RowChoice {
        let column = column(condition)
        if let known = choices.first(where: { $0.condition === column && $0.outer === outer }) {
            return known
        }
        let choice = RowChoice(column, among: outer, capacity: capacity)
        choices.append(choice)
        return choice
    }
}

/// An expression that is evaluated when it is first asked for in a batch.
final class SharedColumn {
    let key: String?
    private let evaluator: ExpressionEvaluator
    private var view: ColumnView?
    var isFresh = false

    init(_ expression: CompiledExpression, symbols: SymbolTable, capacity: Int) {
        key = expression.sharingKey
        evaluator = ExpressionEvaluator(expression, symbols: symbols, capacity: capacity)
    }

    /// The values for all rows of the batch.
    func values(_ batch: RowBatch) -> ColumnView {
        if isFresh, let view { return view }
        let fresh = evaluator.evaluate(batch)
        view = fresh
        isFresh = true
        return fresh
    }
}

/// The rows of a batch for which a condition is true.
final class RowChoice {
    let condition: SharedColumn
    let outer: RowChoice?
    private let chosen: UnsafeMutablePointer<UInt32>
    private var count = 0
    var isFresh = false

    init(_ condition: SharedColumn, among outer: RowChoice?, capacity: Int) {
        self.condition = condition
        self.outer = outer
        chosen = .allocate(capacity: capacity)
    }

    deinit { chosen.deallocate() }

    /// Those of the rows that are worked on which are chosen; valid until the next batch.
    func narrow(_ targets: RowTargets, _ batch: RowBatch) -> RowTargets {
        let all = rows(batch)
        let first = place(of: targets.rows.lowerBound, in: all)
        let end = place(of: targets.rows.upperBound, in: all)
        var narrowed = targets
        narrowed.chosen = UnsafeBufferPointer(rebasing: all[first..<end])
        return narrowed
    }

    /// All rows of the batch that are chosen, ascending.
    private func rows(_ batch: RowBatch) -> UnsafeBufferPointer<UInt32> {
        if !isFresh {
            choose(outer?.rows(batch), batch)
            isFresh = true
        }
        return UnsafeBufferPointer(start: chosen, count: count)
    }

    private func place(of row: Int, in rows: UnsafeBufferPointer<UInt32>) -> Int {
        var (low, high) = (0, rows.count)
        while low < high {
            let middle = (low + high) / 2
            if Int(rows[middle]) < row { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func choose(_ outer: UnsafeBufferPointer<UInt32>?, _ batch: RowBatch) {
        let result = condition.values(batch)
        let (values, states, chosen) = (result.values, result.states, chosen)
        var count = 0
        @inline(__always)
        func offer(_ row: Int) {
            chosen[count] = UInt32(truncatingIfNeeded: row)
            count += Int(states[row] & 1 & UInt8(truncatingIfNeeded: values[row]))
        }
        if let outer {
            for row in outer { offer(Int(row)) }
        } else {
            for row in 0..<batch.count { offer(row) }
        }
        self.count = count
    }
}
