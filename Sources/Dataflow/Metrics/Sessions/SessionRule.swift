/// What the sessions of a metric group are.
///
/// A session is the rows of one key with no gap longer than ``gapMilliseconds`` between neighbours in event time; two
/// rows exactly the gap apart are in one. It stretches from its first row to its last, both included.
public struct SessionRule: Hashable, Sendable {
    /// How long a key may be silent within a session, in milliseconds; more than 0.
    public var gapMilliseconds: Int64
    /// What no session spans more than, in milliseconds; `nil` for no such limit, otherwise at least 16.
    ///
    /// A longer run of rows is cut at times that follow from event times alone, on a grid of a sixteenth of the
    /// maximum; no session that is shorter than 15/16 of it is cut.
    public var maximumMilliseconds: Int64?

    /// A rule from its parts.
    public init(gapMilliseconds: Int64, maximumMilliseconds: Int64? = nil) {
        self.gapMilliseconds = gapMilliseconds
        self.maximumMilliseconds = maximumMilliseconds
    }
}
