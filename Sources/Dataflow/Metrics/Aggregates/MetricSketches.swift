import EventModel
import Expressions

extension HyperLogLog: MetricSketch {
    mutating func insert(_ column: ColumnView, _ row: Int, _ weight: Int64, _ symbols: SymbolTable) {
        let hash = column.stringBytes(row: row).map { ByteHash.hash($0) }
        insert(hash: hash ?? SplitMix64.mix(UInt64(bitPattern: column.values[row])))
    }

    func translated(_ symbol: (UInt32) -> UInt32) -> HyperLogLog { self }
    mutating func close(_ form: SketchForm, _ symbols: SymbolTable) {}
    func isAlike(_ other: HyperLogLog) -> Bool { precision == other.precision }

    func result(_ form: AggregateForm, _ symbols: SymbolTable) -> SketchResult { .number(estimate.rounded()) }
}

extension QuantileSketch: MetricSketch {
    mutating func insert(_ column: ColumnView, _ row: Int, _ weight: Int64, _ symbols: SymbolTable) {
        let slot = column.values[row]
        insert(column.type == .double ? AggregateWords.double(slot) : Double(slot), weight: weight)
    }

    func translated(_ symbol: (UInt32) -> UInt32) -> QuantileSketch { self }
    mutating func close(_ form: SketchForm, _ symbols: SymbolTable) {}
    func isAlike(_ other: QuantileSketch) -> Bool { scale == other.scale }

    func result(_ form: AggregateForm, _ symbols: SymbolTable) -> SketchResult {
        guard case .quantile(let share, _) = form, let value = quantile(share) else { return .nothing }
        return .number(value)
    }
}

extension TopCounts: MetricSketch {
    mutating func insert(_ column: ColumnView, _ row: Int, _ weight: Int64, _ symbols: SymbolTable) {
        guard let symbol = column.symbol(row, symbols) else { return }
        insert(symbol, weight: weight)
    }

    func translated(_ symbol: (UInt32) -> UInt32) -> TopCounts { mapped(symbol) }
    func isAlike(_ other: TopCounts) -> Bool { true }

    mutating func close(_ form: SketchForm, _ symbols: SymbolTable) {
        guard case .top(let counters) = form else { return }
        truncate(to: counters) { symbols.precedes($0, $1) }
    }

    func result(_ form: AggregateForm, _ symbols: SymbolTable) -> SketchResult {
        guard case .top(let count, _) = form else { return .nothing }
        var text = JSONList()
        for item in top(count, order: { symbols.precedes($0, $1) }) where item.count > 0 {
            text.begin()
            text.append("{\"value\":")
            text.append(quoted: symbols.bytes(of: item.symbol))
            text.append(",\"count\":\(item.count),\"error\":\(item.error)}")
        }
        return .text(text.finished())
    }
}

extension HashSample: MetricSketch {
    mutating func insert(_ column: ColumnView, _ row: Int, _ weight: Int64, _ symbols: SymbolTable) {
        guard let bytes = column.stringBytes(row: row) else { return }
        let hash = ByteHash.hash(bytes)
        // Only what stays needs a symbol.
        guard items.count < capacity || hash < items[items.count - 1].hash else { return }
        insert(hash: hash, symbol: symbols.intern(bytes))
    }

    func translated(_ symbol: (UInt32) -> UInt32) -> HashSample { mapped(symbol) }
    mutating func close(_ form: SketchForm, _ symbols: SymbolTable) {}
    func isAlike(_ other: HashSample) -> Bool { capacity == other.capacity }

    func result(_ form: AggregateForm, _ symbols: SymbolTable) -> SketchResult {
        var text = JSONList()
        for item in items {
            text.begin()
            text.append(quoted: symbols.bytes(of: item.symbol))
        }
        return .text(text.finished())
    }
}

extension ColumnView {
    /// A string cell as a symbol; `nil` for other cells.
    func symbol(_ row: Int, _ symbols: SymbolTable) -> UInt32? {
        if storage == .symbol { return UInt32(truncatingIfNeeded: values[row]) }
        return stringBytes(row: row).map { symbols.intern($0) }
    }
}

extension SymbolTable {
    /// Whether one string comes before another, byte by byte.
    func precedes(_ left: UInt32, _ right: UInt32) -> Bool {
        bytes(of: left).lexicographicallyPrecedes(bytes(of: right))
    }
}
