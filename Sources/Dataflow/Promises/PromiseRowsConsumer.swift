/// Takes the rows of a promise when a batch of them is full, and at the end of each call.
public protocol PromiseRowsConsumer: AnyObject {
    /// Rows by due time.
    func consumeDue(_ rows: WeightedRows)
    /// Rows by the time of fulfilment.
    func consumeFulfilled(_ rows: WeightedRows)
}

/// By which of its times a promise is read.
enum PromiseReading {
    case due
    case fulfilled
}
