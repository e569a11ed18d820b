import EventModel

extension StateFields {
    /// Adds the cells of a row.
    mutating func add(
        _ batch: RowBatch, row: Int, columns: Range<Int>, symbols: SymbolTable, json: Set<Int> = []
    ) {
        for column in columns {
            add(
                batch.layout.columns[column].name,
                Self.value(batch, row, column, symbols, isJSON: json.contains(column)))
        }
    }

    private static func value(
        _ batch: RowBatch, _ row: Int, _ column: Int, _ symbols: SymbolTable, isJSON: Bool
    ) -> StateValue {
        guard batch.states[column][row] == CellState.value.rawValue else { return .null }
        let slot = batch.values[column][row]
        let description = batch.layout.columns[column]
        switch description.type {
        case .double: return .number(AggregateWords.double(slot))
        case .int: return .integer(slot)
        case .bool: return .bool(slot != 0)
        case .time: return .time(EventTime(milliseconds: slot))
        case .string where description.storage == .text:
            let text = String(decoding: batch.textBytes(row: row, column: column), as: UTF8.self)
            return isJSON ? .json(text) : .text(text)
        case .string: return .text(symbols.string(of: UInt32(truncatingIfNeeded: slot)))
        }
    }

    /// The stored properties of a value, by their names: for kinds of state that are many and small.
    ///
    /// Lists are told by their lengths.
    init(reflecting value: Any) {
        self.init()
        for child in Mirror(reflecting: value).children {
            guard let name = child.label else { continue }
            add(name, Self.value(reflecting: child.value))
        }
    }

    private static func value(reflecting value: Any) -> StateValue {
        let mirror = Mirror(reflecting: value)
        if mirror.displayStyle == .optional {
            return mirror.children.first.map { Self.value(reflecting: $0.value) } ?? .null
        }
        switch value {
        case let value as Bool: return .bool(value)
        case let value as Double: return .number(value)
        case let value as EventTime: return .time(value)
        case let value as String: return .text(value)
        case let value as any BinaryInteger: return .integer(Int64(clamping: value))
        default: break
        }
        switch mirror.displayStyle {
        case .collection, .set, .dictionary: return .integer(Int64(mirror.children.count))
        case .struct, .tuple, .class: return .fields(StateFields(reflecting: value))
        default: return .text("\(value)")
        }
    }
}

extension SymbolTable {
    /// The keys of several parts that are read so; there can be several, as a part may contain what stands between.
    func keys(_ text: String) -> [UInt32] {
        (0..<UInt32(count)).filter { KeyBytes.text(of: bytes(of: $0)) == text }
    }
}
