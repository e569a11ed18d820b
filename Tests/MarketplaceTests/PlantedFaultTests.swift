import EventModel
import Marketplace
import Testing

@Suite struct PlantedFaultTests {
    private static let day: Int64 = 86_400_000

    @Test func `the failure is told as it was set`() {
        var settings = MarketplaceSettings()
        settings.failingCarrier = .harbourLine
        settings.carrierFailsAfterDays = 2.5
        settings.carrierRecoversAfterDays = 4
        let marketplace = Marketplace(settings)
        let fault = marketplace.plantedFaults.first
        #expect(marketplace.plantedFaults.count == 1)
        #expect(fault?.kind == .carrierLate)
        #expect(fault?.entity == "harbour-line")
        #expect(fault?.from == settings.start.advanced(byMilliseconds: Self.day * 5 / 2))
        #expect(fault?.to == settings.start.advanced(byMilliseconds: Self.day * 4))
        #expect(fault?.sellers == marketplace.sellers.filter { $0.carrier == .harbourLine }.map(\.id))
    }

    @Test func `without a failing carrier all stay as they are`() throws {
        var settings = MarketplaceSettings()
        settings.failingCarrier = nil
        settings.ordersPerDay = 1_000
        settings.days = 8
        let sellers = Marketplace(settings).sellers
        #expect(Marketplace(settings).plantedFaults.isEmpty)
        let ledger = try Ledger(settings)
        for carrier in SimulatedCarrier.allCases {
            let (share, due) = ledger.brokenShare(from: .distantPast, to: .distantFuture) {
                $0.carrier == carrier.rawValue
            }
            #expect(due > 1_000)
            #expect((0.02...0.08).contains(share), "\(carrier)")
        }
        for seller in sellers[..<8] {
            let (share, due) = ledger.brokenShare(from: .distantPast, to: .distantFuture) {
                $0.seller == seller.id
            }
            // Lost parcels and the seller's own cancellations come on top of the late ones.
            let expected = seller.lateRate + 0.012
            let spread = (expected * (1 - expected) / Double(due)).squareRoot()
            #expect(abs(share - expected) < 4 * spread, "\(seller.id): \(share) instead of \(expected)")
        }
    }

    @Test(arguments: [1, 2] as [UInt64])
    func `the failing carrier is late for nearly half, from its day on and until it recovers`(seed: UInt64)
        throws
    {
        var settings = MarketplaceSettings()
        settings.seed = seed
        settings.days = 15
        settings.ordersPerDay = 1_000
        settings.carrierRecoversAfterDays = 10
        let ledger = try Ledger(settings)
        for carrier in SimulatedCarrier.allCases {
            func share(_ firstDay: Int64, _ lastDay: Int64) -> Double {
                ledger.brokenShare(
                    from: settings.start.advanced(byMilliseconds: firstDay * Self.day),
                    to: settings.start.advanced(byMilliseconds: lastDay * Self.day)
                ) { $0.carrier == carrier.rawValue }.share
            }
            // Up to a day lies between payment and the carrier's hands.
            #expect((0.02...0.08).contains(share(0, 4)), "\(carrier), seed \(seed)")
            #expect((0.02...0.08).contains(share(10, 15)), "\(carrier), seed \(seed)")
            let during = carrier == .blueVan ? 0.40...0.50 : 0.02...0.08
            #expect(during.contains(share(5, 9)), "\(carrier), seed \(seed)")
        }
    }

    @Test func `its sellers break more than a tenth of their promises, the others do not`() throws {
        var settings = MarketplaceSettings()
        settings.days = 10
        let marketplace = Marketplace(settings)
        let fault = try #require(marketplace.plantedFaults.first)
        let ledger = try Ledger(settings)
        for seller in marketplace.sellers {
            let before = ledger.brokenShare(
                from: .distantPast, to: fault.from.advanced(byMilliseconds: -Self.day)
            ) { $0.seller == seller.id }
            let after = ledger.brokenShare(from: fault.from, to: .distantFuture) { $0.seller == seller.id }
            #expect(before.due >= 40 && after.due >= 60)
            #expect(before.share < 0.15, "\(seller.id)")
            if fault.sellers.contains(seller.id) {
                #expect(after.share > 0.25, "\(seller.id)")
            } else {
                #expect(after.share < 0.15, "\(seller.id)")
            }
        }
    }
}
