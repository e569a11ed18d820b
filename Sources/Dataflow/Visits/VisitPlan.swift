/// What the visits of one source are, and what is told of them.
public struct VisitPlan: Sendable {
    /// The operator's name.
    public var name: String
    /// How long a visitor may be silent within a visit, in milliseconds: a longer gap starts a new visit.
    public var gapMilliseconds: Int64
    /// What no visit spans more than, in milliseconds; `nil` for no such limit. See ``VisitTracker`` for where a longer
    /// one is cut. At least ``VisitCut/cellsPerMaximum``.
    public var maximumMilliseconds: Int64?
    /// How far behind the watermark events are taken in, in milliseconds.
    public var allowedLatenessMilliseconds: Int64
    /// The column of the visitor, a string.
    public var visitorColumn: Int
    /// The column of the event's id, a string, which decides between events of the same millisecond.
    public var idColumn: Int
    /// What is asked of every event.
    public var conditions: VisitConditions
    /// For each entry field: its column in the source's rows. Strings must be symbols.
    public var entryColumns: [Int]
    /// For each exit field: its column in the source's rows. Strings must be symbols.
    public var exitColumns: [Int]
    /// The column whose different values are counted.
    public var distinctColumn: Int?
    /// Which visits are effective.
    public var effective: EffectiveVisit
    /// Whether the visits of bots are told (with `is_bot`) or left out and only counted.
    public var tellsBots: Bool
    /// What one visit may take of memory.
    public var limits: VisitLimits
    /// The columns of the visits' own rows.
    public var rows: VisitRowLayout

    /// A plan from its parts.
    public init(
        name: String, gapMilliseconds: Int64, maximumMilliseconds: Int64? = nil,
        allowedLatenessMilliseconds: Int64,
        visitorColumn: Int, idColumn: Int, conditions: VisitConditions, entryColumns: [Int] = [],
        exitColumns: [Int] = [], distinctColumn: Int? = nil, effective: EffectiveVisit = .init(),
        tellsBots: Bool = false, limits: VisitLimits = .init(), rows: VisitRowLayout
    ) {
        self.name = name
        self.gapMilliseconds = gapMilliseconds
        self.maximumMilliseconds = maximumMilliseconds
        self.allowedLatenessMilliseconds = allowedLatenessMilliseconds
        self.visitorColumn = visitorColumn
        self.idColumn = idColumn
        self.conditions = conditions
        self.entryColumns = entryColumns
        self.exitColumns = exitColumns
        self.distinctColumn = distinctColumn
        self.effective = effective
        self.tellsBots = tellsBots
        self.limits = limits
        self.rows = rows
    }

    /// How far behind the watermark the time of a row can lie whose events were on time, in milliseconds: windows over
    /// visits have to wait for as long. `nil` without a maximum, because a visit may then have begun at any time.
    public var rowDelayMilliseconds: Int64? { maximumMilliseconds.map { gapMilliseconds + $0 } }
}

/// Which visits are effective: no bot's, and long enough, or of enough pages, or with a key event.
public struct EffectiveVisit: Hashable, Sendable {
    /// A visit that lasts longer than this is effective, in milliseconds.
    public var dwellAboveMilliseconds: Int64
    /// A visit of so many pages is effective.
    public var pages: Int64

    /// A rule from its parts; the defaults are those of web analytics, more than 10 s or 2 pages.
    public init(dwellAboveMilliseconds: Int64 = 10_000, pages: Int64 = 2) {
        self.dwellAboveMilliseconds = dwellAboveMilliseconds
        self.pages = pages
    }
}

/// What one visit may take of memory. What lies beyond is left out by event time, never by arrival.
public struct VisitLimits: Hashable, Sendable {
    /// The funnel looks for each step among its first so many events.
    public var eventsPerStep: Int
    /// Up to so many different values are counted exactly, more are estimated.
    public var distinctValues: Int

    /// Limits from their parts.
    public init(eventsPerStep: Int = 64, distinctValues: Int = 64) {
        precondition(eventsPerStep > 0 && distinctValues > 2)
        self.eventsPerStep = eventsPerStep
        self.distinctValues = distinctValues
    }
}
