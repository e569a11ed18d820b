import EventModel

/// The bytes of a string column's cells, however they are stored; made once per batch.
struct TextCells {
    private let values: UnsafePointer<Int64>
    private let states: UnsafePointer<UInt8>
    private let text: UnsafeRawPointer
    // The batch's owner keeps the table alive.
    private let symbols: Unmanaged<SymbolTable>?

    /// The cells of a column; valid as long as the batch stays as it is.
    init(_ batch: RowBatch, column: Int, symbols: SymbolTable) {
        let description = batch.layout.columns[column]
        precondition(description.type == .string, "the column \(description.name) holds no strings")
        values = UnsafePointer(batch.values[column])
        states = UnsafePointer(batch.states[column])
        text = UnsafeRawPointer(batch.text.base)
        self.symbols = description.storage == .symbol ? .passUnretained(symbols) : nil
    }

    /// The bytes of a row; `nil` when there is no value.
    @inline(__always)
    func bytes(_ row: Int) -> UnsafeRawBufferPointer? {
        guard states[row] == CellState.value.rawValue else { return nil }
        guard let symbols else {
            let place = TextPlace(slot: values[row])
            return UnsafeRawBufferPointer(start: text + Int(place.offset), count: Int(place.count))
        }
        let id = UInt32(truncatingIfNeeded: values[row])
        return symbols._withUnsafeGuaranteedRef { $0.bytes(of: id) }
    }

    /// The hash of a row's bytes; that of no bytes when there is no value.
    @inline(__always)
    func hash(_ row: Int, seed: UInt64 = 0) -> UInt64 {
        ByteHash.hash(bytes(row) ?? UnsafeRawBufferPointer(start: nil, count: 0), seed: seed)
    }
}

/// Hashes of a column's values that are the same in every process; made once per batch.
struct CellHashes {
    private let values: UnsafePointer<Int64>
    private let states: UnsafePointer<UInt8>
    private let text: TextCells?

    init(_ batch: RowBatch, column: Int, symbols: SymbolTable) {
        values = UnsafePointer(batch.values[column])
        states = UnsafePointer(batch.states[column])
        let isText = batch.layout.columns[column].type == .string
        text = isText ? TextCells(batch, column: column, symbols: symbols) : nil
    }

    /// The hash of a row's value; `nil` when there is none.
    func hash(_ row: Int) -> UInt64? {
        guard states[row] == CellState.value.rawValue else { return nil }
        return text?.hash(row) ?? ByteHash.combine(0, UInt64(bitPattern: values[row]))
    }
}
