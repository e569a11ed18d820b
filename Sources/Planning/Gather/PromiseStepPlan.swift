public import Dataflow
public import Expressions

/// A promise as a gather stage runs it: which rows feed its ledger, and which metric groups read what it tells.
public struct PromiseStepPlan: Sendable {
    /// Rows of one source that make, decide or waive the promise.
    public struct Feed: Sendable {
        /// The source, by number.
        public var source: Int
        /// Which rows; `nil` for all.
        public var when: CompiledExpression?
        /// The column of the promise's key.
        public var keyColumn: Int
    }

    /// The ledger.
    public var ledger: PromisePlan
    /// What makes it.
    public var made: Feed
    /// When it is due, over the rows that make it.
    public var due: CompiledExpression
    /// What decides it before its due time: keeps it, or breaks it.
    public var deciding: [Feed]
    /// What waives it.
    public var waived: [Feed]
    /// What fields are gathered of, in the order of the ledger's gathered fields.
    public var gathered: [Feed]
    /// The metric groups that read its rows by due time.
    public var dueGroups: [Int]
    /// The metric groups that read its rows by the time of fulfilment.
    public var fulfilledGroups: [Int]

    /// The sources that feed it, by number.
    public var sources: [Int] { ([made] + deciding + waived + gathered).map(\.source) }
}
