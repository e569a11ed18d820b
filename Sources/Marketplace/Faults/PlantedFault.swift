public import EventModel

/// Something that goes wrong on purpose: the truth that metrics and alerts are compared with.
public struct PlantedFault: Equatable, Sendable {
    /// What goes wrong.
    public enum Kind: String, Sendable {
        /// A carrier delivers far more of its parcels late than before.
        case carrierLate = "carrier_late"
    }

    /// What goes wrong.
    public var kind: Kind
    /// With whom: the name of the carrier.
    public var entity: String
    /// The sellers that suffer from it, as they ship mostly by that carrier; the largest first.
    public var sellers: [String]
    /// The first moment at which it holds.
    public var from: EventTime
    /// The first moment at which it is over; ``EventTime/distantFuture`` when it lasts.
    public var to: EventTime
}
