import EventModel
import Marketplace
import Testing

@Suite struct MarketplaceTests {
    @Test(arguments: [1, 2, 77] as [UInt64])
    func `the same seed gives the same bytes`(seed: UInt64) {
        let settings = small(seed: seed)
        var first = Marketplace(settings)
        var second = Marketplace(settings)
        var count = 0
        while let event = first.next() {
            #expect(event == second.next(), "seed \(seed), event \(count)")
            count += 1
        }
        #expect(second.next() == nil)
        #expect(count > 4 * settings.ordersPerDay * settings.days)
    }

    @Test func `the first event of a seed is known, on every machine`() {
        var marketplace = Marketplace(small(seed: 1))
        let json = marketplace.next().map { String(decoding: $0.json, as: UTF8.self) }
        let expected = """
            {"event_id":"evt-dce423fc82c0d5b8","event_type":"order_placed","event_time":1767571256061,\
            "order_id":"ord-00000000","seller_id":"seller-0006","buyer_id":"buyer-0000000",\
            "category":"electronics","region":"north","amount":1054.87,"currency":"EUR",\
            "visitor_id":"visitor-0000000","channel":"paid_search","payment_method":"card",\
            "payment_provider":"cardlink","item_count":3,"is_first_order":true}
            """
        #expect(json == expected)
    }

    @Test func `another seed gives another marketplace`() {
        var first = Marketplace(small(seed: 1))
        var second = Marketplace(small(seed: 2))
        #expect(first.sellers != second.sellers)
        #expect(first.next() != second.next())
    }

    @Test(arguments: [1, 1_000, 60_000, 600_000])
    func `events are out of order by less than allowed, and a little`(disorderMilliseconds: Int) {
        var settings = small(seed: 3)
        settings.disorderMilliseconds = disorderMilliseconds
        var marketplace = Marketplace(settings)
        var newest = EventTime.distantPast
        var arrival = EventTime.distantPast
        var largest: Int64 = 0
        while let event = marketplace.next() {
            #expect(event.arrival >= arrival)
            #expect(
                (0..<Int64(disorderMilliseconds)).contains(
                    event.arrival.milliseconds - event.time.milliseconds))
            if newest > event.time { largest = max(largest, newest.milliseconds - event.time.milliseconds) }
            newest = max(newest, event.time)
            arrival = event.arrival
        }
        #expect(largest < disorderMilliseconds)
        #expect(largest > 0 || disorderMilliseconds < 60_000)
    }

    @Test func `no two events share an id`() throws {
        var marketplace = Marketplace(small(seed: 4))
        var seen: Set<String> = []
        var count = 0
        while let event = marketplace.next() {
            seen.insert(try #require(try event.fields()["event_id"] as? String))
            count += 1
        }
        #expect(seen.count == count)
    }

    @Test func `orders are placed in the days that were asked for`() throws {
        let settings = small(seed: 5)
        let ledger = try Ledger(settings)
        let placed = ledger.orders.values.compactMap(\.placedAt)
        let end = settings.start.milliseconds + Int64(settings.days) * 86_400_000
        #expect(placed.count == settings.ordersPerDay * settings.days)
        #expect(placed.allSatisfy { $0 >= settings.start.milliseconds && $0 < end })
        let evening = placed.count { (19..<22).contains($0 / 3_600_000 % 24) }
        let night = placed.count { (2..<5).contains($0 / 3_600_000 % 24) }
        #expect(evening > 5 * night)
    }

    @Test func `a marketplace without days has no events`() {
        var settings = small(seed: 6)
        settings.days = 0
        var marketplace = Marketplace(settings)
        #expect(marketplace.next() == nil)
    }

    @Test func `the smallest marketplace works`() throws {
        var settings = MarketplaceSettings()
        settings.sellers = 1
        settings.ordersPerDay = 1
        settings.days = 3
        #expect(try Ledger(settings).orders.count == 3)
    }

    @Test func `seller sizes have a long tail and carriers have sellers of every size`() {
        let sellers = Marketplace(MarketplaceSettings()).sellers
        #expect(sellers.count == 40)
        #expect(abs(sellers.map(\.orderShare).reduce(0, +) - 1) < 1e-9)
        #expect(sellers[0].orderShare > 10 * sellers[39].orderShare)
        #expect(sellers.allSatisfy { (0.02...0.06).contains($0.lateRate) })
        for carrier in SimulatedCarrier.allCases {
            #expect(sellers.count { $0.carrier == carrier } == 10)
            #expect(sellers[..<4].contains { $0.carrier == carrier })
        }
    }

    private func small(seed: UInt64) -> MarketplaceSettings {
        var settings = MarketplaceSettings()
        settings.seed = seed
        settings.ordersPerDay = 300
        settings.days = 6
        return settings
    }
}
