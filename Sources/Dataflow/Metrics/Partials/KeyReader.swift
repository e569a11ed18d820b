import EventModel

/// The keys of a group's rows as numbers: the symbol itself, or for keys of several parts an id of the combination.
final class KeyReader {
    /// Stands for a key that lacks a part.
    static let noKey = UInt32.max

    private let columns: [Int]
    private let symbols: SymbolTable
    private let composite: SymbolTable?
    private var packed: [UInt8]

    init(columns: [Int], symbols: SymbolTable) {
        self.columns = columns
        self.symbols = symbols
        composite = columns.count == 1 ? nil : SymbolTable(in: symbols.space)
        packed = Array(repeating: 0, count: columns.count * 4)
    }

    /// Reads the key of each row; returns how many rows have none.
    func read(_ batch: RowBatch, into keys: UnsafeMutablePointer<UInt32>) -> Int {
        guard let composite else { return readSingle(batch, keys) }
        var missing = 0
        for row in 0..<batch.count {
            var isWhole = true
            for (place, column) in columns.enumerated() {
                isWhole = isWhole && batch.states[column][row] == CellState.value.rawValue
                let id = UInt32(truncatingIfNeeded: batch.values[column][row])
                packed.withUnsafeMutableBytes {
                    $0.storeBytes(of: id, toByteOffset: place * 4, as: UInt32.self)
                }
            }
            keys[row] = isWhole ? packed.withUnsafeBytes { composite.intern($0) } : Self.noKey
            missing += isWhole ? 0 : 1
            if row & 127 == 127 { symbols.space.noteAccesses(3 * 128) }
        }
        return missing
    }

    /// Appends the bytes of a key that was read, as ``KeyBytes``.
    func append(_ key: UInt32, to bytes: inout [UInt8]) {
        guard let composite else { return KeyBytes.append(symbols.bytes(of: key), to: &bytes) }
        let ids = composite.bytes(of: key)
        for place in columns.indices {
            let id = ids.loadUnaligned(fromByteOffset: place * 4, as: UInt32.self)
            KeyBytes.append(symbols.bytes(of: id), to: &bytes)
        }
    }

    private func readSingle(_ batch: RowBatch, _ keys: UnsafeMutablePointer<UInt32>) -> Int {
        let (values, states) = (batch.values[columns[0]], batch.states[columns[0]])
        var missing = 0
        for row in 0..<batch.count {
            let isValue = states[row] == CellState.value.rawValue
            keys[row] = isValue ? UInt32(truncatingIfNeeded: values[row]) : Self.noKey
            missing += isValue ? 0 : 1
        }
        return missing
    }
}
