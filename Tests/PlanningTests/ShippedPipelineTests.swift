import Dataflow
import EventModel
import PipelineSpec
import Planning
import Testing

/// The pipeline that the repository ships, as it is planned.
@Suite struct ShippedPipelineTests {
    private static let day: Int64 = 86_400_000

    @Test func `one gather stage reads both topics`() throws {
        let plan = try PlannedText.sellerTrust()
        #expect(plan.name == "seller-trust" && plan.version == 1)
        #expect(plan.sources.map(\.topic) == ["orders", "logistics"])
        #expect(plan.gatherStages.map(\.partitionedBy) == ["order_id"])
        #expect(plan.gatherStages.map(\.sources) == [[0, 1]])
        #expect(plan.sources.allSatisfy { !$0.isOptional && $0.groups.isEmpty && $0.timeAliasColumn == nil })
        #expect(
            plan.time
                == TimeRules(
                    outOfOrdernessMilliseconds: 600_000, idleAfterMilliseconds: 60_000,
                    maxFutureSkewMilliseconds: 300_000, allowedLatenessMilliseconds: Self.day))
        #expect(plan.merge.allowedLatenessMilliseconds == Self.day)
    }

    @Test func `only what is used is decoded, and unique strings stay text`() throws {
        let plan = try PlannedText.sellerTrust()
        func columns(_ source: Int) -> [String] {
            plan.sources[source].layout.columns.map { column in
                column.type == .string
                    ? "\(column.name) \(column.storage)" : "\(column.name) \(column.type.rawValue)"
            }
        }
        #expect(
            columns(0) == [
                "event_time time", "event_id text", "event_type symbol", "order_id text", "seller_id symbol",
                "buyer_id text", "region symbol", "carrier symbol", "promised_delivery_at time",
                "fault_party symbol",
            ])
        #expect(columns(1) == ["event_time time", "event_id text", "order_id text", "status symbol"])
        // Fields without a column are checked all the same.
        #expect(plan.sources[0].fields.count > 20)
        #expect(plan.sources[0].fields.first { $0.name == "amount" }?.column == .some(nil))
        #expect(plan.sources[0].fields.first { $0.name == "event_time" }?.column == 0)
        #expect(plan.sources[0].fields.first { $0.name == "event_time" }?.isRequired == true)
        #expect(plan.sources[1].fields.first { $0.name == "status" }?.isRequired == true)
        #expect(plan.sources[1].fields.first { $0.name == "carrier" }?.isRequired == false)
        #expect(plan.sources[0].layout.columns[plan.sources[0].idColumn].name == "event_id")
    }

    @Test func `what some events must have is required on its condition`() throws {
        let requirements = try PlannedText.sellerTrust().sources[0].requirements
        #expect(requirements.map(\.field) == ["order_id", "seller_id", "buyer_id"])
        #expect(requirements.allSatisfy { $0.text == "event_type != \"ad_spend_recorded\"" })
    }

    @Test func `metrics of the same rows, key and pane share a group`() throws {
        let plan = try PlannedText.sellerTrust()
        #expect(
            plan.metricLabels.map { $0.map(\.name) } == [
                ["late_delivery_rate", "promises_due_daily"], ["deliveries_daily"],
            ])
        #expect(plan.metricLabels.joined().allSatisfy { $0.keyNames == ["seller_id"] })
        for group in plan.merge.groups {
            #expect(group.grid == .fixed(widthMilliseconds: Self.day))
            #expect(group.keyNames == ["seller_id"])
            // A count and three outcomes that all share, and a share each.
            #expect(group.record.wordCount == 4 + group.metrics.count * 2)
        }
        #expect(
            plan.merge.groups[0].metrics.map(\.window) == [
                .hopping(panes: 14, every: 1), .tumbling(panes: 1),
            ])
        #expect(Set(plan.merge.groups.map(\.name)).count == 2)
    }

    @Test func `the promise feeds both groups`() throws {
        let plan = try PlannedText.sellerTrust()
        let promise = try #require(plan.promises.first)
        #expect(plan.promises.count == 1)
        #expect(promise.sources == [0, 1, 0])
        #expect(promise.dueGroups == [0] && promise.fulfilledGroups == [1])
        #expect(promise.ledger.tellsDue && promise.ledger.tellsFulfilled)
        #expect(promise.ledger.forgetAfterMilliseconds == 180 * Self.day)
        let rows = promise.ledger.rows.rows
        #expect(
            rows.columns.map(\.name) == [
                "event_time", "outcome", "made_at", "due_at", "fulfilled_at", "order_id", "carrier",
                "region", "seller_id",
            ], "in the order in which state is laid out")
        #expect(rows.columns[5].storage == .text)
        #expect(plan.merge.groups.allSatisfy { $0.keyColumns == [8] })
        let remembered = promise.ledger.rememberedColumns.map { plan.sources[0].layout.columns[$0].name }
        #expect(remembered == ["carrier", "region", "seller_id"])
        #expect(plan.sources[0].layout.columns[promise.made.keyColumn].name == "order_id")
        #expect(plan.sources[1].layout.columns[promise.deciding[0].keyColumn].name == "order_id")
    }

    @Test func `the rule reads the rate`() throws {
        let plan = try PlannedText.sellerTrust()
        let rule = try #require(plan.merge.rules.first)
        #expect(plan.merge.rules.count == 1 && plan.alerts.count == 1)
        #expect((rule.group, rule.metric) == (0, 0))
        #expect(rule.timing == AlertTiming(forMilliseconds: 7_200_000, keepFiringForMilliseconds: Self.day))
        #expect(rule.noData == Dataflow.NoData.keep && !rule.includesPartial && rule.clear != nil)
        #expect(plan.alerts[0].prior?.weight == 50)
        #expect(plan.alerts[0].condition == "probability_above(0.10) >= 0.95 && broken >= 3")
        #expect(plan.alerts[0].severity == .critical)
    }
}
