import Dataflow
import PipelineSpec
import Planning
import Testing

@Suite struct FinishingStageTests {
    /// Where each metric of the fixture's sources is finished, by its name: the stage's name or `merge`.
    private func places(_ rest: String) throws -> [String: String] {
        let text = try #require(PlanFixture.pipeline.firstRange(of: "metrics:\n"))
        let plan = try PipelinePlan(
            PlanFixture.declaration(PlanFixture.pipeline[..<text.lowerBound] + rest))
        var places: [String: String] = [:]
        for (group, metrics) in plan.metricLabels.enumerated() {
            let stage = plan.finishingStage(of: group).map { plan.stageNames[$0] } ?? "merge"
            for metric in metrics { places[metric.name] = stage }
        }
        #expect(plan.needsMergeStage == places.values.contains("merge"))
        return places
    }

    @Test func `a metric whose key has the partitioning field is finished where it is gathered`() throws {
        let places = try places(
            """
            metrics:
              by_order: { on: orders, by: order_id, count: true, window: { tumbling: 1h } }
              by_more: { on: orders, by: [seller_id, order_id], count: true, window: { tumbling: 1h } }
              by_seller: { on: orders, by: seller_id, count: true, window: { tumbling: 1h } }
              by_visitor: { on: clicks, by: visitor_id, count: true, window: { tumbling: 1h } }
              by_product: { on: clicks, by: product_id, count: true, window: { tumbling: 1h } }
              of_promise: { of: delivery, by: order_id, count: true, window: { tumbling: 1h } }
              of_sellers: { of: delivery, by: seller_id, count: true, window: { tumbling: 1h } }
              of_visits: { of: trips, by: [landing, visitor_id], count: true, window: { tumbling: 1h } }
              of_pages: { of: trips, by: landing, count: true, window: { tumbling: 1h } }
            """)
        #expect(
            places == [
                "by_order": "gather-order_id", "by_more": "gather-order_id", "by_seller": "merge",
                "by_visitor": "gather-visitor_id", "by_product": "merge", "of_promise": "gather-order_id",
                "of_sellers": "merge", "of_visits": "gather-visitor_id", "of_pages": "merge",
            ])
    }

    @Test func `nothing needs the merge stage when everything is finished before`() throws {
        let places = try places(
            """
            metrics:
              by_order: { on: orders, by: order_id, count: true, window: { tumbling: 1h } }
            """)
        #expect(places == ["by_order": "gather-order_id"])
    }

    @Test func `a score brings its metrics to one place`() throws {
        let places = try places(
            """
            metrics:
              orders_made: { on: orders, by: order_id, count: true, window: { tumbling: 1h } }
              promises_made: { of: delivery, by: order_id, count: true, window: { tumbling: 1h } }
              views: { on: clicks, by: visitor_id, count: true, window: { tumbling: 1h } }
            scores:
              both:
                by: order_id
                of: { made: orders_made, promised: promises_made }
                value: made + promised
                every: 1h
            """)
        #expect(
            places == [
                "orders_made": "gather-order_id", "promises_made": "gather-order_id",
                "views": "gather-visitor_id",
            ])
    }

    /// A score's metrics have one key, so that sources of two stages meet where both have the fields.
    @Test func `what is in scores with what is merged is merged, too`() throws {
        let schemas = PlanFixture.schemas.merging([
            "click.yaml": (PlanFixture.schemas["click.yaml"] ?? "") + "  order_id: string?\n"
        ]) { $1 }
        let start = try #require(PlanFixture.pipeline.firstRange(of: "metrics:\n"))
        let text =
            PlanFixture.pipeline[..<start.lowerBound] + """
                metrics:
                  a: { on: orders, by: order_id, count: true, window: { tumbling: 1h } }
                  b: { of: delivery, by: order_id, count: true, window: { tumbling: 1h } }
                  c: { on: clicks, by: order_id, count: true, window: { tumbling: 1h } }
                  alone: { on: parcels, by: order_id, count: true, window: { tumbling: 1h } }
                scores:
                  first: { by: order_id, of: { x: a, y: b }, value: x + y, every: 1h }
                  second: { by: order_id, of: { x: b, y: c }, value: x + y, every: 1h }
                """
        let plan = try PipelinePlan(PlanFixture.declaration(String(text), schemas: schemas))
        let merged = plan.merge.groups.indices.filter { plan.finishingStage(of: $0) == nil }
        #expect(Set(merged.flatMap { plan.metricLabels[$0].map(\.name) }) == ["a", "b", "c"])
        #expect(plan.finishingStages.count == 4)
    }
}
