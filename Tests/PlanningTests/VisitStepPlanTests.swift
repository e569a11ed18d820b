import Dataflow
import EventModel
import PipelineSpec
import Planning
import Testing

@Suite struct VisitStepPlanTests {
    private func plan(_ metric: String) throws -> PipelinePlan {
        try PlannedText.plan(
            """
            visits:
              stays:
                on: orders
                by: order_id
                gap: 10m
                maximum: 2h
                funnel: { big: kind == "big" }
                entry: { first_region: region }
                distinct: { buyers: buyer_id }
            metrics:
              a: { of: stays, \(metric), window: { tumbling: 1h } }
            """)
    }

    @Test func `results wait for the visits that are still open`() throws {
        let plan = try plan("by: first_region, count: true")
        let (hour, minute): (Int64, Int64) = (3_600_000, 60_000)
        #expect(plan.merge.groups.map(\.waitMilliseconds) == [10 * minute + 2 * hour])
        #expect(plan.merge.allowedLatenessMilliseconds == 24 * hour)
        #expect(plan.time.allowedLatenessMilliseconds == 24 * hour)
        #expect(plan.visits[0].visits.allowedLatenessMilliseconds == 24 * hour)
    }

    @Test func `limits of visits are those of the pipeline`() throws {
        let limited = try PlannedText.plan(
            """
            visits:
              stays: { on: orders, by: order_id, maximum: 2h, limits: { events_per_step: 7, distinct_values: 9 } }
            """)
        #expect(limited.visits[0].visits.limits == VisitLimits(eventsPerStep: 7, distinctValues: 9))
        let usual = try plan("by: first_region, count: true")
        #expect(usual.visits[0].visits.limits == VisitLimits())
    }

    @Test func `visits feed the metrics that read them, and can take rows back`() throws {
        let plan = try plan("by: first_region, count: true")
        #expect(plan.visits.map(\.source) == [0] && plan.visits[0].groups == [0])
        #expect(plan.merge.groups[0].isCorrected && plan.merge.groups[0].metrics[0].outcomeColumn == nil)
        #expect(plan.sources[0].groups.isEmpty)
        let columns = plan.sources[0].layout.columns
        #expect(columns.first { $0.name == "region" }?.storage == .symbol)
        #expect(columns.first { $0.name == "buyer_id" }?.storage == .text)
    }

    @Test func `the visitor is a symbol where a metric uses it`() throws {
        func storage(_ plan: PipelinePlan) -> StringStorage? {
            plan.visits[0].visits.rows.rows.columns.first { $0.name == "order_id" }?.storage
        }
        #expect(try storage(plan("by: order_id, count: true")) == .symbol)
        #expect(try storage(plan("by: first_region, count: true")) == .text)
    }

    @Test func `what cannot be taken back is refused`() throws {
        let error = #expect(throws: SpecProblems.self) { try plan("by: first_region, max: events") }
        #expect(error?.problems.map(\.message) == ["metric 'a' takes a minimum or maximum of visits"])
    }
}
