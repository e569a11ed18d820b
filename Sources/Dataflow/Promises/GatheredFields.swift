import EventModel

/// What a promise gathers of further events up to its due time.
public struct PromiseGathering: Sendable {
    /// The column of the source's rows whose first value is gathered; `nil` to know only whether there was an event.
    public var column: Int?

    /// A field by the column that it is of.
    public init(column: Int?) { self.column = column }
}

/// How the gathered fields of a promise lie in memory: of each the first event's time, its place among events of that
/// time, and its value; of one that only tells whether there was an event the time alone. A symbol or a bool is kept in
/// eight bytes like any other value.
///
/// The first event by time and id is a minimum, so nothing here depends on the order in which events arrive. All events
/// are kept, also those behind the due time, which an earlier promise may yet bring forward; rows tell what happened up to
/// the due time.
struct GatheredFields {
    private struct Field {
        var offset: Int
        var column: Int?
        var isSymbol: Bool
    }

    private let fields: [Field]
    /// Bytes for the fields of one promise. All zeros is nothing gathered.
    let byteCount: Int

    /// Fields from columns of the rows that they are gathered of; `types` says what each holds.
    init(_ gathered: [PromiseGathering], types: [RowLayout.Column]) {
        var offset = 0
        fields = zip(gathered, types).map { gathering, type in
            precondition(type.type != .string || type.storage == .symbol, "text is not kept with a promise")
            defer { offset += gathering.column == nil ? 8 : 24 }
            return Field(offset: offset, column: gathering.column, isSymbol: type.type == .string)
        }
        byteCount = offset
    }

    var isEmpty: Bool { fields.isEmpty }

    /// When the first event of a field happened; `PromiseFacts.never` if there was none.
    func time(_ field: Int, at place: UnsafeMutableRawPointer) -> Int64 {
        // Turned over, so that zeros mean never.
        (place + fields[field].offset).loadUnaligned(as: Int64.self) ^ PromiseFacts.never
    }

    /// Whether an event comes before the one that is kept of a field.
    func isFirst(
        _ field: Int, time: Int64, tie: @autoclosure () -> UInt64, at place: UnsafeMutableRawPointer
    ) -> Bool {
        let kept = self.time(field, at: place)
        guard time == kept, fields[field].column != nil else { return time < kept }
        return tie() < (place + fields[field].offset + 8).loadUnaligned(as: UInt64.self)
    }

    /// Keeps an event of a field.
    func keep(
        _ field: Int, time: Int64, tie: @autoclosure () -> UInt64, row: Int, of batch: RowBatch,
        at place: UnsafeMutableRawPointer
    ) {
        let field = fields[field]
        (place + field.offset).storeBytes(of: time ^ PromiseFacts.never, as: Int64.self)
        guard let column = field.column else { return }
        (place + field.offset + 8).storeBytes(of: tie(), as: UInt64.self)
        (place + field.offset + 16).storeBytes(of: batch.values[column][row], as: Int64.self)
    }

    /// Whether a row has what a field is gathered of.
    func hasValue(_ field: Int, row: Int, of batch: RowBatch) -> Bool {
        guard let column = fields[field].column else { return true }
        return batch.states[column][row] == CellState.value.rawValue
    }

    /// Takes in what is known from elsewhere of the same promise.
    func join(_ other: UnsafeMutableRawPointer, to place: UnsafeMutableRawPointer) {
        for index in fields.indices {
            let field = fields[index]
            let time = time(index, at: other)
            let tie = (other + field.offset + 8)
            guard time != PromiseFacts.never,
                isFirst(index, time: time, tie: tie.loadUnaligned(as: UInt64.self), at: place)
            else { continue }
            (place + field.offset).copyMemory(
                from: other + field.offset, byteCount: field.column == nil ? 8 : 24)
        }
    }

    /// Writes what happened up to a time to a row, from a column onwards.
    func write(
        _ place: UnsafeMutableRawPointer, until due: Int64, to row: Int, of batch: RowBatch, from first: Int
    ) {
        for (index, field) in fields.enumerated() {
            let time = time(index, at: place)
            let isThere = time != PromiseFacts.never && time <= due
            let column = first + index
            guard field.column != nil else {
                batch.values[column][row] = isThere ? 1 : 0
                batch.states[column][row] = CellState.value.rawValue
                continue
            }
            batch.values[column][row] =
                isThere ? (place + field.offset + 16).loadUnaligned(as: Int64.self) : 0
            batch.states[column][row] = (isThere ? CellState.value : .null).rawValue
        }
    }

    /// Writes what is kept as state: strings as their bytes.
    func write(_ place: UnsafeMutableRawPointer, to writer: StateWriter, _ symbols: SymbolTable) {
        for (index, field) in fields.enumerated() {
            let time = time(index, at: place)
            writer.byte(time == PromiseFacts.never ? 0 : 1)
            guard time != PromiseFacts.never else { continue }
            writer.integer(time)
            guard field.column != nil else { continue }
            writer.word((place + field.offset + 8).loadUnaligned(as: UInt64.self))
            let value = (place + field.offset + 16).loadUnaligned(as: Int64.self)
            if field.isSymbol {
                writer.symbol(UInt32(truncatingIfNeeded: value), of: symbols)
            } else {
                writer.integer(value)
            }
        }
    }

    /// Reads what ``write(_:to:_:)`` has written to a place that holds zeros.
    func restore(
        _ place: UnsafeMutableRawPointer, from reader: inout StateReader, _ symbols: SymbolTable
    ) throws(StateDamage) {
        for field in fields {
            let mark = try reader.byte()
            guard mark <= 1 else { throw StateDamage("\(mark) is no mark of a gathered field") }
            guard mark == 1 else { continue }
            let time = try reader.integer()
            (place + field.offset).storeBytes(of: time ^ PromiseFacts.never, as: Int64.self)
            guard field.column != nil else { continue }
            (place + field.offset + 8).storeBytes(of: try reader.word(), as: UInt64.self)
            let value = field.isSymbol ? Int64(try reader.symbol(in: symbols)) : try reader.integer()
            (place + field.offset + 16).storeBytes(of: value, as: Int64.self)
        }
    }
}
