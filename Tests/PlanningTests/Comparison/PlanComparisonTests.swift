import Foundation
import Planning
import Testing

@Suite struct PlanComparisonTests {
    private func compare(_ old: String, _ new: String) throws -> PlanComparison {
        PlanComparison(of: [try PlanFixture.explanation(new)], against: [try PlanFixture.explanation(old)])
    }

    private func entry(_ id: String, _ comparison: PlanComparison) throws -> PlanComparison.Entry {
        try #require(comparison.entries.first { $0.id == id })
    }

    @Test func `nothing changes when nothing changes`() throws {
        let comparison = try compare(PlanFixture.pipeline, PlanFixture.pipeline)
        #expect(comparison.count(.kept) == 10 && comparison.entries.count == 10)
        #expect(comparison.entries.allSatisfy { $0.reasons.isEmpty && $0.notes.isEmpty })
    }

    @Test func `a restart tells its cause and what it means`() throws {
        let new = PlanFixture.pipeline.replacing("delivered\"", with: "handed_over\"")
        let comparison = try compare(PlanFixture.pipeline, new)
        let promise = try entry("shop/promise/delivery", comparison)
        #expect(
            promise.reasons == ["kept.when was status == \"delivered\" and is status == \"handed_over\""])
        #expect(promise.notes == ["promises made before the change are not known: their outcome is not told"])
        let metric = try entry("shop/metric/late_rate", comparison)
        #expect(metric.reasons == ["promise 'delivery' restarts"])
        #expect(metric.notes.count == 1 && metric.notes[0].contains("whole again 14d after the change"))
        let alert = try entry("shop/alert/late", comparison)
        #expect(alert.verdict == .kept)
        #expect(alert.notes.count == 1 && alert.notes[0].hasPrefix("metric 'late_rate' restarts"))
    }

    @Test func `a rule that changes keeps the state and says so`() throws {
        let comparison = try compare(
            PlanFixture.pipeline, PlanFixture.pipeline.replacing("broken >= 3", with: "broken >= 4"))
        let alert = try entry("shop/alert/late", comparison)
        #expect(alert.verdict == .kept && alert.reasons == [])
        #expect(
            alert.notes == [
                "from now on: when was probability_above(0.1) >= 0.95 && broken >= 3 and is"
                    + " probability_above(0.1) >= 0.95 && broken >= 4"
            ])
    }

    @Test func `another window restarts its metric`() throws {
        let shorter = PlanFixture.pipeline.replacing("hopping: 14d", with: "hopping: 7d")
        let longer = try entry("shop/metric/late_rate", compare(shorter, PlanFixture.pipeline))
        #expect(longer.verdict == .restarts)
        #expect(longer.reasons == ["window was hopping 7d every 1d and is hopping 14d every 1d"])
    }

    @Test func `another name is another state`() throws {
        let new = PlanFixture.pipeline.replacing("large_orders:", with: "big_orders:")
        let comparison = try compare(PlanFixture.pipeline, new)
        #expect(try entry("shop/metric/large_orders", comparison).verdict == .gone)
        let added = try entry("shop/metric/big_orders", comparison)
        #expect(added.verdict == .new)
        #expect(
            added.notes == [
                "it is what shop/metric/large_orders was; a name identifies state, so nothing passes over"
            ])
        #expect(comparison.count(.kept) == 9)
    }

    @Test func `pipelines are matched by name, not by place`() throws {
        let shop = try PlanFixture.explanation()
        let other = try PlanFixture.explanation(
            PlanFixture.pipeline.replacing("pipeline: shop", with: "pipeline: other"))
        let comparison = PlanComparison(of: [other, shop], against: [shop])
        #expect(comparison.count(.kept) == 10 && comparison.count(.new) == 10)
        #expect(
            comparison.entries.filter { $0.verdict == .new }.allSatisfy {
                $0.id.hasPrefix("other/") && $0.notes == []
            })
    }

    @Test func `a plan that was written as JSON compares as its pipeline does`() throws {
        let old = try PlanFixture.explanation()
        let read = try PlanDocument(json: Data(try PlanDocument([old]).json().utf8))
        #expect(read.plans == [old])
        let new = try PlanFixture.explanation(PlanFixture.pipeline.replacing("gap: 30m", with: "gap: 20m"))
        #expect(PlanComparison(of: [new], against: read.plans) == PlanComparison(of: [new], against: [old]))
    }

    @Test func `what is no plan is refused`() throws {
        #expect(throws: PlanDocument.Failure.unreadable) { try PlanDocument(json: Data("{}".utf8)) }
        #expect(throws: PlanDocument.Failure.unreadable) { try PlanDocument(json: Data("pipeline: x".utf8)) }
        #expect(throws: PlanDocument.Failure.unreadable) {
            try PlanDocument(json: Data(#"{"format":1,"plans":[{}]}"#.utf8))
        }
        #expect(throws: PlanDocument.Failure.otherFormat(7)) {
            try PlanDocument(json: Data(#"{"format":7,"plans":[]}"#.utf8))
        }
    }

    @Test func `people read restarts first, and the numbers last`() throws {
        let comparison = try compare(
            PlanFixture.pipeline, PlanFixture.pipeline.replacing("gap: 30m", with: "gap: 20m"))
        let lines = PlanText(width: 80).lines(comparison)
        #expect(lines.first == "restarts (2)")
        #expect(lines[1...2] == ["  shop/visits/trips", "    because gap was 30m and is 20m"])
        #expect(lines.last == "2 restarts, 0 new, 0 gone, 8 kept")
        #expect(lines.allSatisfy { $0.count <= 80 })
    }

    @Test func `as JSON there are the entries`() throws {
        let comparison = try compare(PlanFixture.pipeline, PlanFixture.pipeline)
        let object = try JSONSerialization.jsonObject(with: Data(comparison.json().utf8)) as? [String: Any]
        let entries = try #require(object?["entries"] as? [[String: Any]])
        #expect(entries.count == 10)
        #expect(Set(entries[0].keys) == ["id", "verdict", "reasons", "notes"])
    }
}
