import EventModel
import Expressions

/// The evaluators of one metric on one thread.
struct MetricEvaluators {
    let plan: MetricPlan
    let filter: Condition?
    let aggregates: [AggregateEvaluator]

    init(_ plan: MetricPlan, symbols: SymbolTable, capacity: Int) {
        self.plan = plan
        filter = plan.filter.map { Condition($0, symbols: symbols, capacity: capacity) }
        aggregates = plan.aggregates.map { AggregateEvaluator($0, symbols: symbols, capacity: capacity) }
    }
}

/// A condition that takes rows out of a mask.
struct Condition {
    private let evaluator: ExpressionEvaluator

    init(_ expression: CompiledExpression, symbols: SymbolTable, capacity: Int) {
        evaluator = ExpressionEvaluator(expression, symbols: symbols, capacity: capacity)
    }

    /// Sets the weights of rows for which the condition is not true to 0.
    func narrow(_ weights: UnsafeMutablePointer<Int64>, _ batch: RowBatch) {
        let result = evaluator.evaluate(batch)
        for row in 0..<batch.count
        where result.states[row] != CellState.value.rawValue || result.values[row] == 0 {
            weights[row] = 0
        }
    }
}

/// Adds rows to one aggregate's words.
struct AggregateEvaluator {
    let plan: AggregatePlan
    private let operand: ExpressionEvaluator?
    private let condition: Condition?
    private let narrowed: WeightBuffer

    init(_ plan: AggregatePlan, symbols: SymbolTable, capacity: Int) {
        self.plan = plan
        operand = plan.operand.map { ExpressionEvaluator($0, symbols: symbols, capacity: capacity) }
        condition = plan.condition.map { Condition($0, symbols: symbols, capacity: capacity) }
        narrowed = WeightBuffer(capacity: capacity)
    }

    /// - Parameters:
    ///   - batch: the rows.
    ///   - weights: 0 for rows to leave out, else 1 or -1.
    ///   - records: the record of each row that is not left out.
    ///   - words: the aggregate's first word in the first record.
    ///   - stride: words from one record to the next.
    func add(
        _ batch: RowBatch, weights: UnsafeMutablePointer<Int64>, records: UnsafePointer<Int32>,
        words: UnsafeMutablePointer<Int64>, stride: Int
    ) {
        var weights = UnsafePointer(weights)
        if let condition {
            narrowed.weights.update(from: weights, count: batch.count)
            condition.narrow(narrowed.weights, batch)
            weights = UnsafePointer(narrowed.weights)
        }
        let rows = WeightedRows(
            count: batch.count, weights: weights, records: records, words: words, stride: stride)
        guard let operand else {
            if plan.form == .share { return rows.addShareOfAll() }
            return rows.addCount()
        }
        let values = operand.evaluate(batch)
        switch plan.form {
        case .count: rows.addCount()
        case .share: rows.addShare(values)
        case .sumOfIntegers: rows.addIntegers(values, counting: false)
        case .meanOfIntegers: rows.addIntegers(values, counting: true)
        case .sumOfDecimals: rows.addDecimals(values, counting: false)
        case .meanOfDecimals: rows.addDecimals(values, counting: true)
        case .extreme(let ofIntegers, let smallest): rows.addExtreme(values, ofIntegers, smallest)
        }
    }
}

/// Scratch memory for weights, owned by one evaluator.
final class WeightBuffer {
    let weights: UnsafeMutablePointer<Int64>

    init(capacity: Int) { weights = .allocate(capacity: capacity) }
    deinit { weights.deallocate() }
}

/// The inner loops: one per form of aggregate.
struct WeightedRows {
    let count: Int
    let weights: UnsafePointer<Int64>
    let records: UnsafePointer<Int32>
    let words: UnsafeMutablePointer<Int64>
    let stride: Int

    @inline(__always)
    private func forEach(_ body: (_ row: Int, _ weight: Int64, _ word: UnsafeMutablePointer<Int64>) -> Void) {
        for row in 0..<count {
            let weight = weights[row]
            if weight != 0 { body(row, weight, words + Int(records[row]) * stride) }
        }
    }

    func addCount() { forEach { _, weight, word in word[0] &+= weight } }

    func addShareOfAll() {
        forEach { _, weight, word in
            word[0] &+= weight
            word[1] &+= weight
        }
    }

    func addShare(_ condition: ColumnView) {
        forEach { row, weight, word in
            let holds = condition.states[row] == CellState.value.rawValue && condition.values[row] != 0
            word[0] &+= holds ? weight : 0
            word[1] &+= weight
        }
    }

    func addIntegers(_ column: ColumnView, counting: Bool) {
        forEach { row, weight, word in
            guard column.states[row] == CellState.value.rawValue else { return }
            let delta = Int128(column.values[row]) * Int128(weight)
            AggregateWords.setWide(word, AggregateWords.wide(word) &+ delta)
            if counting { word[2] &+= weight }
        }
    }

    func addDecimals(_ column: ColumnView, counting: Bool) {
        forEach { row, weight, word in
            guard column.states[row] == CellState.value.rawValue,
                let value = AggregateWords.millionths(AggregateWords.double(column.values[row]))
            else { return }
            AggregateWords.setWide(word, AggregateWords.wide(word) &+ value * Int128(weight))
            if counting { word[2] &+= weight }
        }
    }

    func addExtreme(_ column: ColumnView, _ ofIntegers: Bool, _ smallest: Bool) {
        forEach { row, weight, word in
            guard column.states[row] == CellState.value.rawValue else { return }
            let value = column.values[row]
            guard ofIntegers || !AggregateWords.double(value).isNaN else { return }
            if word[1] == 0 || AggregateWords.isBeyond(value, word[0], ofIntegers, smallest) {
                word[0] = value
            }
            word[1] &+= weight
        }
    }
}
