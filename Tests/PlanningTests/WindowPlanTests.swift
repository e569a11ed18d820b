import Dataflow
import EventModel
import PipelineSpec
import Planning
import Testing

@Suite struct WindowPlanTests {
    private func plan(_ metrics: [String]) throws -> PipelinePlan {
        let lines = metrics.enumerated().map {
            "  m\($0): { on: orders, by: seller_id, count: true, window: \($1) }"
        }
        return try PlannedText.plan("metrics:\n" + lines.joined(separator: "\n") + "\n")
    }

    @Test(
        arguments: [
            ("{ tumbling: 10m }", 600_000, WindowShape.hopping(panes: 1, every: 1)),
            ("{ hopping: 1h, every: 10m }", 600_000, .hopping(panes: 6, every: 1)),
            ("{ hopping: 90m, every: 60m }", 1_800_000, .hopping(panes: 3, every: 2)),
            ("{ sliding: 1h }", 60_000, .sliding(panes: 60)),
            ("{ all_time: { every: 1d } }", 86_400_000, .unbounded(every: 1)),
        ] as [(String, Int64, WindowShape)])
    func `a window is made of the widest panes that fit`(text: String, pane: Int64, shape: WindowShape) throws
    {
        let group = try #require(try plan([text]).merge.groups.first)
        #expect(group.grid == .fixed(widthMilliseconds: pane))
        #expect(group.metrics.map(\.window) == [shape])
    }

    @Test func `calendar windows are made of the days of their zone`() throws {
        let zone = try #require(ZoneTransitions.offsets(ofZone: "Europe/Berlin"))
        let plan = try plan([
            "{ calendar: day, zone: Europe/Berlin }", "{ calendar: week, zone: Europe/Berlin }",
            "{ calendar: month, zone: Europe/Berlin }", "{ days: 30, zone: Europe/Berlin }",
            "{ calendar: day }",
        ])
        #expect(plan.merge.groups.map { $0.metrics.count } == [4, 1])
        #expect(plan.merge.groups[0].grid == .days(zone))
        #expect(
            plan.merge.groups[0].metrics.map(\.window)
                == [.calendar(.day), .calendar(.week), .calendar(.month), .hopping(panes: 30, every: 1)])
        #expect(Set(plan.merge.groups.map(\.name)).count == 2)
    }

    @Test func `sessions of one rule share a group of their own`() throws {
        let plan = try plan([
            "{ session: 30m }", "{ session: 30m }", "{ session: 30m, at_most: 1d }", "{ tumbling: 1ms }",
        ])
        #expect(plan.metricLabels.map { $0.map(\.name) } == [["m0", "m1"], ["m2"], ["m3"]])
        #expect(
            plan.merge.groups.map(\.sessions) == [
                SessionRule(gapMilliseconds: 1_800_000),
                SessionRule(gapMilliseconds: 1_800_000, maximumMilliseconds: 86_400_000), nil,
            ])
        #expect(Set(plan.merge.groups.map(\.name)).count == 3)
    }

    @Test func `windows of one grid share a group whatever their shape`() throws {
        let plan = try plan([
            "{ tumbling: 1m }", "{ sliding: 1h }", "{ hopping: 3m, every: 2m }",
            "{ all_time: { every: 1m } }",
            "{ tumbling: 2m }",
        ])
        #expect(plan.metricLabels.map { $0.map(\.name) } == [["m0", "m1", "m2", "m3"], ["m4"]])
    }
}
