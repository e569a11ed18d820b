import Dataflow

/// Sessions of sellers with a gap of 30 s beside tumbling windows of 5 min, over the same rows in memory.
func measureSessions(events: Int, runs: Int) throws {
    let deliveries = Deliveries(count: events)
    let gap: Int64 = 30_000
    let kinds: [(name: String, plan: MergePlan)] = [
        ("tumbling 5 min", try DeliveryQuery.plan(pane: 300_000, window: .tumbling(panes: 1))),
        ("sessions, gap 30 s", try DeliveryQuery.plan(sessions: SessionRule(gapMilliseconds: gap))),
        (
            "sessions, gap 30 s, at most 10 min",
            try DeliveryQuery.plan(sessions: SessionRule(gapMilliseconds: gap, maximumMilliseconds: 600_000))
        ),
    ]
    var times = Array(repeating: [Double](), count: kinds.count)
    var rows = times
    var totals = Array(repeating: "", count: kinds.count)
    var results = Array(repeating: 0, count: kinds.count)
    for _ in 0..<runs {
        for (place, kind) in kinds.enumerated() {
            let run = deliveries.run(kind.plan)
            times[place].append(run.seconds)
            (totals[place], results[place]) = ("\(run.totals.count) / \(run.totals.late)", run.totals.windows)
            rows[place].append(deliveries.addRows(kind.plan))
        }
    }
    for (place, kind) in kinds.enumerated() {
        let ratio = median(zip(times[place], times[0]).map { $0 / $1 })
        print(
            padded(kind.name),
            "\(text(median(times[place]) / Double(events) * 1e9)) ns/event, ratio \(text(ratio, digits: 2)),",
            "\(results[place]) results",
            "(without results \(text(median(rows[place]) / Double(events) * 1e9)) ns/event), rows \(totals[place])"
        )
    }
}

extension DeliveryQuery {
    /// The standard queries over sessions of a seller.
    fileprivate static func plan(sessions: SessionRule) throws -> MergePlan {
        var group = MetricGroupPlan(
            name: "deliveries", keyColumns: [1], keyNames: ["seller_id"], sessions: sessions)
        group.add(name: "sessions", aggregates: try aggregates())
        return MergePlan(groups: [group], rules: [], allowedLatenessMilliseconds: 0)
    }
}
