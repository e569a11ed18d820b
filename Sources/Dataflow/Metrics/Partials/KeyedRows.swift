import EventModel

/// Rows of a group's input on their way into its panes without a detour over partials.
final class KeyedRows {
    private let reader: KeyReader
    private let aggregation: RowAggregation
    private let keys: SymbolTable
    private let plan: MetricGroupPlan
    private let symbols: SymbolTable
    /// The most rows that a batch may have.
    let capacity: Int
    private let keyOfRow: UnsafeMutablePointer<UInt32>
    private let places: UnsafeMutablePointer<Int>
    // The group's key of each key that was read before, `unknown` for others.
    private var translation: StateArray<UInt32>
    private var detour: PaneDeltas?
    /// The smallest event time of the batch that was read last.
    private(set) var oldest: Int64?
    /// Rows that were left out because a part of their key is null.
    private(set) var withoutKey = 0
    private static let unknown = UInt32.max

    init(plan: MetricGroupPlan, symbols: SymbolTable, capacity: Int, into keys: SymbolTable, withoutKey: Int)
    {
        self.plan = plan
        self.symbols = symbols
        self.capacity = capacity
        self.withoutKey = withoutKey
        self.keys = keys
        translation = StateArray(in: symbols.space)
        reader = KeyReader(columns: plan.keyColumns, symbols: symbols)
        aggregation = RowAggregation(plan: plan, symbols: symbols, capacity: capacity)
        keyOfRow = .allocate(capacity: capacity)
        places = .allocate(capacity: capacity)
    }

    /// What has read a group's rows so far, or another one if a batch may be larger than all before.
    static func fitting(
        _ batch: RowBatch, _ current: KeyedRows?, plan: MetricGroupPlan, symbols: SymbolTable,
        into keys: SymbolTable
    ) -> KeyedRows {
        if let current, current.capacity >= batch.capacity { return current }
        return KeyedRows(
            plan: plan, symbols: symbols, capacity: batch.capacity, into: keys,
            withoutKey: current?.withoutKey ?? 0)
    }

    deinit {
        keyOfRow.deallocate()
        places.deallocate()
    }

    /// Finds the keys of a batch's rows.
    func read(_ batch: RowBatch) {
        precondition(batch.count <= capacity)
        withoutKey += reader.read(batch, into: keyOfRow)
        var oldest = Int64.max
        for row in 0..<batch.count {
            oldest = min(oldest, batch.times[row])
            let own = Int(keyOfRow[row])
            guard keyOfRow[row] != KeyReader.noKey else { continue }
            keyOfRow[row] =
                own < translation.count && translation[own] != Self.unknown ? translation[own] : find(own)
        }
        self.oldest = batch.count == 0 ? nil : oldest
    }

    /// Adds the rows that were read to open panes.
    func add(
        _ batch: RowBatch, _ weights: UnsafePointer<Int64>?, to open: OpenPanes, opened: (Int64) -> Void
    ) {
        open.find(times: batch.times, keys: keyOfRow, count: batch.count, places: places, opened: opened)
        aggregation.add(batch, weights: weights, places: places, arena: open.arena)
    }

    /// Adds the rows that were read to fragments of sessions.
    ///
    /// - Parameters:
    ///   - batch: the rows.
    ///   - fragments: where they are added.
    ///   - earliest: rows before it are left out.
    ///   - changed: takes fragments that are new, begin earlier or reach the next one.
    /// - Returns: how many rows came before the earliest.
    func add(
        _ batch: RowBatch, to fragments: SessionFragments, earliest: Int64, changed: (Int32) -> Void
    ) -> Int {
        let refused = fragments.find(
            times: batch.times, keys: keyOfRow, count: batch.count, places: places, earliest: earliest,
            changed: changed)
        aggregation.add(batch, weights: nil, places: places, arena: fragments.arena)
        return refused
    }

    /// The rows as partials, for panes that need more than the row's own record to change.
    func partials(_ batch: RowBatch, _ weights: UnsafePointer<Int64>?) -> [PartialBlock] {
        let detour = detour ?? PaneDeltas(plan: plan, index: 0, symbols: symbols, capacity: capacity)
        self.detour = detour
        detour.add(batch, weights: weights)
        var blocks: [[PartialBlock]] = [[]]
        detour.flush(mergeTasks: 1, into: &blocks)
        return blocks[0]
    }

    private func find(_ own: Int) -> UInt32 {
        if own >= translation.count {
            let count = max(own + 1, translation.count * 3 / 2)
            translation.append(repeating: Self.unknown, count: count - translation.count)
        }
        var bytes: [UInt8] = []
        reader.append(UInt32(own), to: &bytes)
        let key = bytes.withUnsafeBytes { keys.intern($0) }
        translation[own] = key
        return key
    }
}
