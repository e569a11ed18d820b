/// What a tracker has counted since it began.
public struct VisitCounts: Equatable, Sendable {
    /// Events that are in a visit.
    public var events = 0
    /// Events whose visitor is null.
    public var withoutVisitor = 0
    /// Events that lie further behind the watermark than the allowed lateness, for which nothing is remembered. None,
    /// where lateness is decided before.
    public var late = 0
    /// Visits that stand told, those taken back not counted.
    public var told = 0
    /// Visits of bots that are over, whether they are told or left out.
    public var bots = 0
    /// Rows that were taken back.
    public var takenBack = 0
    /// How often an event was left out of a step's first events because the limit was reached.
    public var stepEventsBeyondLimit = 0
    /// Visits in which a step may have been missed, or found late, because of that limit.
    public var funnelsCutShort = 0

    /// Nothing counted.
    public init() {}

    /// Adds the counts of another tracker.
    public static func += (left: inout Self, right: Self) {
        left.events += right.events
        left.withoutVisitor += right.withoutVisitor
        left.late += right.late
        left.told += right.told
        left.bots += right.bots
        left.takenBack += right.takenBack
        left.stepEventsBeyondLimit += right.stepEventsBeyondLimit
        left.funnelsCutShort += right.funnelsCutShort
    }
}
