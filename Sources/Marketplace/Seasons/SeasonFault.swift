public import EventModel

/// Something that goes wrong on purpose: the truth that alerts are held against.
public struct SeasonFault: Sendable, Equatable {
    /// What goes wrong.
    public enum Kind: String, Sendable, CaseIterable {
        /// A carrier brings most parcels of one region late.
        case carrierFailing = "carrier_failing"
        /// A seller delivers later and later over three weeks.
        case sellerSlipping = "seller_slipping"
        /// A seller takes orders and sends nothing.
        case sellerNeverShips = "seller_never_ships"
        /// A seller promises gifts that are not there any more.
        case giftsRunOut = "gifts_run_out"
        /// A seller promises cash back and pays points.
        case rebatesInPoints = "rebates_in_points"
        /// A payment provider refuses nearly everything for some hours.
        case paymentProviderDown = "payment_provider_down"
        /// The pages behind the cart tell nothing any more.
        case trackingLost = "tracking_lost"
        /// A seller buys from itself.
        case brushingRing = "brushing_ring"
        /// A crowd gives a seller one star.
        case reviewBombing = "review_bombing"
        /// A seller rates badly who rated it badly.
        case retaliatingSeller = "retaliating_seller"
        /// A channel brings visitors who never buy.
        case boughtTraffic = "bought_traffic"
        /// What a seller sends is not what it described.
        case badListing = "bad_listing"
    }

    /// What goes wrong.
    public var kind: Kind
    /// With whom: names and values as events have them, such as `seller_id`.
    public var entity: [String: String]
    /// The seller's place in the directory, for faults of sellers.
    var seller: Int?
    /// The ids of the sellers who suffer from it, where not all may.
    public var sellers: [String] = []
    /// The first moment at which it holds.
    public var from: EventTime
    /// The first moment at which it is over.
    public var to: EventTime

    /// Whether it holds at a time.
    public func covers(_ time: EventTime) -> Bool { from <= time && time < to }

    /// How far a gradual fault has come, 0 to 1 over its first three weeks.
    func progress(at time: EventTime) -> Double {
        min(Double(time.milliseconds - from.milliseconds) / (21 * 86_400_000), 1)
    }

    /// The fault as a line of the ground truth.
    public var json: String {
        let entity = entity.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\"\($0.value)\"" }
            .joined(separator: ",")
        let onset = kind == .sellerSlipping ? "gradual" : "sudden"
        let id = ([kind.rawValue] + self.entity.sorted { $0.key < $1.key }.map(\.value)).joined(
            separator: "/")
        let sellers = sellers.map { "\"\($0)\"" }.joined(separator: ",")
        return
            "{\"fault_id\":\"\(id)\",\"kind\":\"\(kind.rawValue)\",\"entity\":{\(entity)},\"from\":\"\(RFC3339.format(from))\","
            + "\"to\":\"\(RFC3339.format(to))\",\"onset\":\"\(onset)\","
            + "\"sellers\":[\(sellers)],\"note\":\"\(kind.note)\"}"
    }
}

extension SeasonFault.Kind {
    /// What goes wrong, in plain words.
    var note: String {
        switch self {
        case .carrierFailing: "a carrier brings most parcels of one region late"
        case .sellerSlipping: "a seller delivers later and later over three weeks"
        case .sellerNeverShips: "a seller takes orders and sends nothing"
        case .giftsRunOut: "a seller promises gifts that are not there any more"
        case .rebatesInPoints: "a seller promises cash back and pays points"
        case .paymentProviderDown: "a payment provider refuses nearly everything"
        case .trackingLost: "the pages behind the cart tell nothing any more"
        case .brushingRing: "a seller buys from itself, with few devices and no parcels"
        case .reviewBombing: "a crowd buys once and gives one star"
        case .retaliatingSeller: "a seller rates badly who rated it badly"
        case .boughtTraffic: "a channel brings visitors who hardly ever buy"
        case .badListing: "what a seller sends is not what it described"
        }
    }
}
