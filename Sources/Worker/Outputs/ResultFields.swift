import Dataflow
import EventModel

/// Writes the columns of a result row as JSON: key, window and values, the same in metrics, scores and alerts.
struct ResultFields {
    private let rows: RowLayout
    private let valueColumn: Int
    private let jsonColumns: Set<Int>
    private let names: [String]
    private let keyCount: Int
    private let symbols: SymbolTable

    /// Of a metric.
    init(layout: ResultLayout, keyCount: Int, symbols: SymbolTable) {
        self.init(layout.rows, layout.valueColumn, layout.jsonColumns, keyCount, symbols)
    }

    /// Of a score.
    init(layout: ScoreLayout, symbols: SymbolTable) {
        let keyCount = layout.valueColumn - ResultLayout.firstKeyColumn
        self.init(layout.rows, layout.valueColumn, layout.jsonColumns, keyCount, symbols)
    }

    private init(
        _ rows: RowLayout, _ valueColumn: Int, _ jsonColumns: Set<Int>, _ keyCount: Int,
        _ symbols: SymbolTable
    ) {
        self.rows = rows
        self.valueColumn = valueColumn
        self.jsonColumns = jsonColumns
        self.keyCount = keyCount
        self.symbols = symbols
        names = rows.columns.map(\.name)
    }

    /// Puts the key's parts behind what a record key begins with.
    func appendKey(_ batch: RowBatch, row: Int, to key: inout RecordKey) {
        for column in ResultLayout.firstKeyColumn..<ResultLayout.firstKeyColumn + keyCount {
            key.append(symbols.bytes(of: UInt32(truncatingIfNeeded: batch.values[column][row])))
        }
    }

    /// `{"seller_id":"…"}`
    func writeKey(_ batch: RowBatch, row: Int, symbols: SymbolTable, to json: inout JSONWriter) {
        json.beginObject()
        for column in ResultLayout.firstKeyColumn..<ResultLayout.firstKeyColumn + keyCount {
            json.name(names[column])
            json.string(symbols.bytes(of: UInt32(truncatingIfNeeded: batch.values[column][row])))
        }
        json.endObject()
    }

    /// `{"start":"…","end":"…"}`
    func writeWindow(_ batch: RowBatch, row: Int, to json: inout JSONWriter) {
        json.beginObject()
        json.name("start" as StaticString)
        json.time(batch.values[1][row])
        json.name("end" as StaticString)
        json.time(batch.values[2][row])
        json.endObject()
    }

    func writeValue(_ batch: RowBatch, row: Int, to json: inout JSONWriter) {
        writeCell(batch, valueColumn, row, to: &json)
    }

    /// `{"count":…,"of":…,…}`: everything behind the value.
    func writeValues(_ batch: RowBatch, row: Int, to json: inout JSONWriter) {
        json.beginObject()
        for column in valueColumn + 1..<names.count {
            json.name(names[column])
            writeCell(batch, column, row, to: &json)
        }
        json.endObject()
    }

    private func writeCell(_ batch: RowBatch, _ column: Int, _ row: Int, to json: inout JSONWriter) {
        guard batch.states[column][row] == CellState.value.rawValue else { return json.null() }
        let slot = batch.values[column][row]
        switch rows.columns[column].type {
        case .double: json.double(Double(bitPattern: UInt64(bitPattern: slot)))
        case .int: json.integer(slot)
        case .bool: json.bool(slot != 0)
        case .time: json.time(slot)
        case .string where jsonColumns.contains(column):
            json.written(batch.textBytes(row: row, column: column))
        case .string where rows.columns[column].storage == .text:
            json.string(batch.textBytes(row: row, column: column))
        case .string: json.string(symbols.bytes(of: UInt32(truncatingIfNeeded: slot)))
        }
    }
}
