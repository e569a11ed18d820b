import EventModel

/// What the buyer is told on paying.
struct DeliveryPromise {
    let tier: ServiceTier
    let paidAt: EventTime
    let shipBy: EventTime
    let deliverBy: EventTime

    init(placedAt: EventTime, random: SplitMix64) {
        var random = random
        let roll = random.unit()
        tier = roll < 0.1 ? .sameDay : roll < 0.35 ? .express : .standard
        // Most pay at once, some look for their card.
        paidAt = placedAt.advanced(byMilliseconds: 4_000 + Int64(300_000 * random.unit() * random.unit()))
        shipBy = paidAt.advanced(byHours: tier.shipHours).wholeMinute
        deliverBy = paidAt.advanced(byHours: tier.deliveryHours).wholeMinute
    }
}

extension EventTime {
    fileprivate var wholeMinute: EventTime {
        EventTime(milliseconds: milliseconds - milliseconds % 60_000)
    }
}
