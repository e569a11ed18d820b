import EventModel
import Foundation
import Marketplace
import Testing

/// A made-up season follows from its seed, and what is planted in it can be seen by plain counting.
@Suite struct SeasonTests {
    /// One event with the fields that tests look at.
    private struct Seen {
        var topic: String
        var time: Int64
        var arrival: Int64
        var fields: [String: Any]

        func text(_ name: String) -> String { fields[name] as? String ?? "" }
        func number(_ name: String) -> Double { fields[name] as? Double ?? 0 }
    }

    private static func settings(_ kinds: Set<SeasonFault.Kind>, seed: UInt64 = 3) -> SeasonSettings {
        var settings = SeasonSettings()
        settings.seed = seed
        settings.sellers = 60
        settings.days = 60
        settings.ordersPerDay = 250
        settings.faults = kinds
        return settings
    }

    private static func events(_ settings: SeasonSettings) -> (events: [Seen], faults: [SeasonFault]) {
        var season = Season(settings)
        var events: [Seen] = []
        while let hour = season.nextHour() {
            for event in hour {
                let fields = try? JSONSerialization.jsonObject(with: Data(event.json)) as? [String: Any]
                events.append(
                    Seen(
                        topic: event.topic, time: event.time.milliseconds,
                        arrival: event.arrival.milliseconds,
                        fields: fields ?? [:]))
            }
        }
        return (events, season.faults)
    }

    private static func digest(_ settings: SeasonSettings) -> UInt64 {
        var season = Season(settings)
        var digest: UInt64 = 0
        while let hour = season.nextHour() {
            for event in hour { event.json.withUnsafeBytes { digest = ByteHash.hash($0, seed: digest) } }
        }
        return digest
    }

    @Test func `a seed gives the same bytes, another one others`() {
        var settings = Self.settings([])
        settings.days = 5
        let first = Self.digest(settings)
        #expect(first == Self.digest(settings))
        settings.seed = 4
        #expect(first != Self.digest(settings))
    }

    @Test func `without faults sellers keep most promises, and events come as they arrive`() throws {
        let (events, faults) = Self.events(Self.settings([]))
        #expect(faults.isEmpty)
        var last = Int64.min
        for event in events {
            #expect(!event.fields.isEmpty && event.arrival >= last)
            last = event.arrival
        }
        var due: [String: Double] = [:]
        for event in events where event.text("event_type") == "order_paid" {
            due[event.text("order_id")] = event.number("promised_delivery_at")
        }
        let perDay = Double(due.count) / 60
        #expect(perDay > 150 && perDay < 400)
        var late = 0
        var delivered: Set<String> = []
        for event in events where event.text("status") == "delivered" {
            guard delivered.insert(event.text("order_id")).inserted else { continue }
            if Double(event.time) > due[event.text("order_id")] ?? 0 { late += 1 }
        }
        let share = Double(late) / Double(delivered.count)
        #expect(share > 0.015 && share < 0.045)
        #expect(Double(delivered.count) / Double(due.count) > 0.96)
        let ids = events.map { $0.text("event_id") }
        let copies = Double(ids.count - Set(ids).count) / Double(ids.count)
        #expect(copies > 0.0003 && copies < 0.003)
        let buyers = events.filter { $0.text("event_type") == "order_paid" }.map { $0.text("buyer_id") }
        #expect(Double(Set(buyers).count) < 0.95 * Double(buyers.count))
    }

    /// Of the events of the fault's entity in its time the share that shows it, against that of the time before.
    private func shares(
        _ kind: SeasonFault.Kind, of: (Seen) -> Bool, among: (Seen) -> Bool
    ) throws -> (before: Double, during: Double) {
        let (events, faults) = Self.events(Self.settings([kind]))
        let fault = try #require(faults.first { $0.kind == kind })
        let names = fault.entity.filter { !["page"].contains($0.key) }
        func share(_ from: Int64, _ to: Int64) -> Double {
            let own = events.filter { event in
                event.time >= from && event.time < to && among(event)
                    && names.allSatisfy { event.text($0.key) == $0.value }
            }
            return own.isEmpty ? 0 : Double(own.filter(of).count) / Double(own.count)
        }
        return (
            share(.min, fault.from.milliseconds), share(fault.from.milliseconds, fault.to.milliseconds)
        )
    }

    @Test func `a provider that is down refuses nearly all`() throws {
        let kinds = ["order_paid", "payment_failed"]
        let (before, during) = try shares(.paymentProviderDown) {
            $0.text("event_type") == "payment_failed"
        } among: {
            kinds.contains($0.text("event_type"))
        }
        #expect(before < 0.1 && during > 0.8)
    }

    @Test func `rebates are paid in points`() throws {
        let (before, during) = try shares(.rebatesInPoints) {
            $0.text("rebate_instrument") == "points"
        } among: {
            $0.text("event_type") == "rebate_paid"
        }
        #expect(before == 0 && during > 0.3)
    }

    @Test func `gifts that have run out are not shipped`() throws {
        let (before, during) = try shares(.giftsRunOut) {
            $0.text("event_type") == "gift_shipped"
        } among: {
            $0.text("event_type") == "gift_shipped"
                || $0.fields["gift_count"] != nil && $0.text("event_type") == "order_paid"
        }
        #expect(before > 0.45 && during < 0.3)
    }

    @Test func `a bad listing brings claims`() throws {
        let (before, during) = try shares(.badListing) {
            $0.text("event_type") == "claim_opened"
        } among: {
            ["claim_opened", "order_paid"].contains($0.text("event_type"))
        }
        #expect(during > 4 * before && during > 0.02)
    }

    @Test func `a seller who never ships has no scans`() throws {
        let (events, faults) = Self.events(Self.settings([.sellerNeverShips]))
        let fault = try #require(faults.first)
        let seller = try #require(fault.entity["seller_id"])
        let paid = Set(
            events.filter {
                $0.text("seller_id") == seller && $0.text("event_type") == "order_paid"
                    && $0.time >= fault.from.milliseconds + 3_600_000
                    && $0.time < fault.to.milliseconds - 3_600_000
            }.map { $0.text("order_id") })
        #expect(paid.count > 10)
        #expect(!events.contains { $0.topic == "logistics" && paid.contains($0.text("order_id")) })
    }

    @Test func `a slipping seller gets later, a brushing one sells without visits, bombs have one star`()
        throws
    {
        let (events, faults) = Self.events(
            Self.settings([.sellerSlipping, .brushingRing, .reviewBombing, .retaliatingSeller]))
        for kind in [SeasonFault.Kind.sellerSlipping, .brushingRing, .reviewBombing, .retaliatingSeller] {
            let fault = try #require(faults.first { $0.kind == kind })
            let own = events.filter {
                $0.text("seller_id") == fault.entity["seller_id"] && $0.time >= fault.from.milliseconds
                    && $0.time < fault.to.milliseconds + 86_400_000
            }
            let before = events.filter {
                $0.text("seller_id") == fault.entity["seller_id"] && $0.time < fault.from.milliseconds
            }
            func share(_ events: [Seen], _ of: (Seen) -> Bool, _ among: (Seen) -> Bool) -> Double {
                let all = events.filter(among)
                return all.isEmpty ? 0 : Double(all.filter(of).count) / Double(all.count)
            }
            let isPaid: (Seen) -> Bool = { $0.text("event_type") == "order_paid" }
            let isReview: (Seen) -> Bool = { $0.text("direction") == "buyer_to_seller" }
            switch kind {
            case .brushingRing:
                #expect(share(own, { $0.fields["visitor_id"] == nil }, isPaid) > 0.3)
                #expect(share(before, { $0.fields["visitor_id"] == nil }, isPaid) == 0)
            case .reviewBombing:
                #expect(share(own, { $0.number("rating") == 1 }, isReview) > 0.4)
                #expect(share(before, { $0.number("rating") == 1 }, isReview) < 0.1)
            case .retaliatingSeller:
                let isAnswer: (Seen) -> Bool = { $0.text("direction") == "seller_to_buyer" }
                #expect(share(own, { $0.number("rating") == 1 }, isAnswer) > 0.2)
            default:
                var due: [String: Double] = [:]
                for event in own where isPaid(event) {
                    due[event.text("order_id")] = event.number("promised_delivery_at")
                }
                let late: (Seen) -> Bool = { Double($0.time) > due[$0.text("order_id")] ?? .infinity }
                let last = own.filter { $0.time > fault.to.milliseconds - 10 * 86_400_000 }
                #expect(share(last, late) { $0.text("status") == "delivered" } > 0.1)
            }
        }
    }

    @Test func `the truth names every kind, where and when`() throws {
        var settings = SeasonSettings()
        settings.days = 90
        let season = Season(settings)
        #expect(Set(season.faults.map(\.kind)) == Set(SeasonFault.Kind.allCases))
        let sellers = season.faults.compactMap { $0.entity["seller_id"] }
        #expect(Set(sellers).count == sellers.count)
        #expect(season.faults.count { $0.kind == .sellerSlipping } == 4)
        #expect(season.truth.count == season.faults.count + 1)
        for line in season.truth {
            #expect(try JSONSerialization.jsonObject(with: Data(line.utf8)) is [String: Any])
        }
        let first = settings.start.advanced(byMilliseconds: 29 * 86_400_000)
        #expect(season.faults.allSatisfy { $0.from > first && $0.to > $0.from })
    }

    @Test(arguments: [20, 21, 60, 99, 100, 500])
    func `few sellers have fewer faults, but some`(sellers: Int) {
        var settings = SeasonSettings()
        settings.sellers = sellers
        let season = Season(settings)
        #expect(season.faults.count > 12)
        let ids = season.faults.compactMap { $0.entity["seller_id"] }
        #expect(Set(ids).count == ids.count)
    }
}
