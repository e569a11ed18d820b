import EventModel
import Testing

import Marketplace

@Suite struct SeasonTruthTests {
    /// A small season, of which all events are kept.
    private static func settings(seed: UInt64 = 3) -> SeasonSettings {
        var settings = SeasonSettings()
        settings.seed = seed
        settings.sellers = 120
        settings.days = 8
        settings.ordersPerDay = 120
        return settings
    }

    private static func events(_ settings: SeasonSettings) -> [SimulatedEvent] {
        var season = Season(settings)
        var all: [SimulatedEvent] = []
        while let hour = season.nextHour() { all += hour }
        return all
    }

    @Test func `events come in nearly the order in which they happened, but for the late ones`() {
        var settings = Self.settings()
        settings.lateShare = 0.01
        let events = Self.events(settings)
        var newest = EventTime.distantPast
        var late = 0
        for event in events {
            if event.time < newest.advanced(byMilliseconds: -600_000) { late += 1 }
            newest = max(newest, event.time)
        }
        // One in a hundred of the steps of orders, which are most of the events, comes at least an hour late.
        #expect((0.002...0.011).contains(Double(late) / Double(events.count)), "\(late) of \(events.count)")
        settings.lateShare = 0
        newest = .distantPast
        for event in Self.events(settings) {
            #expect(event.time >= newest.advanced(byMilliseconds: -600_000))
            newest = max(newest, event.time)
        }
    }

    @Test func `about one event in a thousand comes twice, with the same bytes`() throws {
        var settings = Self.settings()
        settings.copiedShare = 0.01
        var seen: [String: [UInt8]] = [:]
        var copies = 0
        let events = Self.events(settings)
        for event in events {
            let id = try #require(try event.fields()["event_id"] as? String)
            if let first = seen[id] {
                copies += 1
                #expect(first == event.json)
            }
            seen[id] = event.json
        }
        let expected = 0.01 * Double(seen.count)
        #expect(abs(Double(copies) - expected) < 4 * expected.squareRoot(), "\(copies) of \(events.count)")
        settings.copiedShare = 0
        let ids = try Self.events(settings).map { try $0.fields()["event_id"] as? String }
        #expect(Set(ids).count == ids.count)
    }

    @Test func `the truth tells what the season is, then each fault with whom it hits`() throws {
        var settings = SeasonSettings()
        settings.seed = 5
        let season = Season(settings)
        let truth = season.truth
        #expect(truth.count == season.faults.count + 1)
        #expect(truth[0].contains("\"seed\":5,\"days\":90,\"sellers\":2000"))
        #expect(Set(season.faults.map(\.kind)) == Set(SeasonFault.Kind.allCases))
        #expect(season.faults.count { $0.kind == .sellerSlipping } == 4)
        let hit = season.faults.compactMap { $0.entity["seller_id"] }
        #expect(Set(hit).count == hit.count)
        let first = settings.start.advanced(byMilliseconds: 30 * 86_400_000)
        #expect(season.faults.allSatisfy { $0.from >= first && $0.from < $0.to })
        for seller in hit { #expect(truth.contains { $0.contains("\"sellers\":[\"\(seller)\"]") }) }
        // Four carriers share the sellers evenly.
        let carrier = try #require(truth.first { $0.contains("carrier_failing") })
        #expect(carrier.split(separator: "seller-").count == 501)
    }

    @Test func `only the named kinds are planted, and each where and when it is with all others`() {
        let all = Season(SeasonSettings())
        var settings = SeasonSettings()
        settings.faults = [.brushingRing, .boughtTraffic]
        let expected = all.faults.filter { settings.faults.contains($0.kind) }
        #expect(Season(settings).faults == expected)
        #expect(!expected.isEmpty)
    }
}
