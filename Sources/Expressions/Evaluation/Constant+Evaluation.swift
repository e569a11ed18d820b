import EventModel

extension Constant {
    /// What an expression without names comes to.
    init(evaluating compiled: CompiledExpression) {
        let batch = RowBatch(layout: RowLayout([]), capacity: 1)
        batch.count = 1
        let evaluator = ExpressionEvaluator(compiled, symbols: SymbolTable(), capacity: 1)
        let result = evaluator.evaluate(batch)
        let slot = result.values[0]
        switch (CellState(rawValue: result.states[0]), compiled.type) {
        case (.null, _): self = .null
        case (.value, .int): self = .int(slot)
        case (.value, .double): self = .double(Double(bitPattern: UInt64(bitPattern: slot)))
        case (.value, .bool): self = .bool(slot == 1)
        case (.value, .time): self = .time(slot)
        case (.value, .duration): self = .duration(slot)
        case (.value, .string):
            self =
                evaluator.stringBytes(row: 0, batch: batch).map {
                    .string(String(decoding: $0, as: UTF8.self))
                } ?? .error
        default: self = .error
        }
    }
}
