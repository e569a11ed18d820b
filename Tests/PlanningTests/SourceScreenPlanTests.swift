import Dataflow
import EventModel
import PipelineSpec
import Planning
import Testing

@Suite struct SourceScreenPlanTests {
    private func orders(_ text: String) throws -> SourcePlan {
        let header = PlannedText.header.replacing(
            "order.yaml, partitioned_by: order_id", with: "order.yaml, partitioned_by: order_id, \(text)")
        let pipeline = try PlannedText.declaration(
            header + "metrics: { a: { on: orders, by: seller_id, count: true, window: { tumbling: 1d } } }\n")
        return try PipelinePlan(pipeline).sources[0]
    }

    @Test func `a source that says nothing leaves its rows as they are`() throws {
        #expect(try orders("optional: false").screen.isEmpty)
    }

    @Test func `what is derived is computed where it is used, and never decoded`() throws {
        let source = try orders("derive: { a: items + 1, b: a + 1, unread: amount }, filter: b > 2")
        let names = source.layout.columns.map(\.name)
        #expect(source.screen.derivations.map { names[$0.column] } == ["a", "b"])
        #expect(source.screen.filter != nil)
        #expect(names.contains("items") && !names.contains("unread") && !names.contains("amount"))
        #expect(!source.fields.contains { ["a", "b", "unread"].contains($0.name) })
    }

    @Test func `copies are found by a column`() throws {
        let source = try orders("dedupe: { by: buyer_id, within: 1h }")
        let duplicates = try #require(source.screen.duplicates)
        #expect(source.layout.columns[duplicates.column].name == "buyer_id")
        #expect(duplicates.withinMilliseconds == 3_600_000)
        #expect(duplicates.allowedLatenessMilliseconds == 86_400_000)
    }
}
