import EventModel

/// What the deltas of all groups do with a batch: read the rows' keys, find their records, run the aggregates; and with
/// their records at a commit: share them out among the merge tasks.
final class GatheredRows {
    private let plan: MetricGroupPlan
    private let groupIndex: Int
    private let symbols: SymbolTable
    private let capacity: Int
    private let reader: KeyReader
    private let aggregation: RowAggregation
    private let keys: UnsafeMutablePointer<UInt32>
    private let places: UnsafeMutablePointer<Int>
    /// Rows that were left out because a part of their key is null.
    private(set) var withoutKey = 0

    init(plan: MetricGroupPlan, index: Int, symbols: SymbolTable, capacity: Int) {
        self.plan = plan
        self.symbols = symbols
        self.capacity = capacity
        groupIndex = index
        reader = KeyReader(columns: plan.keyColumns, symbols: symbols)
        aggregation = RowAggregation(plan: plan, symbols: symbols, capacity: capacity)
        keys = .allocate(capacity: capacity)
        places = .allocate(capacity: capacity)
    }

    deinit {
        keys.deallocate()
        places.deallocate()
    }

    /// Adds a batch; `find` puts where each row's record begins in the arena, in words, into its second argument.
    func add(
        _ batch: RowBatch, _ weights: UnsafePointer<Int64>?, to arena: RecordArena,
        find: (_ keys: UnsafePointer<UInt32>, _ places: UnsafeMutablePointer<Int>) -> Void
    ) {
        guard batch.count > 0 else { return }
        precondition(batch.count <= capacity)
        withoutKey += reader.read(batch, into: keys)
        find(keys, places)
        aggregation.add(batch, weights: weights, places: places, arena: arena)
    }

    /// Appends one block per merge task that has records.
    ///
    /// - Parameters:
    ///   - mergeTasks: how many merge tasks there are.
    ///   - blocks: the blocks of each merge task.
    ///   - entry: when the changes take effect, for those by tardy rows.
    ///   - records: calls its argument with each record's key and with what writes the record.
    func share(
        among mergeTasks: Int, into blocks: inout [[PartialBlock]], entry: EventTime?,
        records: ((_ key: UInt32, _ write: (inout PartialWriter, [UInt8]) -> Void) -> Void) -> Void
    ) {
        var fresh = (0..<mergeTasks).map { _ in
            PartialWriter(group: groupIndex, layout: plan.record, symbols: symbols)
        }
        var bytes: [UInt8] = []
        records { key, write in
            bytes.removeAll(keepingCapacity: true)
            reader.append(key, to: &bytes)
            let owner = Int(bytes.withUnsafeBytes { ByteHash.hash($0) } >> 32) % mergeTasks
            write(&fresh[owner], bytes)
        }
        for owner in fresh.indices where fresh[owner].block.count > 0 {
            var block = fresh[owner].finished()
            block.entry = entry
            blocks[owner].append(block)
        }
    }
}
