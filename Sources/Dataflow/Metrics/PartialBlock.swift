/// Changed panes of one metric group on their way from a gather task to a merge task: row after row in flat arrays.
public struct PartialBlock: Sendable {
    /// The group, by its place in the pipeline's plan.
    public var group: Int
    /// The keys as ``KeyBytes``, back to back.
    public var keyBytes: [UInt8] = []
    /// Where each key ends in ``keyBytes``.
    public var keyEnds: [Int] = []
    /// Each row's pane, as the number of pane widths since the epoch.
    public var panes: [Int64] = []
    /// Each row's words, ``MetricGroupPlan/wordCount`` of them.
    public var words: [Int64] = []

    /// An empty block of a group.
    public init(group: Int) { self.group = group }

    /// How many rows it has.
    public var count: Int { panes.count }
}
