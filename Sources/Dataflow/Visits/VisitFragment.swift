/// One event as a fragment takes it in.
struct VisitEvent {
    var time: Int64
    /// The hash of the event's id.
    var tie: UInt64
    /// The bits of the conditions that hold.
    var mask: UInt64
    /// The hash of the value whose different ones are counted; `nil` for none.
    var distinct: UInt64?
    /// Its row in the batch.
    var row: Int
}

/// The events of one visitor without a gap within one cell of the grid, summed up; see ``VisitCut``.
///
/// Everything in it is a sum, a union, an extreme or a bounded selection by event time of its events, so that it is
/// the same in whatever order they came and its fragments were joined. Visits are made of whole fragments: of one
/// without a maximum, and nearly always with one.
struct VisitFragment {
    static let none: Int32 = -1
    static let unarmed = Int64.max

    /// The first event's time and tie.
    var start: Int64 = 0
    var startTie: UInt64 = 0
    /// The last event's time and tie.
    var end: Int64 = 0
    var endTie: UInt64 = 0
    var events: Int64 = 0
    /// The union of the events' masks.
    var mask: UInt64 = 0
    /// The cell it lies in.
    var cell: Int64 = 0
    /// The cell in which the run that it belongs to begins, also when that part of the run is forgotten.
    var anchor: Int64 = 0
    /// When its timer is set.
    var armedAt = VisitFragment.unarmed
    var trail = WordList()
    var distinct = WordList()
    /// The steps that had more events than the limit.
    var stepsBeyond: UInt32 = 0
    var isDistinctBeyond = false
    var visitor: UInt32 = 0
    /// The visitor's fragments before and after it in time; for a free place, `next` is the next free one.
    var previous = VisitFragment.none
    var next = VisitFragment.none

    func begins(after event: VisitEvent) -> Bool {
        events == 0 || (event.time, event.tie) < (start, startTie)
    }

    func ends(before event: VisitEvent) -> Bool {
        events == 0 || (event.time, event.tie) > (end, endTie)
    }
}

/// What the words beside a fragment are: its counts, the entry fields, the exit fields, and the states of both.
struct FragmentShape {
    let bits: VisitBits
    let entryColumns: [Int]
    let exitColumns: [Int]
    let limits: VisitLimits
    /// Whether different values are counted.
    let hasDistinct: Bool

    init(_ plan: VisitPlan) {
        hasDistinct = plan.distinctColumn != nil
        bits = VisitBits(plan.conditions)
        entryColumns = plan.entryColumns
        exitColumns = plan.exitColumns
        limits = plan.limits
        precondition(entryColumns.count + exitColumns.count < 64, "too many entry and exit fields")
    }

    /// The counts come first, pages ahead of the others.
    var firstEntry: Int { bits.countedCount }
    var firstExit: Int { firstEntry + entryColumns.count }
    /// One bit for each entry field and then for each exit field, set where there is a value.
    var known: Int { firstExit + exitColumns.count }
    var wordCount: Int { known + 1 }
    /// The bits of the exit fields in the word of states.
    var exitMask: Int64 {
        let all = (UInt64(1) << UInt64(exitColumns.count)) - 1
        return Int64(bitPattern: all << UInt64(entryColumns.count))
    }
}
