import EventModel

/// The parts of a group's keys as symbols, looked up once per key and not once per result.
struct KeyParts: ~Copyable {
    private let keys: SymbolTable
    private let symbols: SymbolTable
    private let width: Int
    // `width` symbols for each key; `unknown` for keys that were not asked for.
    private var parts: StateArray<UInt32>
    private let space: StateSpace
    private static let unknown = UInt32.max

    init(keys: SymbolTable, symbols: SymbolTable, width: Int) {
        self.keys = keys
        self.symbols = symbols
        self.width = width
        space = symbols.space
        parts = StateArray(in: symbols.space)
    }

    /// Bytes of memory.
    var byteCount: Int { parts.byteCount }

    /// Puts the parts of all rows' keys into consecutive columns.
    mutating func fill(_ batch: RowBatch, _ rowKeys: UnsafePointer<UInt32>, firstColumn: Int) {
        if parts.count < keys.count * width {
            let room = max(keys.count * width, parts.count * 3 / 2) - parts.count
            parts.append(repeating: Self.unknown, count: room)
        }
        for row in 0..<batch.count where parts[Int(rowKeys[row]) * width] == Self.unknown {
            find(rowKeys[row])
        }
        for place in 0..<width {
            let (values, states) = (batch.values[firstColumn + place], batch.states[firstColumn + place])
            let parts = parts.all
            for row in 0..<batch.count { values[row] = Int64(parts[Int(rowKeys[row]) * width + place]) }
            states.update(repeating: CellState.value.rawValue, count: batch.count)
        }
    }

    private func find(_ key: UInt32) {
        for (place, part) in KeyBytes.parts(of: keys.bytes(of: key)).enumerated() where place < width {
            parts[Int(key) * width + place] = symbols.intern(part)
        }
    }
}
