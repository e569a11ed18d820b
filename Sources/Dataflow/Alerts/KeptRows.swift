import EventModel

/// One row for each of many slots, copied out of batches that are used again: numbers in flat arrays, the bytes of
/// text cells in a store of their own.
///
/// - Complexity: copying a row is O(columns + text); the text store is rewritten when half of it is dead.
struct KeptRows {
    private struct Text {
        var offset = 0
        var count = 0
        var room = 0
    }

    private let columnCount: Int
    // Columns whose values are symbols.
    private let isSymbol: [Bool]
    // The place among the text columns, -1 for all others.
    private let textPlaces: [Int]
    private let textColumns: [Int]
    private var textCount: Int { textColumns.count }
    private var slotCount = 0
    private var values: [Int64] = []
    private var states: [UInt8] = []
    private var texts: [Text] = []
    private var bytes: [UInt8] = []
    private var deadBytes = 0

    init(layout: RowLayout) {
        columnCount = layout.columns.count
        let texts = layout.columns.indices.filter {
            layout.columns[$0].type == .string && layout.columns[$0].storage == .text
        }
        textPlaces = layout.columns.indices.map { texts.firstIndex(of: $0) ?? -1 }
        textColumns = texts
        isSymbol = layout.columns.map { $0.type == .string && $0.storage == .symbol }
    }

    /// Makes room for a slot with an empty row.
    mutating func reset(_ slot: Int) {
        if slot >= slotCount {
            let missing = slot + 1 - slotCount
            values.append(contentsOf: repeatElement(0, count: missing * columnCount))
            states.append(contentsOf: repeatElement(CellState.null.rawValue, count: missing * columnCount))
            texts.append(contentsOf: repeatElement(Text(), count: missing * textCount))
            slotCount = slot + 1
        }
        for column in 0..<columnCount { clear(slot, column) }
        for place in slot * textCount..<(slot + 1) * textCount {
            deadBytes += texts[place].room
            texts[place] = Text()
        }
    }

    /// Copies a whole row of the same layout.
    mutating func put(_ batch: RowBatch, row: Int, into slot: Int) {
        let (sources, sourceStates, first) = (batch.values, batch.states, slot * columnCount)
        values.withUnsafeMutableBufferPointer { values in
            states.withUnsafeMutableBufferPointer { states in
                for column in 0..<columnCount {
                    values[first + column] = sources[column][row]
                    states[first + column] = sourceStates[column][row]
                }
            }
        }
        for column in textColumns { put(batch, row: row, column: column, into: slot, column) }
    }

    /// Copies one cell.
    mutating func put(_ batch: RowBatch, row: Int, column source: Int, into slot: Int, _ column: Int) {
        let cell = slot * columnCount + column
        states[cell] = batch.states[source][row]
        guard textPlaces[column] >= 0 else {
            values[cell] = batch.values[source][row]
            return
        }
        let isValue = states[cell] == CellState.value.rawValue
        let text = isValue ? batch.textBytes(row: row, column: source) : .init(start: nil, count: 0)
        put(text, slot * textCount + textPlaces[column])
    }

    /// Makes a cell null.
    mutating func clear(_ slot: Int, _ column: Int) {
        values[slot * columnCount + column] = 0
        states[slot * columnCount + column] = CellState.null.rawValue
    }

    /// Copies a slot's row over a row of a batch; text is appended to the batch's.
    func read(_ slot: Int, into batch: RowBatch, row: Int) {
        for column in 0..<columnCount {
            let cell = slot * columnCount + column
            batch.states[column][row] = states[cell]
            guard textPlaces[column] >= 0, states[cell] == CellState.value.rawValue else {
                batch.values[column][row] = values[cell]
                continue
            }
            let text = texts[slot * textCount + textPlaces[column]]
            bytes.withUnsafeBytes {
                let own = UnsafeRawBufferPointer(rebasing: $0[text.offset..<text.offset + text.count])
                batch.values[column][row] = batch.text.append(own).slot
            }
        }
    }

    /// Writes a slot's row, with strings as they are.
    func write(_ slot: Int, _ symbols: SymbolTable, to writer: StateWriter) {
        for column in 0..<columnCount {
            let cell = slot * columnCount + column
            writer.byte(states[cell])
            guard states[cell] == CellState.value.rawValue else { continue }
            if textPlaces[column] >= 0 {
                let text = texts[slot * textCount + textPlaces[column]]
                bytes.withUnsafeBytes {
                    writer.bytes(.init(rebasing: $0[text.offset..<text.offset + text.count]))
                }
            } else if isSymbol[column] {
                writer.symbol(UInt32(truncatingIfNeeded: values[cell]), of: symbols)
            } else {
                writer.integer(values[cell])
            }
        }
    }

    /// Reads a row into a slot that there is room for.
    mutating func restore(
        _ slot: Int, _ symbols: SymbolTable, from reader: inout StateReader
    ) throws(StateDamage) {
        for column in 0..<columnCount {
            let state = try reader.byte()
            guard CellState(rawValue: state) != nil else {
                throw StateDamage("\(state) is no state of a cell")
            }
            clear(slot, column)
            states[slot * columnCount + column] = state
            guard state == CellState.value.rawValue else { continue }
            if textPlaces[column] >= 0 {
                put(try reader.bytes(), slot * textCount + textPlaces[column])
            } else if isSymbol[column] {
                values[slot * columnCount + column] = Int64(try reader.symbol(in: symbols))
            } else {
                values[slot * columnCount + column] = try reader.integer()
            }
        }
    }

    private mutating func put(_ text: UnsafeRawBufferPointer, _ place: Int) {
        if text.count > texts[place].room {
            deadBytes += texts[place].room
            texts[place] = Text(offset: bytes.count, count: 0, room: text.count)
            bytes.append(contentsOf: text)
        } else {
            let offset = texts[place].offset
            bytes.withUnsafeMutableBytes { own in
                for byte in 0..<text.count { own[offset + byte] = text[byte] }
            }
        }
        texts[place].count = text.count
        if deadBytes > 65_536, deadBytes * 2 > bytes.count { compact() }
    }

    private mutating func compact() {
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count - deadBytes)
        for place in texts.indices {
            let text = texts[place]
            texts[place] = Text(offset: kept.count, count: text.count, room: text.count)
            kept.append(contentsOf: bytes[text.offset..<text.offset + text.count])
        }
        bytes = kept
        deadBytes = 0
    }
}
