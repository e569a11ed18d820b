/// Which panes a metric's windows are made of, and when one ends.
///
/// Windows are counted in panes: a window that ends at boundary *b* holds panes up to *b* − 1.
public enum WindowShape: Hashable, Sendable {
    /// `panes` wide, a new one begins every `every` panes; back to back when they are equal.
    case hopping(panes: Int64, every: Int64)
    /// `panes` wide, one ends with every pane, but only keys whose content has changed are told.
    case sliding(panes: Int64)
    /// Whole weeks or months of a grid of days.
    case calendar(CalendarUnit)
    /// Everything since the beginning; keys that got rows are told every `every` panes.
    case unbounded(every: Int64)

    /// Back to back, of some panes.
    public static func tumbling(panes: Int64) -> WindowShape { .hopping(panes: panes, every: panes) }

    /// Whether only keys whose content has changed are told.
    var tellsChangesOnly: Bool {
        switch self {
        case .hopping, .calendar: false
        case .sliding, .unbounded: true
        }
    }

    /// Whether each window holds panes that the one before did not hold, and no others.
    var isDisjoint: Bool {
        switch self {
        case .hopping(let panes, let every): panes == every
        case .calendar: true
        case .sliding, .unbounded: false
        }
    }

    /// Whether a pane that has entered a window stays until all are forgotten together.
    public var losesNoPanes: Bool {
        if case .unbounded = self { return true }
        return isDisjoint
    }

    /// The first pane of the window that ends at a boundary.
    func firstPane(endingAt boundary: Int64) -> Int64 {
        switch self {
        case .hopping(let panes, _), .sliding(let panes): boundary - panes
        case .calendar(let unit): unit.start(day: boundary - 1)
        case .unbounded: .min
        }
    }

    /// The first boundary after another.
    func boundary(after last: Int64) -> Int64 {
        switch self {
        case .hopping(let panes, let every): Self.next(after: last, step: every, offset: panes)
        case .sliding: last + 1
        case .calendar(let unit): unit.next(day: last)
        case .unbounded(let every): Self.next(after: last, step: every, offset: 0)
        }
    }

    /// The last boundary that is not above a pane's number.
    func boundary(upTo pane: Int64) -> Int64 {
        switch self {
        case .hopping(let panes, let every): Self.next(after: pane, step: every, offset: panes) - every
        case .sliding: pane
        case .calendar(let unit): unit.start(day: pane)
        case .unbounded(let every): Self.next(after: pane, step: every, offset: 0) - every
        }
    }

    /// The last boundary at which a pane changes what is told.
    func lastBoundary(touchedBy pane: Int64) -> Int64 {
        switch self {
        case .hopping(let panes, let every):
            Self.next(after: pane + panes, step: every, offset: panes) - every
        case .sliding(let panes): pane + panes + 1
        case .calendar, .unbounded: boundary(after: pane)
        }
    }

    /// The smallest boundary above `last` that is `offset` modulo `step`.
    private static func next(after last: Int64, step: Int64, offset: Int64) -> Int64 {
        (Pane.index(of: last - offset, width: step) + 1) * step + offset
    }
}
