public import EventModel

/// What a gather thread has added to the panes of one metric group since its last commit.
///
/// A row costs one table look-up for the whole group; each aggregate is then one loop over the batch. The
/// records are deltas: ``flush(mergeTasks:entry:into:)`` ships and clears them.
public final class PaneDeltas: MetricDeltas {
    private let plan: MetricGroupPlan
    private let groupIndex: Int
    private let symbols: SymbolTable
    private let capacity: Int
    private let reader: KeyReader
    private let aggregation: RowAggregation
    private let open: OpenPanes
    private let keys: UnsafeMutablePointer<UInt32>
    private let places: UnsafeMutablePointer<Int>
    /// Rows that were left out because a part of their key is null.
    public private(set) var rowsWithoutKey = 0

    /// Deltas of a group.
    ///
    /// - Parameters:
    ///   - plan: the group.
    ///   - index: its place in the pipeline's plan.
    ///   - symbols: the table that the input's string columns refer to.
    ///   - capacity: the most rows that a batch may have.
    public init(plan: MetricGroupPlan, index: Int, symbols: SymbolTable, capacity: Int) {
        precondition(plan.sessions == nil, "sessions are gathered by SessionDeltas")
        self.plan = plan
        self.symbols = symbols
        self.capacity = capacity
        groupIndex = index
        reader = KeyReader(columns: plan.keyColumns, symbols: symbols)
        aggregation = RowAggregation(plan: plan, symbols: symbols, capacity: capacity)
        open = OpenPanes(grid: plan.grid, layout: plan.record)
        keys = .allocate(capacity: capacity)
        places = .allocate(capacity: capacity)
    }

    deinit {
        keys.deallocate()
        places.deallocate()
    }

    /// How many records wait to be shipped.
    public var count: Int { open.recordCount }

    /// Adds all rows of a batch.
    ///
    /// - Parameters:
    ///   - batch: rows of the group's input; at most the capacity given at the start.
    ///   - weights: 1 for each row, or -1 for one that takes an earlier row back; `nil` when all are 1.
    /// - Complexity: O(rows × aggregates); allocates only when a table grows or a pane begins.
    public func add(_ batch: RowBatch, weights: UnsafePointer<Int64>? = nil) {
        guard batch.count > 0 else { return }
        precondition(batch.count <= capacity)
        rowsWithoutKey += reader.read(batch, into: keys)
        open.find(times: batch.times, keys: keys, count: batch.count, places: places) { _ in }
        aggregation.add(batch, weights: weights, places: places, arena: open.arena)
    }

    /// Moves all records into one block per merge task and clears them.
    ///
    /// - Parameters:
    ///   - mergeTasks: how many merge tasks there are.
    ///   - entry: when the changes take effect, for those by tardy rows.
    ///   - blocks: the blocks of each merge task.
    public func flush(mergeTasks: Int, entry: EventTime?, into blocks: inout [[PartialBlock]]) {
        guard count > 0 else { return }
        var fresh = (0..<mergeTasks).map { _ in
            PartialWriter(group: groupIndex, layout: plan.record, symbols: symbols)
        }
        var key: [UInt8] = []
        open.forEach { pane, id, record in
            key.removeAll(keepingCapacity: true)
            reader.append(id, to: &key)
            let owner = Int(key.withUnsafeBytes { ByteHash.hash($0) } >> 32) % mergeTasks
            fresh[owner].append(key, pane, open.arena, record)
        }
        for owner in 0..<mergeTasks where fresh[owner].block.count > 0 {
            var block = fresh[owner].finished()
            block.entry = entry
            blocks[owner].append(block)
        }
        open.removeAll()
    }
}
