import Dataflow
import EventModel
import Testing

@Suite struct VisitFunnelTests {
    private func row(_ kinds: [(Int64, String)], _ settings: VisitSettings = .init()) throws -> String {
        let visits = try VisitHarness(settings)
        // Newest first: the order of arrival says nothing.
        for (number, kind) in kinds.enumerated().reversed() {
            visits.take(VisitClick(id: "e\(number)", visitor: "v", time: kind.0, kind: kind.1))
        }
        visits.advance(to: 10_000)
        return visits.rows.keys.first ?? ""
    }

    @Test func `steps count in order of event time, and the first that can be one is it`() throws {
        let row = try row([(1, "cart"), (2, "view"), (3, "view"), (4, "cart"), (5, "cart"), (6, "order")])
        #expect(row.contains("furthest4 seen:1:true viewed:2:true carted:4:true ordered:6:true"))
    }

    @Test func `what comes before its step is there and not reached`() throws {
        let row = try row([(1, "order"), (2, "view"), (3, "cart")])
        #expect(row.contains("furthest3 seen:1:true viewed:2:true carted:3:true ordered:-:true"))
    }

    @Test func `one event reaches several steps in a row`() throws {
        let row = try row([(1, "view")])
        #expect(row.contains("furthest2 seen:1:true viewed:1:true carted:-:false ordered:-:false"))
    }

    @Test func `events of one millisecond are in the order of their ids' hashes`() throws {
        let ids = ["a", "b"].sorted { ByteHash.hash($0) < ByteHash.hash($1) }
        func furthest(_ first: String, _ second: String) throws -> Bool {
            let visits = try VisitHarness()
            visits.take(
                VisitClick(id: second, visitor: "v", time: 5, kind: "cart"),
                VisitClick(id: first, visitor: "v", time: 5, kind: "view"))
            visits.advance(to: 10_000)
            return visits.rows.keys.first?.contains("furthest3") ?? false
        }
        #expect(try furthest(ids[0], ids[1]))
        #expect(try !furthest(ids[1], ids[0]))
    }

    @Test func `a step is looked for among its first events, and what lies beyond is counted`() throws {
        var settings = VisitSettings()
        settings.eventsPerStep = 2
        let visits = try VisitHarness(settings)
        let kinds = ["cart", "cart", "view", "cart", "order"]
        for (number, kind) in kinds.enumerated() {
            visits.take(VisitClick(id: "e\(number)", visitor: "v", time: Int64(number), kind: kind))
        }
        visits.advance(to: 10_000)
        #expect(visits.rows.keys.first?.contains("furthest2") == true)
        #expect(visits.tracker.counts.stepEventsBeyondLimit == 4)
        #expect(visits.tracker.counts.funnelsCutShort == 1)
    }
}
