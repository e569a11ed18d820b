import EventModel
import Expressions

/// A condition written as expressions over the columns of a result.
final class ExpressionCondition: RuleCondition {
    private let when: ExpressionEvaluator
    private let clear: ExpressionEvaluator?

    init(when: CompiledExpression, clear: CompiledExpression?, symbols: SymbolTable, capacity: Int) {
        self.when = ExpressionEvaluator(when, symbols: symbols, capacity: capacity)
        self.clear = clear.map { ExpressionEvaluator($0, symbols: symbols, capacity: capacity) }
    }

    func judge(
        _ batch: RowBatch, entities: UnsafePointer<UInt32>, at time: Int64,
        verdicts: UnsafeMutablePointer<RowVerdict>, figures: UnsafeMutablePointer<DetectorFigures>
    ) {
        let holds = when.evaluate(batch)
        for row in 0..<batch.count where Self.isTrue(holds, row) && !verdicts[row].contains(.isLeftOut) {
            verdicts[row].insert(.holds)
        }
        let isClear = clear?.evaluate(batch)
        for row in 0..<batch.count
        where isClear.map({ Self.isTrue($0, row) }) ?? !verdicts[row].contains(.holds) {
            verdicts[row].insert(.isClear)
        }
    }

    private static func isTrue(_ column: ColumnView, _ row: Int) -> Bool {
        column.states[row] == CellState.value.rawValue && column.values[row] != 0
    }
}
