import EventModel
import Expressions

/// The names that most tests use, a batch of rows of them, and what expressions make of it.
final class Table {
    static let layout = RowLayout([
        .init(name: "amount", type: .double), .init(name: "ratio", type: .double),
        .init(name: "count", type: .int), .init(name: "rating", type: .int),
        .init(name: "first", type: .bool), .init(name: "bot", type: .bool),
        .init(name: "region", type: .string), .init(name: "fault", type: .string),
        .init(name: "note", type: .string, storage: .text),
        .init(name: "reason", type: .string, storage: .text),
        .init(name: "made", type: .time), .init(name: "due", type: .time),
    ])

    static let variables: [String: ValueType] = Dictionary(
        uniqueKeysWithValues: layout.columns.map { ($0.name, ValueType($0.type)) })

    static let scope = Scope(variables: variables)

    let symbols = SymbolTable()
    let batch: RowBatch

    /// Rows in which what is not named is null; the event time is the number of the row.
    init(_ rows: [[String: Cell]]) {
        batch = RowBatch(layout: Self.layout, capacity: max(rows.count, 1))
        for row in rows { append(row) }
    }

    func append(_ row: [String: Cell]) {
        let place = batch.count
        batch.count += 1
        for (index, column) in batch.layout.columns.enumerated() {
            let isTime = index == 0
            let cell = row[column.name] ?? (isTime ? .time(Int64(place)) : .null)
            // What a null slot holds must not matter.
            batch.values[index][place] = slot(cell, column) ?? -1
            let state: CellState = cell == .null ? .null : cell == .error ? .error : .value
            batch.states[index][place] = state.rawValue
        }
    }

    private func slot(_ cell: Cell, _ column: RowLayout.Column) -> Int64? {
        switch cell {
        case .null, .error: return nil
        case .int(let value), .time(let value), .duration(let value): return value
        case .double(let value): return Int64(bitPattern: value.bitPattern)
        case .bool(let value): return value ? 1 : 0
        case .string(let value):
            if column.storage == .symbol { return Int64(symbols.intern(value)) }
            var copy = value
            return copy.withUTF8 { batch.text.append(UnsafeRawBufferPointer($0)) }.slot
        }
    }

    /// The results of an expression for all rows.
    func results(_ text: String, scope: Scope = scope) throws -> [Cell] {
        results(try CheckedExpression(text, scope: scope))
    }

    /// The results of a checked expression for all rows.
    func results(_ expression: CheckedExpression) -> [Cell] {
        let evaluator = ExpressionEvaluator(
            expression.compiled(for: Self.layout), symbols: symbols, capacity: batch.capacity)
        let column = evaluator.evaluate(batch)
        return (0..<batch.count).map { Cell(column, row: $0) }
    }

    /// The result of an expression for one row.
    static func result(_ text: String, _ row: [String: Cell] = [:], scope: Scope = scope) throws -> Cell {
        try Table([row]).results(text, scope: scope)[0]
    }
}

extension Cell {
    /// One cell of a result.
    init(_ column: ColumnView, row: Int) {
        let slot = column.values[row]
        switch (CellState(rawValue: column.states[row]), column.type) {
        case (.null, _): self = .null
        case (.value, .int): self = .int(slot)
        case (.value, .double): self = .double(Double(bitPattern: UInt64(bitPattern: slot)))
        case (.value, .bool): self = .bool(slot == 1)
        case (.value, .time): self = .time(slot)
        case (.value, .duration): self = .duration(slot)
        case (.value, .string):
            self = column.stringBytes(row: row).map { .string(String(decoding: $0, as: UTF8.self)) } ?? .error
        default: self = .error
        }
    }
}

/// The problems of a text, none if it is sound.
func problems(_ text: String, scope: Scope = Table.scope) -> [ExpressionProblem] {
    do {
        _ = try CheckedExpression(text, scope: scope)
        return []
    } catch {
        return error.problems
    }
}
