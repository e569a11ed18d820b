public import EventModel

/// How large a season of the marketplace is, when it is, and what goes wrong in it.
public struct SeasonSettings: Sendable {
    /// Decides everything that the other settings leave open.
    public var seed: UInt64 = 1
    /// How many sellers there are, at least 20.
    public var sellers = 2_000
    /// For how many days visitors come; parcels and reviews follow for some weeks.
    public var days = 90
    /// About how many orders a day visitors place, at least 1.
    public var ordersPerDay = 3_300
    /// When the first day begins.
    public var start = EventTime(milliseconds: 1_767_571_200_000)  // 2026-01-05T00:00:00Z, a Monday
    /// Which kinds of faults are planted.
    public var faults = Set(SeasonFault.Kind.allCases)
    /// The share of events that come a second time, with the same id.
    public var copiedShare = 0.001
    /// The share of events that come hours late.
    public var lateShare = 0.0005

    /// Ninety days of 2,000 sellers with every kind of fault.
    public init() {}
}
