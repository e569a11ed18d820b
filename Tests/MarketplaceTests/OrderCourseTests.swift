import EventModel
import Marketplace
import Testing

@Suite struct OrderCourseTests {
    // Read once for all tests of the suite, which takes a while.
    private static let run = Result {
        var settings = MarketplaceSettings()
        settings.seed = 11
        settings.ordersPerDay = 1_000
        settings.days = 8
        return try Ledger(settings)
    }
    private let ledger: Ledger

    init() throws { ledger = try Self.run.get() }

    @Test func `a paid order is delivered, cancelled or never arrives`() {
        var delivered = 0
        var cancelled = 0
        var lost = 0
        for (id, order) in ledger.orders {
            #expect(order.placedAt != nil && order.paidAt != nil, "\(id)")
            if order.cancelledAt != nil {
                cancelled += 1
                #expect(
                    order.acceptedAt == nil && order.inTransitAt == nil && order.deliveredAt == nil, "\(id)")
            } else {
                #expect(order.acceptedAt != nil && order.inTransitAt != nil, "\(id)")
                if order.deliveredAt == nil { lost += 1 } else { delivered += 1 }
            }
        }
        let count = Double(ledger.orders.count)
        #expect(delivered + cancelled + lost == 8_000)
        #expect((0.018...0.028).contains(Double(cancelled) / count))
        #expect((0.002...0.007).contains(Double(lost) / count))
        #expect(ledger.eventCount == 2 * 8_000 + cancelled + 2 * (delivered + lost) + delivered)
    }

    @Test func `an order's events follow one another in time`() {
        for (id, order) in ledger.orders {
            let times = [
                order.placedAt, order.paidAt, order.cancelledAt, order.acceptedAt, order.inTransitAt,
                order.deliveredAt,
            ].compactMap { $0 }
            for (earlier, later) in zip(times, times.dropFirst()) { #expect(earlier < later, "\(id)") }
        }
    }

    @Test func `promises reach from hours to a few days`() throws {
        for (id, order) in ledger.orders {
            let paid = try #require(order.paidAt)
            let ship = try #require(order.shipBy)
            let deliver = try #require(order.deliverBy)
            #expect(paid < ship && ship < deliver, "\(id)")
            #expect((2 * 3_600_000...72 * 3_600_000).contains(deliver - paid), "\(id)")
        }
    }

    @Test func `cancellations are the buyer's or the seller's fault`() {
        let parties = ledger.orders.values.compactMap(\.faultParty)
        #expect(parties.count == ledger.orders.values.count { $0.cancelledAt != nil })
        #expect(parties.contains("buyer") && parties.contains("seller"))
    }

    @Test func `some late parcels were handed over late, others were not`() {
        let late = ledger.orders.values.filter { $0.isBroken && $0.deliveredAt != nil }
        let handedOverLate = late.count { $0.acceptedAt ?? 0 > $0.shipBy ?? 0 }
        #expect(handedOverLate > 50 && late.count - handedOverLate > 50)
    }
}
