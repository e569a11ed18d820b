public import EventModel

/// How large the simulated marketplace is, when it trades, and what goes wrong in it.
public struct MarketplaceSettings: Sendable {
    /// Decides everything that the other settings leave open.
    public var seed: UInt64 = 1
    /// How many sellers there are, at least 1.
    public var sellers = 40
    /// Orders placed per day, at least 1; an order makes about five events.
    public var ordersPerDay = 2_000
    /// When the first day begins.
    public var start = EventTime(milliseconds: 1_767_571_200_000)  // 2026-01-05T00:00:00Z, a Monday
    /// For how many days orders are placed; their parcels arrive up to six days later.
    public var days = 14
    /// An event reaches its topic later than it happened by less than this, in milliseconds, at least 1.
    public var disorderMilliseconds = 60_000
    /// The carrier that gets worse; `nil` for none.
    public var failingCarrier: SimulatedCarrier? = .blueVan
    /// When it gets worse, in days from the start.
    public var carrierFailsAfterDays = 5.0
    /// When it is as good as before again, in days from the start; `nil` for never.
    public var carrierRecoversAfterDays: Double?
    /// The share of its parcels that are late while it fails, 0 to 1.
    public var failingLateShare = 0.45

    /// Two weeks of 40 sellers, in which one of four carriers fails after five days.
    public init() {}
}
