public import EventModel

/// Writes a template for single rows; one thread owns it.
public final class TemplateRenderer {
    private enum Piece {
        case text(String)
        case expression(ExpressionEvaluator)
    }

    private let pieces: [Piece]

    /// A renderer for batches of at most `capacity` rows. Since it looks at one row at a time, it needs room for no
    /// more.
    ///
    /// - Precondition: `symbols` is the table that the batches' ids are from.
    public init(_ compiled: CompiledTemplate, symbols: SymbolTable, capacity: Int) {
        pieces = compiled.pieces.map {
            switch $0 {
            case .text(let text): .text(text)
            case .expression(let expression):
                .expression(ExpressionEvaluator(expression, symbols: symbols, capacity: 1))
            }
        }
    }

    /// The text for one row; off the hot path. What is null reads `null`, what cannot be computed `error`.
    public func render(_ batch: RowBatch, row: Int) -> String {
        precondition(row >= 0 && row < batch.count, "the batch has no such row")
        var text = ""
        for piece in pieces {
            switch piece {
            case .text(let literal): text += literal
            case .expression(let evaluator):
                text += Self.value(evaluator.evaluate(batch, rows: row..<row + 1))
            }
        }
        return text
    }

    private static func value(_ column: ColumnView) -> String {
        switch CellState(rawValue: column.states[0]) {
        case .null: "null"
        case .value:
            column.stringBytes(row: 0).map { String(decoding: $0, as: UTF8.self) }
                ?? ScalarText.format(column.values[0], type: column.type)
        default: "error"
        }
    }
}
