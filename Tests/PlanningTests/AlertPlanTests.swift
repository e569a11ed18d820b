import Dataflow
import EventModel
import Foundation
import PipelineSpec
import Planning
import Testing

@Suite struct AlertPlanTests {
    private static let day: Int64 = 86_400_000

    private static let text = """
        metrics:
          moving:
            on: orders
            by: seller_id
            share: { of: kind == "late" }
            window: { hopping: 14d, every: 1d }
            prior: { mean: 0.05, weight: 50 }
          daily: { on: orders, by: seller_id, count: true, window: { tumbling: 1d } }
          local: { on: orders, by: seller_id, mean: amount, window: { days: 7, zone: Europe/Berlin } }
        alerts:
          eroding: { on: moving, class: erosion, detect: { cusum: { false_alarms_per_day: 0.01 } } }
          moving-level: { on: moving, class: breach, when: value > 0.5, labels: { b: x, a: "{{ seller_id }}" } }
          fewer: { on: daily, class: data_quality, detect: { seasonal: { fall: 0.3, weeks: 8 } } }
          moved: { on: local, class: integrity, detect: { ewma: {} }, no_data: resolve, remember_entities: 5d }
          resting:
            on: daily
            class: breach
            when: value > 5.0
            no_data: fire
            limit: { episodes: 2, per: 1d }
            maintenance: [{ from: 2025-01-01, to: 2025-01-02, entities: [a] }]
        """

    private func rule(_ name: String) throws -> (rule: AlertRulePlan, plan: PipelinePlan) {
        let plan = try PlannedText.plan(Self.text)
        return try (#require(plan.merge.rules.first { $0.name == name }), plan)
    }

    @Test func `a detector that adds up sees the panes of overlapping windows, a condition the windows`()
        throws
    {
        let (eroding, plan) = try rule("eroding")
        let metrics = plan.merge.groups[eroding.group].metrics
        #expect(
            metrics[eroding.metric].name == "moving" && metrics[eroding.metric].window == .tumbling(panes: 1))
        let level = try rule("moving-level").rule
        #expect(level.group == eroding.group && metrics[level.metric].window == .hopping(panes: 14, every: 1))
        #expect(plan.metricLabels[eroding.group].count == metrics.count)
        let (moved, other) = try rule("moved")
        #expect(other.merge.groups[moved.group].metrics[moved.metric].window == .tumbling(panes: 1))
    }

    @Test func `windows that do not overlap need no panes beside them`() throws {
        let (fewer, plan) = try rule("fewer")
        #expect(plan.merge.groups[fewer.group].metrics.filter { $0.name == "daily" }.count == 1)
    }

    @Test func `what no data means follows from the metric where a detector compares numbers`() throws {
        #expect(try rule("fewer").rule.noData == .zero)
        #expect(try rule("eroding").rule.noData == .keep)
        #expect(try rule("moved").rule.noData == .resolve)
        #expect(try rule("resting").rule.noData == .fire)
    }

    @Test func `entities are known for as long as a detector looks back`() throws {
        #expect(try rule("eroding").rule.rememberEntityMilliseconds == 90 * Self.day)
        #expect(try rule("fewer").rule.rememberEntityMilliseconds == 56 * Self.day)
        #expect(try rule("moved").rule.rememberEntityMilliseconds == 5 * Self.day)
        #expect(try rule("resting").rule.rememberEntityMilliseconds == 30 * Self.day)
    }

    @Test func `limits, maintenance and texts are those that were written`() throws {
        let (resting, plan) = try rule("resting")
        #expect(resting.limit == AlertLimit(episodes: 2, perMilliseconds: Self.day))
        #expect(resting.maintenance.map { $0.end.milliseconds - $0.start.milliseconds } == [Self.day])
        #expect(resting.maintenance.first?.entities == [[1, 0, 0, 0, UInt8(ascii: "a")]])
        #expect(plan.alerts.map(\.detector) == ["cusum", nil, "seasonal", "ewma", nil])
        #expect(plan.alerts[1].labels.map(\.name) == ["a", "b"])
        #expect(plan.alerts[0].condition == "cusum: odds_ratio 2.0, false_alarms_per_day 0.01")
    }

    @Test func `the examples of the page on alerts can be planned`() throws {
        let page = try String(contentsOfFile: PlannedText.repository + "/docs/alerts.md", encoding: .utf8)
        let examples = page.components(separatedBy: "```yaml\n").dropFirst()
            .compactMap { $0.components(separatedBy: "```").first }
        #expect(examples.count >= 5)
        let path = PlannedText.repository + "/Pipelines/example.yaml"
        for example in examples {
            let pipeline = try PipelineFile.load(path, alertFunctions: AlertFunctions.declarations(for:)) {
                $0 == path ? example : try String(contentsOfFile: $0, encoding: .utf8)
            }
            #expect(try PipelinePlan(pipeline).merge.rules.count == pipeline.alerts.count)
        }
    }
}
