public import EventModel

/// Rows that an operator tells, with the weight of each: 1, or -1 for one that takes an earlier row back.
public final class WeightedRows {
    /// The rows.
    public let batch: RowBatch
    /// Their weights.
    public let weights: UnsafeMutablePointer<Int64>

    /// An empty batch; one serves all operators of a thread that have the same plan.
    public init(layout: RowLayout, capacity: Int) {
        batch = RowBatch(layout: layout, capacity: capacity)
        weights = .allocate(capacity: capacity)
    }

    deinit { weights.deallocate() }
}
