/// A shop on the marketplace, as it truly is.
public struct SimulatedSeller: Equatable, Sendable {
    /// The seller's id in the events.
    public var id: String
    /// The seller's part of all orders, 0 to 1.
    public var orderShare: Double
    /// The share of its delivered orders that are late while no carrier fails, 0 to 1.
    public var lateRate: Double
    /// The carrier of nine in ten of its parcels.
    public var carrier: SimulatedCarrier
    /// What it sells most.
    var category: Category
}
