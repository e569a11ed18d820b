/// Takes the rows of visits when a batch of them is full, and at the end of each call.
public protocol VisitRowsConsumer: AnyObject {
    /// Rows by the visits' start.
    func consumeVisits(_ rows: WeightedRows)
}
