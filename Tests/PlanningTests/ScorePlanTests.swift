import Dataflow
import EventModel
import Foundation
import PipelineSpec
import Planning
import Testing

@Suite struct ScorePlanTests {
    private static let metrics = """
        metrics:
          dear:
            on: orders
            by: seller_id
            share: { of: amount > 9.0 }
            prior: { mean: 0.1, weight: 10 }
            also: { kinds: { top: { of: kind, k: 3 } }, regions: { distinct: region } }
            window: { tumbling: 1h }
          sold: { on: orders, by: seller_id, sum: items, window: { tumbling: 1d } }
        scores:
          worth:
            by: seller_id
            of: { dear: dear, sold: sold }
            value: dear.quantile(0.05) * ln(sold + 1.0)
            when: sold.count > 2
            every: 12h
            compare: 3d
            levels: { good: 5, bad: -5 }

        """

    @Test func `a score reads the columns that its expressions and alerts name`() throws {
        let plan = try PlannedText.plan(
            Self.metrics + """
                alerts:
                  bad:
                    on: worth
                    class: breach
                    when: level == "bad" && dear.regions > 3
                    summary: "{{ dear.kinds }}"
                """)
        let score = try #require(plan.merge.scores.first)
        #expect(score.inputs.map(\.name) == ["dear", "sold"])
        #expect(Set(score.inputs.map(\.group)).count == 2)
        let names = score.results.rows.columns.dropFirst(score.results.firstInputColumn).map(\.name)
        #expect(
            names == [
                "dear", "dear.count", "dear.of", "dear.among", "dear.kinds", "dear.regions", "sold",
                "sold.count",
            ])
        #expect(score.results.jsonColumns.count == 1)
        #expect(score.everyMilliseconds == 43_200_000 && score.compareSteps == 6)
        #expect(score.levels.map(\.name) == ["bad", "good"])
        #expect(plan.merge.rules.map(\.score) == [0])
        #expect(plan.alerts.map(\.metric) == ["worth"] && plan.alerts[0].prior == nil)
    }

    @Test func `nothing is kept that nobody reads`() throws {
        let score = try #require(try PlannedText.plan(Self.metrics).merge.scores.first)
        #expect(!score.results.rows.columns.contains { $0.name == "dear.kinds" || $0.name == "dear.regions" })
    }

    @Test func `the documentation lists the functions of scores as they are declared`() throws {
        let path = PlannedText.repository + "/docs/metrics-and-scores.md"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.contains(AlertFunctions.scoreMarkdown))
    }
}
