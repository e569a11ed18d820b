import EventModel

/// What becomes of a paid order.
enum OrderCourse {
    case cancelled(at: EventTime, by: CancelParty)
    /// `deliveredAt` is `nil` for a parcel that never turns up.
    case shipped(acceptedAt: EventTime, inTransitAt: EventTime, deliveredAt: EventTime?)

    enum CancelParty { case buyer, seller }

    private static let buyerCancelShare = 0.015
    private static let sellerCancelShare = 0.008
    private static let lostShare = 0.004

    init(
        promise: DeliveryPromise, seller: SimulatedSeller, carrier: SimulatedCarrier,
        failure: CarrierFailure?,
        random: SplitMix64
    ) {
        var random = random
        let roll = random.unit()
        let handover = promise.paidAt.moved(random.between(0.15, 0.9), towards: promise.shipBy)
        if roll < Self.buyerCancelShare {
            self = .cancelled(at: handover, by: .buyer)
        } else if roll < Self.buyerCancelShare + Self.sellerCancelShare {
            self = .cancelled(at: handover, by: .seller)
        } else {
            let isLost = roll > 1 - Self.lostShare
            self = Self.shipped(
                handover, promise, Self.delay(handover, seller, carrier, failure, &random), isLost, &random)
        }
    }

    private enum Delay { case none, bySeller, byCarrier }

    private static func delay(
        _ handover: EventTime, _ seller: SimulatedSeller, _ carrier: SimulatedCarrier,
        _ failure: CarrierFailure?,
        _ random: inout SplitMix64
    ) -> Delay {
        let roll = random.unit()
        if let failure, failure.covers(carrier, at: handover) {
            return roll < failure.lateShare ? .byCarrier : .none
        }
        guard roll < seller.lateRate else { return .none }
        return random.unit() < 0.6 ? .bySeller : .byCarrier
    }

    private static func shipped(
        _ handover: EventTime, _ promise: DeliveryPromise, _ delay: Delay, _ isLost: Bool,
        _ random: inout SplitMix64
    ) -> OrderCourse {
        let accepted =
            delay == .bySeller
            ? promise.shipBy.moved(random.between(0.05, 0.6), towards: promise.deliverBy) : handover
        let delivered =
            delay == .none
            ? accepted.moved(random.between(0.4, 0.97), towards: promise.deliverBy)
            : promise.deliverBy.advanced(byHours: lateHours(&random))
        let inTransit = accepted.moved(random.between(0.1, 0.5), towards: delivered)
        return .shipped(acceptedAt: accepted, inTransitAt: inTransit, deliveredAt: isLost ? nil : delivered)
    }

    /// From ten minutes to two and a half days, half of them under six hours.
    private static func lateHours(_ random: inout SplitMix64) -> Double {
        let roll = random.unit()
        return 1.0 / 6 + 6 * roll / (1 - 0.9 * roll)
    }
}

extension EventTime {
    /// The time at this part of the way to a later one.
    fileprivate func moved(_ part: Double, towards later: EventTime) -> EventTime {
        advanced(byMilliseconds: Int64(Double(later.milliseconds - milliseconds) * part))
    }
}
