import EventModel

/// The parts of a group's keys as symbols, looked up once per key and not once per result.
struct KeyParts {
    private let keys: SymbolTable
    private let symbols: SymbolTable
    private let width: Int
    // `width` symbols for each key; of keys of other groups that were not asked for, `unknown`.
    private var parts: [UInt32] = []
    private static let unknown = UInt32.max

    init(keys: SymbolTable, symbols: SymbolTable, width: Int) {
        self.keys = keys
        self.symbols = symbols
        self.width = width
    }

    /// Puts the parts of a key into consecutive columns of a row.
    mutating func put(_ key: UInt32, into batch: RowBatch, firstColumn: Int, row: Int) {
        let first = Int(key) * width
        if parts.count <= first + width {
            parts.append(
                contentsOf: repeatElement(
                    Self.unknown, count: max(first + width, keys.count * width) - parts.count + width))
        }
        if parts[first] == Self.unknown { find(key, at: first) }
        for place in 0..<width {
            batch.values[firstColumn + place][row] = Int64(parts[first + place])
            batch.states[firstColumn + place][row] = CellState.value.rawValue
        }
    }

    private mutating func find(_ key: UInt32, at first: Int) {
        for (place, part) in KeyBytes.parts(of: keys.bytes(of: key)).enumerated() where place < width {
            parts[first + place] = symbols.intern(part)
        }
    }
}
