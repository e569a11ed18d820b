public import EventModel

/// What a gather thread has added to the panes of one metric group since its last commit.
///
/// A row costs one table look-up for the whole group; each aggregate is then one loop over the batch. The
/// records are deltas: ``flush(mergeTasks:entry:into:)`` ships and clears them.
public final class PaneDeltas: MetricDeltas {
    private let rows: GatheredRows
    private let open: OpenPanes

    /// Deltas of a group.
    ///
    /// - Parameters:
    ///   - plan: the group.
    ///   - index: its place in the pipeline's plan.
    ///   - symbols: the table that the input's string columns refer to.
    ///   - capacity: the most rows that a batch may have.
    public init(plan: MetricGroupPlan, index: Int, symbols: SymbolTable, capacity: Int) {
        precondition(plan.sessions == nil, "sessions are gathered by SessionDeltas")
        rows = GatheredRows(plan: plan, index: index, symbols: symbols, capacity: capacity)
        open = OpenPanes(grid: plan.grid, layout: plan.record, in: symbols.space)
    }

    /// Rows that were left out because a part of their key is null.
    public var rowsWithoutKey: Int { rows.withoutKey }

    /// How many records wait to be shipped.
    public var count: Int { open.recordCount }

    /// Adds all rows of a batch.
    ///
    /// - Parameters:
    ///   - batch: rows of the group's input; at most the capacity given at the start.
    ///   - weights: 1 for each row, or -1 for one that takes an earlier row back; `nil` when all are 1.
    /// - Complexity: O(rows × aggregates); allocates only when a table grows or a pane begins.
    public func add(_ batch: RowBatch, weights: UnsafePointer<Int64>? = nil) {
        rows.add(batch, weights, to: open.arena) { keys, places in
            open.find(times: batch.times, keys: keys, count: batch.count, places: places) { _ in }
        }
    }

    /// Moves all records into one block per merge task and clears them.
    ///
    /// - Parameters:
    ///   - mergeTasks: how many merge tasks there are.
    ///   - entry: when the changes take effect, for those by tardy rows.
    ///   - blocks: the blocks of each merge task.
    public func flush(mergeTasks: Int, entry: EventTime?, into blocks: inout [[PartialBlock]]) {
        guard count > 0 else { return }
        rows.share(among: mergeTasks, into: &blocks, entry: entry) { take in
            open.forEach { pane, key, record in
                take(key) { $0.append($1, pane, open.arena, record) }
            }
        }
        open.removeAll()
    }
}
