import EventModel

/// How the remembered fields of a promise lie in memory: symbols and bools in four bytes, other values in eight, the
/// states of four fields in a byte.
struct RememberedFields {
    private struct Field {
        var column: Int
        var offset: Int
        var isNarrow: Bool
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
            return Field(column: column, offset: offset, isNarrow: isNarrow)
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
            let states = (place + statesOffset + index >> 2).load(as: UInt8.self)
            batch.states[first + index][row] = states >> UInt8(2 * (index & 3)) & 3
        }
    }
}
