import Dataflow
import EventModel
import Testing

@Suite struct VisitTrackerTests {
    /// The ends of the visits that stand told.
    private func spans(_ harness: VisitHarness) -> [String] {
        harness.rows.filter { $0.value == 1 }.keys.map { String($0.split(separator: " ")[1]) }.sorted()
    }

    private func click(_ time: Int64, _ kind: String = "view", isBot: Bool = false) -> VisitClick {
        VisitClick(id: "e\(time)\(kind)", visitor: "v", time: time, kind: kind, isBot: isBot)
    }

    @Test func `a silence of exactly the gap is within a visit, a longer one ends it`() throws {
        let visits = try VisitHarness()
        visits.take(click(100), click(130), click(161))
        visits.advance(to: 1000)
        #expect(spans(visits) == ["100..130", "161..161"])
    }

    @Test func `a visit is told when nothing on time can extend it`() throws {
        let visits = try VisitHarness()
        visits.take(click(100))
        visits.advance(to: 130)
        #expect(spans(visits) == [])
        visits.take(click(130))
        visits.advance(to: 160)
        #expect(spans(visits) == [])
        visits.advance(to: 161)
        #expect(spans(visits) == ["100..130"])
    }

    @Test func `an event between two told visits makes one of them`() throws {
        var settings = VisitSettings()
        settings.lateness = 500
        let visits = try VisitHarness(settings)
        visits.take(click(100), click(150))
        visits.advance(to: 200)
        #expect(spans(visits) == ["100..100", "150..150"])
        visits.take(click(125))
        #expect(spans(visits) == ["100..150"])
        #expect(visits.rows.values.allSatisfy { $0 == 1 })
        #expect(visits.tracker.counts.takenBack == 2)
        #expect(visits.tracker.counts.told == 1)
    }

    @Test func `a told visit that is extended is taken back until it is over again`() throws {
        var settings = VisitSettings()
        settings.lateness = 500
        let visits = try VisitHarness(settings)
        visits.take(click(100))
        visits.advance(to: 140)
        visits.take(click(125))
        #expect(spans(visits) == [])
        visits.advance(to: 156)
        #expect(spans(visits) == ["100..125"])
        visits.advance(to: 655)
        #expect(visits.tracker.count == 1)
        visits.advance(to: 656)
        #expect(visits.tracker.count == 0)
        #expect(visits.tracker.visitorCount == 0)
        #expect(visits.tracker.heldListWords == 0)
    }

    @Test func `no visit spans more than the maximum, and none is cut long before it`() throws {
        var settings = VisitSettings()
        settings.maximum = 160
        let visits = try VisitHarness(settings)
        visits.take((0..<30).map { click(1005 + $0 * 20) })
        visits.advance(to: 10_000)
        #expect(spans(visits) == ["1005..1145", "1165..1305", "1325..1465", "1485..1585"])
        let short = try VisitHarness(settings)
        short.take((0..<8).map { click(1005 + $0 * 20) })
        short.advance(to: 10_000)
        #expect(spans(short) == ["1005..1145"])
    }

    @Test func `cuts stay where they are when the beginning of a long visit is forgotten`() throws {
        var settings = VisitSettings()
        settings.maximum = 160
        let visits = try VisitHarness(settings)
        for number in Int64(0)..<200 {
            visits.take(click(1005 + number * 20))
            visits.advance(to: 1005 + number * 20)
            #expect(visits.tracker.count <= 20)
        }
        visits.advance(to: 100_000)
        let events = (Int64(0)..<200).map { click(1005 + $0 * 20) }
        #expect(visits.rows == NaiveVisits(settings: settings).rows(of: events))
        #expect(visits.tracker.count == 0)
    }

    @Test func `the visits of bots are counted and left out, or told as such`() throws {
        var settings = VisitSettings()
        settings.tellsBots = false
        let left = try VisitHarness(settings)
        left.take(click(100), click(110, isBot: true), click(200))
        left.advance(to: 1000)
        #expect(spans(left) == ["200..200"])
        #expect(left.tracker.counts.bots == 1)
        #expect(left.tracker.counts.told == 1)
        settings.tellsBots = true
        let told = try VisitHarness(settings)
        told.take(click(100), click(110, isBot: true))
        told.advance(to: 1000)
        #expect(told.rows.keys.first?.contains("bottrue keyfalse effectivefalse") == true)
        #expect(told.tracker.counts.bots == 1)
    }

    @Test func `a visit that turns out to be a bot's is taken back`() throws {
        var settings = VisitSettings()
        settings.tellsBots = false
        settings.lateness = 500
        let visits = try VisitHarness(settings)
        visits.take(click(100))
        visits.advance(to: 140)
        #expect(spans(visits) == ["100..100"])
        visits.take(click(101, isBot: true))
        visits.advance(to: 1000)
        #expect(visits.rows == [:])
        #expect(visits.tracker.counts.told == 0)
        #expect(visits.tracker.counts.bots == 1)
    }

    struct Stay: Sendable {
        var times: [Int64]
        var kind: String
        var isEffective: Bool
    }

    @Test(arguments: [
        Stay(times: [0, 10], kind: "other", isEffective: false),
        Stay(times: [0, 11], kind: "other", isEffective: true),
        Stay(times: [0], kind: "view", isEffective: false),
        Stay(times: [0, 0], kind: "view", isEffective: true),
        Stay(times: [0], kind: "order", isEffective: true),
    ])
    func `dwell beyond the limit, pages or a key event make a visit effective`(stay: Stay) throws {
        let visits = try VisitHarness()
        visits.take(
            stay.times.enumerated().map { VisitClick(id: "e\($0)", visitor: "v", time: $1, kind: stay.kind) }
        )
        visits.advance(to: 1000)
        #expect(visits.rows.keys.first?.contains(" effective\(stay.isEffective) ") == true)
    }

    @Test func `events without a visitor and events too late are counted and are in no visit`() throws {
        var settings = VisitSettings()
        settings.lateness = 50
        let visits = try VisitHarness(settings)
        visits.advance(to: 1000)
        visits.take([click(1000)], withoutVisitor: true)
        visits.take(click(949), click(950))
        visits.advance(to: 5000)
        #expect(spans(visits) == ["950..950"])
        #expect(visits.tracker.counts.withoutVisitor == 1)
        #expect(visits.tracker.counts.late == 1)
        #expect(visits.tracker.counts.events == 1)
    }

    @Test func `times at the ends of the range are visits like others`() throws {
        var settings = VisitSettings()
        settings.maximum = 160
        let visits = try VisitHarness(settings)
        visits.take(click(.min), click(.min + 1), click(0), click(.max - 1), click(.max))
        visits.advance(to: .max)
        #expect(visits.rows.keys.contains { $0.contains("\(Int64.min)..\(Int64.min + 1)") })
        #expect(visits.rows.keys.contains { $0.contains(" 0..0 ") })
    }
}
