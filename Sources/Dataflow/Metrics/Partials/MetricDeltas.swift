public import EventModel

/// What a gather thread has added to one metric group since its last commit; called once per batch or commit.
public protocol MetricDeltas: AnyObject {
    /// How many records wait to be shipped.
    var count: Int { get }
    /// Rows that were left out because a part of their key is null.
    var rowsWithoutKey: Int { get }
    /// Adds all rows of a batch; weights are 1, or -1 for a row that takes an earlier one back, `nil` when all are 1.
    func add(_ batch: RowBatch, weights: UnsafePointer<Int64>?)
    /// Moves all records into one block per merge task and clears them; `entry` is when changes by tardy rows take
    /// effect.
    func flush(mergeTasks: Int, entry: EventTime?, into blocks: inout [[PartialBlock]])
}

extension MetricDeltas {
    /// Moves all records into one block per merge task and clears them.
    public func flush(mergeTasks: Int, into blocks: inout [[PartialBlock]]) {
        flush(mergeTasks: mergeTasks, entry: nil, into: &blocks)
    }
}

extension MetricGroupPlan {
    /// The deltas of the group: of panes or of sessions.
    ///
    /// - Parameters:
    ///   - index: the group's place in the pipeline's plan.
    ///   - symbols: the table that the input's string columns refer to.
    ///   - capacity: the most rows that a batch may have.
    /// - Returns: deltas without rows.
    public func makeDeltas(index: Int, symbols: SymbolTable, capacity: Int) -> any MetricDeltas {
        if sessions != nil {
            return SessionDeltas(plan: self, index: index, symbols: symbols, capacity: capacity)
        }
        return PaneDeltas(plan: self, index: index, symbols: symbols, capacity: capacity)
    }
}
