import EventModel

/// Writes the events of a season as lines of JSON.
struct SeasonLines {
    private let base: UInt64
    private var count: UInt64 = 0

    init(seed: UInt64) { base = SplitMix64.mix(seed &+ 0x5EA5_0E5E_ED00) }

    private mutating func begin(_ type: String, _ time: EventTime) -> JSONLine {
        count += 1
        var line = JSONLine()
        line.add("event_id", "evt-", hexadecimal: SplitMix64.mix(base &+ count))
        line.add("event_type", type)
        line.add("event_time", time)
        return line
    }

    /// What a channel's advertising has cost on a day.
    mutating func adSpend(_ channel: Channel, cents: Int, at time: EventTime) -> SimulatedEvent {
        var line = begin("ad_spend_recorded", time)
        line.add("channel", channel.rawValue)
        line.add("amount", cents: cents)
        line.add("cost_amount", cents: cents)
        line.add("currency", "EUR")
        return SimulatedEvent(
            time: time, arrival: time, topic: "orders", key: channel.rawValue, json: line.closed())
    }

    /// A step of an order; `nil` where there is nothing to tell.
    mutating func event(_ kind: SeasonStep.Kind, _ order: SeasonOrder, at time: EventTime) -> SimulatedEvent?
    {
        let (topic, type) = Self.topic(of: kind)
        guard !topic.isEmpty else { return nil }
        var line = begin(type, time)
        line.add("order_id", order.id)
        line.add("seller_id", SellerTraits.id(order.seller))
        switch topic {
        case "logistics": addScan(kind, order, to: &line)
        case "reviews": addReview(kind, order, to: &line)
        default: add(kind, order, to: &line)
        }
        return SimulatedEvent(time: time, arrival: time, topic: topic, key: order.id, json: line.closed())
    }

    private static func topic(of kind: SeasonStep.Kind) -> (topic: String, type: String) {
        switch kind {
        case .placed: ("orders", "order_placed")
        case .paid: ("orders", "order_paid")
        case .paymentFailed: ("orders", "payment_failed")
        case .shipped: ("orders", "order_shipped")
        case .cancelledBySeller, .cancelledByBuyer: ("orders", "order_cancelled")
        case .receiptConfirmed: ("orders", "receipt_confirmed")
        case .claimOpened: ("orders", "claim_opened")
        case .claimClosed, .claimLeftOpen: ("orders", "claim_closed")
        case .returnRequested: ("orders", "return_requested")
        case .returnReceived: ("orders", "return_received")
        case .refunded: ("orders", "refund_issued")
        case .chargeback: ("orders", "chargeback_received")
        case .promised: ("orders", "promotion_promised")
        case .rebatePaid, .rebatePaidInPoints: ("orders", "rebate_paid")
        case .giftShipped: ("orders", "gift_shipped")
        case .asked: ("orders", "message_received")
        case .answered: ("orders", "message_answered")
        case .accepted, .inTransit, .outForDelivery, .delivered, .damaged: ("logistics", "shipment_updated")
        case .reviewed, .ratedBack: ("reviews", "review_posted")
        case .adSpend, .comesBack: ("", "")
        }
    }

    private func add(_ kind: SeasonStep.Kind, _ order: SeasonOrder, to line: inout JSONLine) {
        let buyer = JSONLine.padded(order.buyer, width: 8)
        line.add("buyer_id", "buyer-" + buyer)
        line.add("category", order.category.rawValue)
        line.add("region", order.region.rawValue)
        line.add("amount", cents: order.cents)
        line.add("currency", "EUR")
        line.add("channel", order.channel.rawValue)
        line.add("payment_method", order.payment.rawValue)
        line.add("payment_provider", order.payment.provider)
        line.add("carrier", order.carrier.rawValue)
        if kind == .placed || kind == .paid {
            if let visitor = order.visitor {
                line.add("visitor_id", "visitor-" + JSONLine.padded(visitor, width: 8))
            }
            line.add("is_first_order", order.isFirst)
            line.add("item_count", 1 + order.number % 3)
            line.add("device_id", "device-" + JSONLine.padded(order.device, width: 8))
            line.add("payer_id", "payer-" + JSONLine.padded(order.device, width: 8))
            if order.discountCents > 0 { line.add("discount_amount", cents: order.discountCents) }
        }
        switch kind {
        case .paid:
            line.add("cost_amount", cents: order.cents * 6 / 10)
            line.add("service_tier", order.tier.rawValue)
            line.add("promised_ship_at", order.shipBy)
            line.add("promised_delivery_at", order.deliverBy)
            if order.hasGift { line.add("gift_count", 1) }
        case .receiptConfirmed: line.add("promised_delivery_at", order.deliverBy)
        case .promised:
            if order.rebateCents > 0 {
                line.add("promised_rebate_at", order.rebateBy)
                line.add("promised_rebate_amount", cents: order.rebateCents)
                line.add("rebate_instrument", "cash")
            }
            if order.hasGift {
                line.add("gift_count", 1)
                line.add("promised_ship_at", order.shipBy)
            }
        case .rebatePaid, .rebatePaidInPoints:
            line.add("rebate_amount", cents: order.rebateCents)
            line.add("rebate_instrument", kind == .rebatePaid ? "cash" : "points")
        case .cancelledBySeller, .cancelledByBuyer:
            line.add("reason", kind == .cancelledBySeller ? "out_of_stock" : "changed_mind")
            line.add("fault_party", kind == .cancelledBySeller ? "seller" : "buyer")
        case .claimOpened, .claimClosed, .claimLeftOpen:
            line.add("reason", order.describedStars <= 2 ? "not_as_described" : "other")
            line.add("fault_party", "seller")
            if kind != .claimOpened { line.add("outcome", kind == .claimClosed ? "resolved" : "unresolved") }
        case .returnRequested: line.add("reason", "changed_mind")
        default: break
        }
    }

    /// Promises that begin with a later event.
    static func promises(of kind: SeasonStep.Kind, at time: EventTime) -> (name: String, due: EventTime)? {
        switch kind {
        case .asked: ("promised_answer_at", time.advanced(byHours: 48))
        case .returnReceived: ("promised_refund_at", time.advanced(byDays: 7))
        default: nil
        }
    }

    private func addScan(_ kind: SeasonStep.Kind, _ order: SeasonOrder, to line: inout JSONLine) {
        let number = JSONLine.padded(order.number, width: 8)
        line.add("shipment_id", "shp-" + number)
        line.add("carrier", order.carrier.rawValue)
        line.add("region", order.region.rawValue)
        line.add("tracking_number", "trk-" + number)
        switch kind {
        case .accepted: line.add("status", "accepted")
        case .inTransit: line.add("status", "in_transit")
        case .outForDelivery: line.add("status", "out_for_delivery")
        case .damaged:
            line.add("status", "exception")
            line.add("exception_cause", "damaged")
        default: line.add("status", "delivered")
        }
    }

    private func addReview(_ kind: SeasonStep.Kind, _ order: SeasonOrder, to line: inout JSONLine) {
        let isBuyers = kind == .reviewed
        line.add("review_id", (isBuyers ? "rev-" : "ans-") + JSONLine.padded(order.number, width: 8))
        line.add("buyer_id", "buyer-" + JSONLine.padded(order.buyer, width: 8))
        line.add("direction", isBuyers ? "buyer_to_seller" : "seller_to_buyer")
        guard isBuyers else { return line.add("rating", order.stars <= 2 ? 1 : 5) }
        line.add("rating", order.stars)
        line.add("rating_description", order.describedStars)
        line.add("rating_service", max(order.stars, 3))
        line.add("rating_logistics", order.deliveryStars)
        if order.describedStars <= 2 { line.add("reason", "not_as_described") }
        line.add("device_id", "device-" + JSONLine.padded(order.device, width: 8))
    }

    /// What a visitor does.
    mutating func click(
        _ type: String, _ visit: SeasonVisit, at time: EventTime, dwell: Int?, order: String? = nil
    ) -> SimulatedEvent {
        var line = begin(type, time)
        let visitor = "visitor-" + JSONLine.padded(visit.visitor, width: 8)
        line.add("visitor_id", visitor)
        line.add("channel", visit.channel.rawValue)
        line.add("device_id", "device-" + JSONLine.padded(visit.visitor, width: 8))
        line.add("is_bot", visit.isBot)
        line.add("is_new_visitor", visit.isNew)
        if type != "page_viewed" {
            line.add("seller_id", SellerTraits.id(visit.seller))
            line.add("product_id", "prod-" + JSONLine.padded(visit.seller * 8 + visit.visitor % 8, width: 6))
            line.add("category", visit.category.rawValue)
            line.add("in_stock", visit.visitor % 97 != 0)
        }
        if let dwell { line.add("dwell_ms", dwell) }
        if let order { line.add("order_id", order) }
        return SimulatedEvent(
            time: time, arrival: time, topic: "clickstream", key: visitor, json: line.closed())
    }
}

/// A visit while it is made up.
struct SeasonVisit {
    var visitor: Int
    var isNew: Bool
    var isBot: Bool
    var channel: Channel
    var seller: Int
    var category: Category
}
