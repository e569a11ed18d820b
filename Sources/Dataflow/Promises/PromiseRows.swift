public import EventModel

/// Rows that a ledger tells, with the weight of each: 1, or -1 for one that takes an earlier row back.
public final class PromiseRows {
    /// The rows.
    public let batch: RowBatch
    /// Their weights.
    public let weights: UnsafeMutablePointer<Int64>

    /// An empty batch for the rows of a promise.
    public init(layout: PromiseRowLayout, capacity: Int) {
        batch = RowBatch(layout: layout.rows, capacity: capacity)
        weights = .allocate(capacity: capacity)
    }

    deinit { weights.deallocate() }
}

/// Takes the rows of a promise when a batch of them is full, and at the end of each call.
public protocol PromiseRowsConsumer: AnyObject {
    /// Rows by due time.
    func consumeDue(_ rows: PromiseRows)
    /// Rows by the time of fulfilment.
    func consumeFulfilled(_ rows: PromiseRows)
}

/// By which of its times a promise is read.
enum PromiseReading {
    case due
    case fulfilled
}
