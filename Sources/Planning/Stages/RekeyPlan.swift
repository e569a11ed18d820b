public import Expressions

/// Events of a source that are shared out once more, by another field than the one that partitions their topic: what the
/// second gather stage takes for a source of its own.
public struct RekeyPlan: Sendable {
    /// The source whose events they are, by number.
    public var origin: Int
    /// The field whose hash decides the partition.
    public var field: String
    /// Its column; the layout is that of the origin.
    public var column: Int
    /// Events that meet none of these are of no use to anybody; `nil` when all are needed.
    public var conditions: [CompiledExpression]?
}
