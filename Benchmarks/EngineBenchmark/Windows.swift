import Dataflow
import EventModel
import StandardInput

/// Overlapping windows against back-to-back ones over the same events: from JSON, and over rows in memory.
func measureWindows(events: Int, runs: Int) throws {
    let kinds = WindowKind.all
    let records = DeliveryRecords(count: events)
    var times = Array(repeating: [Double](), count: kinds.count)
    for _ in 0..<runs {
        for (place, kind) in kinds.enumerated() {
            times[place].append(records.run(try kind.plan(layout: DeliveryRecords.layout)).seconds)
        }
    }
    print("from JSON, 50,000 skewed sellers")
    for (place, kind) in kinds.enumerated() {
        let ratio = median(zip(times[place], times[0]).map { $0 / $1 })
        print(
            "  " + padded(kind.name, 30),
            "\(text(median(times[place]) / Double(events) * 1e9)) ns/event, ratio \(text(ratio, digits: 2))")
    }
    try measureWindowsOverRows(events: events, runs: runs)
}

/// A kind of window to measure.
private struct WindowKind {
    var name: String
    var pane: Int64
    var window: WindowShape

    private static let minute: Int64 = 60_000
    static let all = [
        WindowKind(name: "tumbling 5 min", pane: 5 * minute, window: .tumbling(panes: 1)),
        WindowKind(name: "hopping 1 h every 5 min", pane: 5 * minute, window: .hopping(panes: 12, every: 1)),
        WindowKind(name: "hopping 1 h every 1 min", pane: minute, window: .hopping(panes: 60, every: 1)),
        WindowKind(name: "sliding 1 h by 5 min", pane: 5 * minute, window: .sliding(panes: 12)),
        WindowKind(name: "sliding 1 h by 1 min", pane: minute, window: .sliding(panes: 60)),
    ]

    func plan(layout: RowLayout) throws -> MergePlan {
        try DeliveryQuery.plan(pane: pane, window: window, layout: layout)
    }
}

private func measureWindowsOverRows(events: Int, runs: Int) throws {
    let kinds = WindowKind.all
    for (title, deliveries) in [
        ("rows alone, 50,000 skewed sellers", Deliveries(count: events)),
        ("rows alone, 1,000 sellers", Deliveries(count: events) { $0.seller % 1000 }),
    ] {
        var times = Array(repeating: [Double](), count: kinds.count)
        var rows = times
        var results = Array(repeating: 0, count: kinds.count)
        for _ in 0..<runs {
            for (place, kind) in kinds.enumerated() {
                let plan = try kind.plan(layout: Deliveries.layout)
                let run = deliveries.run(plan)
                times[place].append(run.seconds)
                results[place] = run.totals.windows
                rows[place].append(deliveries.addRows(plan))
            }
        }
        print(title)
        for (place, kind) in kinds.enumerated() {
            let ratio = median(zip(times[place], times[0]).map { $0 / $1 })
            let perResult =
                median(zip(times[place], rows[place]).map { $0 - $1 }) / Double(max(1, results[place]))
            print(
                "  " + padded(kind.name, 30),
                "\(text(median(times[place]) / Double(events) * 1e9)) ns/event, ratio \(text(ratio, digits: 2)),",
                "\(results[place]) results at \(text(perResult * 1e9)) ns",
                "(without results \(text(median(rows[place]) / Double(events) * 1e9)) ns/event)")
        }
    }
}
