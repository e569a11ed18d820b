/// The rows of one key without a gap within one cell of the grid of cuts, see ``VisitCut``; their sums are in the record
/// of the same number. Sessions are made of whole fragments, of one where there is no maximum.
struct SessionFragment {
    static let none: Int32 = -1
    static let unarmed = Int64.max
    /// What is in a place that no fragment has.
    static let dead = SessionFragment(
        start: 0, end: 0, cell: 0, anchor: 0, key: 0, previous: none, next: none, isLive: false)

    /// The first and the last row's time.
    var start: Int64
    var end: Int64
    /// The cell it lies in.
    var cell: Int64
    /// The cell in which the run that it belongs to begins, also when that part of the run is forgotten.
    var anchor: Int64
    /// When its timer is set.
    var armedAt = SessionFragment.unarmed
    /// What was told as provisional of the session that it was the first of.
    var toldStart: Int64 = 0
    var toldEnd: Int64 = 0
    var key: UInt32
    /// The key's fragments before and after it in time.
    var previous: Int32
    var next: Int32
    var isTold = false
    var isLive = true
    /// Whether its key is known to have changed since the last commit.
    var isChanged = false
}

/// The fragments of one session, from the first to the last in its key's list.
struct SessionSpan: Equatable {
    var first: Int32
    var last: Int32
}
