import Planning
import Testing

@Suite struct StateFingerprintTests {
    private func prints(_ text: String = PlanFixture.pipeline) throws -> [String: UInt64] {
        try PipelinePlan(PlanFixture.declaration(text)).stateFingerprints
    }

    /// The states that a plan cannot read which was changed so.
    private func changed(_ old: String, _ new: String) throws -> Set<String> {
        let (before, after) = (try prints(), try prints(PlanFixture.pipeline.replacing(old, with: new)))
        return Set(before.keys.filter { before[$0] != after[$0] }).union(
            after.keys.filter { before[$0] == nil })
    }

    @Test func `all state has a name`() throws {
        #expect(
            try prints().keys.sorted() == [
                "alerts/late", "dedupe/orders", "metrics/delivery.due by seller_id per 1d",
                "metrics/orders by seller_id,channel per 1h",
                "metrics/trips by landing per day of Europe/Berlin",
                "promises/delivery", "tardy/clicks", "tardy/orders", "tardy/parcels", "time", "visits/trips",
            ])
    }

    @Test func `fingerprints are the same in every process`() throws {
        #expect(try prints() == prints())
        let time = try #require(prints()["time"])
        #expect(time == 16_294_770_991_796_518_859, "\(time)")
    }

    @Test func `what a plan keeps can be read`() throws {
        #expect(try changed("broken >= 3", "broken >= 4").isEmpty)
        #expect(try changed("[seller_id, amount]", "[amount, seller_id]").isEmpty)
        #expect(
            try changed("total: { sum: amount }\n", "zero: { sum: amount }\n")
                == ["metrics/delivery.due by seller_id per 1d", "alerts/late"])
    }

    /// Every change of the language's keys: `plan --against` and a worker say the same of it.
    @Test(arguments: OperatorFingerprintTests.changes.filter { $0.file == nil })
    func `a plan and a worker agree on what can be read`(change: OperatorFingerprintTests.Change) throws {
        let text = PlanFixture.pipeline.replacing(change.old, with: change.new)
        let (old, new) = (try PlanFixture.explanation(), try PlanFixture.explanation(text))
        let kept = Set(
            PlanComparison(of: [new], against: [old]).entries.filter { $0.verdict == .kept }
                .map { $0.id.dropFirst("shop/".count) }.map(String.init))
        let plan = try PipelinePlan(PlanFixture.declaration(text))
        let (before, after) = (try prints(), plan.stateFingerprints)
        var readable = Set(kept.filter { $0.hasPrefix("source/") })
        for (kind, folder) in [
            ("dedupe", "dedupe"), ("promise", "promises"), ("visits", "visits"), ("alert", "alerts"),
        ] {
            for name in before.keys where name.hasPrefix(folder + "/") && before[name] == after[name] {
                readable.insert(kind + name.dropFirst(folder.count))
            }
        }
        for (group, labels) in plan.metricLabels.enumerated() {
            let name = plan.stateName(ofGroup: group)
            if before[name] == after[name] { readable.formUnion(labels.map { "metric/\($0.name)" }) }
        }
        #expect(readable == kept)
    }

    @Test func `metrics that share a record restart together`() throws {
        let added = PlanFixture.pipeline.replacing(
            "  landings:\n",
            with: """
                  small_orders:
                    on: orders
                    by: [seller_id, channel]
                    count: true
                    window: { tumbling: 1h }
                  landings:

                """)
        let comparison = PlanComparison(
            of: [try PlanFixture.explanation(added)], against: [try PlanFixture.explanation()])
        let entry = try #require(comparison.entries.first { $0.id == "shop/metric/large_orders" })
        #expect(entry.verdict == .restarts)
        #expect(
            entry.reasons.count == 1
                && entry.reasons[0].hasPrefix("record is large_orders (count; where large;"))
        let name = "metrics/orders by seller_id,channel per 1h"
        #expect(try prints(added)[name] != prints()[name])
    }
}
