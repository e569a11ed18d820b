import EventModel

/// Decides what becomes of an order when it is placed, and puts its steps on the agenda.
struct OrderFate {
    let traits: SellerTraits
    let fault: SeasonFault?
    let schedule: FaultSchedule
    private var order: SeasonOrder
    private var random: SplitMix64
    private(set) var steps: [(kind: SeasonStep.Kind, at: EventTime)] = []
    /// How likely the buyer is to come back.
    private(set) var returnChance = 0.0
    /// When the buyer has the parcel.
    private(set) var overAt: EventTime

    init(
        _ order: SeasonOrder, traits: SellerTraits, schedule: FaultSchedule, random: SplitMix64
    ) {
        self.order = order
        self.traits = traits
        self.schedule = schedule
        self.random = random
        fault = schedule.fault(ofSeller: order.seller, at: order.paidAt)
        overAt = order.deliverBy
        decide()
    }

    /// The order with what its buyer thinks of it.
    var decided: SeasonOrder { order }

    private func isFault(_ kind: SeasonFault.Kind) -> Bool { fault?.kind == kind }

    private mutating func hits(_ probability: Double) -> Bool { random.unit() < probability }

    private mutating func then(_ kind: SeasonStep.Kind, _ time: EventTime) { steps.append((kind, time)) }

    private mutating func decide() {
        let paid = order.paidAt
        then(.placed, paid.advanced(byHours: -0.03))
        if let down = schedule.fault(.paymentProviderDown, at: paid),
            down.entity["payment_provider"] == order.payment.provider, hits(0.93)
        {
            then(.paymentFailed, paid)
            return
        }
        if hits(0.04) {
            then(.paymentFailed, paid)
            if hits(0.5) { return }
            order.paidAt = paid.advanced(byHours: 0.1)
        }
        then(.paid, order.paidAt)
        promise()
        if hits(0.06) { talk() }
        if isFault(.sellerNeverShips) { return leaveUnsent() }
        if hits(traits.cancelRate) {
            then(.cancelledBySeller, order.paidAt.advanced(byHours: random.between(2, 30)))
            return
        }
        if hits(0.012) {
            then(.cancelledByBuyer, order.paidAt.advanced(byHours: random.between(1, 10)))
            return
        }
        ship()
    }

    private mutating func promise() {
        if order.rebateCents > 0 || order.hasGift { then(.promised, order.paidAt.advanced(byHours: 0.01)) }
        if order.rebateCents > 0 {
            let time = order.rebateBy.advanced(byHours: -random.between(2, 100))
            if isFault(.rebatesInPoints) {
                then(.rebatePaidInPoints, time)
            } else if hits(0.996) {
                then(.rebatePaid, time)
            }
        }
    }

    /// The buyer asks; nearly all are answered within two days.
    private mutating func talk() {
        let asked = order.paidAt.advanced(byHours: random.between(1, 60))
        then(.asked, asked)
        if hits(0.97) { then(.answered, asked.advanced(byHours: random.between(0.3, 30))) }
    }

    private mutating func leaveUnsent() {
        overAt = order.deliverBy.advanced(byDays: 3)
        returnChance = 0.02
        if hits(0.6) {
            then(.claimOpened, overAt)
            then(.claimLeftOpen, overAt.advanced(byDays: 4))
        }
        if hits(0.3) {
            rate(1, described: 3, delivery: 1)
            then(.reviewed, overAt.advanced(byDays: random.between(0.2, 5)))
        }
    }

    private mutating func ship() {
        let isLateShipment = hits(traits.lateShipmentRate)
        let accepted =
            isLateShipment
            ? order.shipBy.advanced(byHours: random.between(1, 20))
            : order.paidAt.moved(random.between(0.2, 0.95), to: order.shipBy)
        then(.shipped, accepted.advanced(byHours: -0.4))
        if hits(0.992) { then(.accepted, accepted) }
        if order.hasGift, !isFault(.giftsRunOut) || hits(0.15), hits(0.997) { then(.giftShipped, accepted) }
        let isLate = hits(lateRate)
        let delivered =
            isLate
            ? order.deliverBy.advanced(byHours: random.between(2, 70))
            : max(
                accepted.advanced(byHours: 1), accepted.moved(random.between(0.45, 0.95), to: order.deliverBy)
            )
        then(.inTransit, accepted.moved(0.3, to: delivered))
        then(.outForDelivery, accepted.moved(0.8, to: delivered))
        if hits(0.002) { return then(.damaged, accepted.moved(0.7, to: delivered)) }
        then(.delivered, delivered)
        overAt = delivered
        receive(delivered, isLate: isLate)
    }

    private var lateRate: Double {
        if let failing = schedule.fault(.carrierFailing, at: order.paidAt),
            failing.entity["carrier"] == order.carrier.rawValue,
            failing.entity["region"] == order.region.rawValue
        {
            return 0.6
        }
        if let fault, fault.kind == .sellerSlipping {
            return traits.lateRate + 0.2 * fault.progress(at: order.paidAt)
        }
        return traits.lateRate
    }

    /// The buyer has the parcel: confirms, rates, sends it back or complains, and may come again.
    private mutating func receive(_ delivered: EventTime, isLate: Bool) {
        let isWrong = hits(isFault(.badListing) ? 0.09 : traits.mismatchRate)
        if hits(0.8) { then(.receiptConfirmed, delivered.advanced(byHours: random.between(0.5, 40))) }
        var stars = isWrong ? 1.3 : isLate ? 3.7 : 4.6
        stars += random.between(-0.7, 0.7)
        if hits(0.003) { stars = 1.5 }
        rate(
            Int((stars + 0.5).rounded(.down)), described: isWrong ? 1 : hits(0.85) ? 5 : 4,
            delivery: isLate ? (hits(0.5) ? 2 : 3) : hits(0.8) ? 5 : 4)
        if isFault(.retaliatingSeller), hits(0.25) { rate(2, described: 3, delivery: 3) }
        let reviewed = delivered.advanced(byDays: random.between(0.3, 6))
        if hits(isWrong ? 0.7 : 0.45) {
            then(.reviewed, reviewed)
            if order.stars <= 2 {
                if hits(isFault(.retaliatingSeller) ? 0.8 : 0.005) {
                    then(.ratedBack, reviewed.advanced(byHours: random.between(1, 60)))
                }
            } else if hits(0.3) {
                then(.ratedBack, reviewed.advanced(byHours: random.between(1, 60)))
            }
        }
        if isWrong, hits(0.6) {
            claim(reviewed)
        } else if hits(0.03) {
            giveBack(reviewed)
        } else if hits(0.0006) {
            then(.chargeback, delivered.advanced(byDays: random.between(5, 20)))
        }
        returnChance = isWrong ? 0.05 : isLate ? 0.2 : 0.42
    }

    private mutating func claim(_ time: EventTime) {
        then(.claimOpened, time)
        then(.claimClosed, time.advanced(byDays: random.between(0.5, 5)))
    }

    private mutating func giveBack(_ time: EventTime) {
        then(.returnRequested, time)
        let received = time.advanced(byDays: random.between(2, 6))
        then(.returnReceived, received)
        if hits(0.998) { then(.refunded, received.advanced(byDays: random.between(0.5, 6.5))) }
    }

    private mutating func rate(_ stars: Int, described: Int, delivery: Int) {
        order.stars = min(max(stars, 1), 5)
        order.describedStars = described
        order.deliveryStars = delivery
    }
}

extension EventTime {
    /// The time at this part of the way to another one.
    func moved(_ part: Double, to other: EventTime) -> EventTime {
        advanced(byMilliseconds: Int64(Double(other.milliseconds - milliseconds) * part))
    }
}
