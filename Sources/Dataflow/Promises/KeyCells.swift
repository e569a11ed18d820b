import EventModel

/// The bytes of one string column of a batch, row by row, with all pointers taken once.
struct KeyCells {
    private let values: UnsafeMutablePointer<Int64>
    private let states: UnsafeMutablePointer<UInt8>
    private let text: UnsafeMutableRawPointer
    private let isText: Bool
    private let symbols: SymbolTable

    /// The cells of a column; valid until the batch changes.
    init(_ batch: RowBatch, column: Int, symbols: SymbolTable) {
        values = batch.values[column]
        states = batch.states[column]
        text = batch.text.base
        isText = batch.layout.columns[column].storage == .text
        self.symbols = symbols
    }

    /// The bytes of a row's cell, or nil if it holds nothing.
    @inline(__always)
    subscript(row: Int) -> UnsafeRawBufferPointer? {
        guard states[row] == CellState.value.rawValue else { return nil }
        if isText {
            let place = TextPlace(slot: values[row])
            return UnsafeRawBufferPointer(start: text + Int(place.offset), count: Int(place.count))
        }
        return symbols.bytes(of: UInt32(truncatingIfNeeded: values[row]))
    }
}
