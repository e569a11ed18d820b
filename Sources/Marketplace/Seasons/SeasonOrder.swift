import EventModel

/// An order of a season, with all that is decided about it when it is placed.
struct SeasonOrder {
    var number: Int
    var seller: Int
    var buyer: Int
    var visitor: Int?
    var device: Int
    var isFirst: Bool
    var region: Region
    var category: Category
    var channel: Channel
    var payment: PaymentMethod
    var carrier: SimulatedCarrier
    var tier: ServiceTier
    var cents: Int
    var discountCents: Int
    var paidAt: EventTime
    var shipBy: EventTime
    var deliverBy: EventTime
    var hasGift: Bool
    var rebateCents: Int
    var rebateBy: EventTime
    var stars: Int
    var describedStars: Int
    var deliveryStars: Int

    var id: String { "ord-" + JSONLine.padded(number, width: 8) }
}
