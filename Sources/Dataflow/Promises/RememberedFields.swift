import EventModel

/// How the remembered fields of a promise lie in memory: symbols and bools in four bytes, other values in eight, the
/// states of four fields in a byte.
struct RememberedFields {
    private struct Field {
        var column: Int
        var offset: Int
        var isNarrow: Bool
        var isSymbol: Bool
    }

    private let fields: [Field]
    private let statesOffset: Int
    /// Bytes for the fields of one promise.
    let byteCount: Int

    /// Fields from columns of the rows that make the promise; `types` says what each holds.
    init(columns: [Int], types: [RowLayout.Column]) {
        var offset = 0
        fields = zip(columns, types).map { column, type in
            precondition(type.type != .string || type.storage == .symbol, "text is not kept with a promise")
            let isNarrow = type.type == .string || type.type == .bool
            defer { offset += isNarrow ? 4 : 8 }
            return Field(
                column: column, offset: offset, isNarrow: isNarrow, isSymbol: type.type == .string)
        }
        statesOffset = offset
        byteCount = offset + (fields.count + 3) / 4
    }

    /// Keeps the fields of a row.
    func keep(_ row: Int, of batch: RowBatch, at place: UnsafeMutableRawPointer) {
        var states: UInt8 = 0
        for (index, field) in fields.enumerated() {
            let value = batch.values[field.column][row]
            if field.isNarrow {
                let narrow = UInt32(truncatingIfNeeded: value)
                (place + field.offset).storeBytes(of: narrow, as: UInt32.self)
            } else {
                (place + field.offset).storeBytes(of: value, as: Int64.self)
            }
            states |= batch.states[field.column][row] << UInt8(2 * (index & 3))
            if index & 3 == 3 || index == fields.count - 1 {
                (place + statesOffset + index >> 2).storeBytes(of: states, as: UInt8.self)
                states = 0
            }
        }
    }

    /// Writes what is kept to a row of another batch, from a column onwards.
    func write(_ place: UnsafeMutableRawPointer, to row: Int, of batch: RowBatch, from first: Int) {
        for (index, field) in fields.enumerated() {
            let narrow = field.isNarrow
            batch.values[first + index][row] =
                narrow
                ? Int64((place + field.offset).loadUnaligned(as: UInt32.self))
                : (place + field.offset).loadUnaligned(as: Int64.self)
            batch.states[first + index][row] = state(index, place)
        }
    }

    /// Writes what is kept as state: strings as their bytes.
    func write(_ place: UnsafeMutableRawPointer, to writer: StateWriter, _ symbols: SymbolTable) {
        for index in 0..<(fields.count + 3) / 4 {
            writer.byte((place + statesOffset + index).load(as: UInt8.self))
        }
        for (index, field) in fields.enumerated() where state(index, place) == CellState.value.rawValue {
            if field.isSymbol {
                writer.symbol((place + field.offset).loadUnaligned(as: UInt32.self), of: symbols)
            } else if field.isNarrow {
                writer.integer(Int64((place + field.offset).loadUnaligned(as: UInt32.self)))
            } else {
                writer.integer((place + field.offset).loadUnaligned(as: Int64.self))
            }
        }
    }

    /// Reads what ``write(_:to:_:)`` has written to a place that holds zeros.
    func restore(
        _ place: UnsafeMutableRawPointer, from reader: inout StateReader, _ symbols: SymbolTable
    ) throws(StateDamage) {
        for index in 0..<(fields.count + 3) / 4 {
            (place + statesOffset + index).storeBytes(of: try reader.byte(), as: UInt8.self)
        }
        for (index, field) in fields.enumerated() {
            let state = state(index, place)
            guard CellState(rawValue: state) != nil else {
                throw StateDamage("\(state) is no state of a field")
            }
            guard state == CellState.value.rawValue else { continue }
            if field.isSymbol {
                (place + field.offset).storeBytes(of: try reader.symbol(in: symbols), as: UInt32.self)
            } else if field.isNarrow {
                let narrow = UInt32(truncatingIfNeeded: try reader.integer())
                (place + field.offset).storeBytes(of: narrow, as: UInt32.self)
            } else {
                (place + field.offset).storeBytes(of: try reader.integer(), as: Int64.self)
            }
        }
    }

    private func state(_ index: Int, _ place: UnsafeMutableRawPointer) -> UInt8 {
        (place + statesOffset + index >> 2).load(as: UInt8.self) >> UInt8(2 * (index & 3)) & 3
    }
}
