public import EventModel

/// Changed panes of one metric group on their way from a gather task to a merge task: row after row in flat arrays.
///
/// It needs nothing but the group's plan to be read: strings travel as bytes, and what refers to them (the latest
/// carrier, the most frequent regions) by their places among the block's own strings.
public struct PartialBlock: Sendable {
    /// The group, by its place in the pipeline's plan.
    public var group: Int
    /// For changes by tardy rows the event time at which they take effect: after all that is due up to it has been
    /// told, and before anything that is due later. `nil` for changes that windows that lie behind cannot see.
    public var entry: EventTime?
    /// The keys as ``KeyBytes``, back to back.
    public var keyBytes: [UInt8] = []
    /// Where each key ends in ``keyBytes``.
    public var keyEnds: [Int] = []
    /// Each row's pane, by its number in the group's ``PaneGrid``; for sessions when the stretch that it sums up begins.
    public var panes: [Int64] = []
    /// For sessions the time of the last row of each stretch; otherwise empty.
    public var ends: [Int64] = []
    /// Each row's words, ``RecordLayout/wordCount`` of them.
    public var words: [Int64] = []
    /// The sketches of each row, encoded, back to back.
    public var sketchBytes: [UInt8] = []
    /// Where each sketch ends in ``sketchBytes``; as many for each row as the group has sketches.
    public var sketchEnds: [Int] = []
    /// The strings that words and sketches refer to, back to back.
    public var stringBytes: [UInt8] = []
    /// Where each string ends in ``stringBytes``.
    public var stringEnds: [Int] = []

    /// An empty block of a group.
    public init(group: Int) { self.group = group }

    /// How many rows it has.
    public var count: Int { panes.count }
}
