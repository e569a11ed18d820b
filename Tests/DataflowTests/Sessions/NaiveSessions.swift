import Dataflow
import EventModel
import Expressions

/// Metrics over sessions of sellers: how the engine is told of them, and what they must come to.
struct NaiveSessions {
    var rule: SessionRule

    private static let all = MergeMetric.Number.allCases
    private static let ok: [MergeMetric.Number] = [.shareAmong, .count, .mostPrice]

    /// The metric of sketches and of the latest amount is compared between runs only.
    static let sketched = "sketched"

    var group: MetricGroupPlan {
        get throws {
            var group = MetricGroupPlan(
                name: "sessions", keyColumns: [1], keyNames: ["seller"], sessions: rule)
            group.add(name: "all", aggregates: try Self.plans(Self.all))
            group.add(
                name: "ok", filter: try MergeMetric.expression("is_ok"), aggregates: try Self.plans(Self.ok))
            func plan(_ name: String, _ form: AggregateForm, of operand: String) throws -> AggregatePlan {
                AggregatePlan(name: name, form: form, operand: try MergeMetric.expression(operand))
            }
            group.add(
                name: Self.sketched,
                aggregates: [
                    try plan("value", .distinct(precision: 8), of: "region"),
                    try plan("half", .quantile(0.5, relativeError: 0.01), of: "price"),
                    try plan("top", .top(2, counters: 16), of: "region"),
                    try plan("latest", .edge(.int, latest: true), of: "amount"),
                    try plan("first", .edge(.int, latest: false), of: "amount"),
                ])
            return group
        }
    }

    private static func plans(_ numbers: [MergeMetric.Number]) throws -> [AggregatePlan] {
        try numbers.enumerated().map { place, number in
            try number.plan(name: place == 0 ? "value" : "also_\(place)")
        }
    }

    /// The sessions of one key's rows: sorted, parted at gaps, and cut where there is a maximum.
    func sessions(_ rows: [MergeRow]) -> [[MergeRow]] {
        var runs: [[MergeRow]] = []
        for row in rows.sorted(by: { $0.time < $1.time }) {
            if let last = runs.last?.last, row.time - last.time <= rule.gapMilliseconds {
                runs[runs.count - 1].append(row)
            } else {
                runs.append([row])
            }
        }
        guard let maximum = rule.maximumMilliseconds else { return runs }
        func cell(_ row: MergeRow) -> Int64 {
            Int64((Double(row.time) / Double(maximum / 16)).rounded(.down))
        }
        return runs.flatMap { run in
            let pieces = Dictionary(grouping: run) { (cell($0) - cell(run[0])) / 16 }
            return pieces.keys.sorted().compactMap { pieces[$0] }
        }
    }

    /// All final results but those of sketches, as ``MergeHarness`` writes them.
    func results(_ rows: [MergeRow], firstInput: Int64) -> [String] {
        var told: [String] = []
        for (seller, own) in Dictionary(grouping: rows.filter { $0.seller != nil }, by: { $0.seller ?? "" }) {
            for session in sessions(own) {
                let start = session[0].time
                let end = session[session.count - 1].time
                let isPartial = start - rule.gapMilliseconds < firstInput
                for (name, numbers, counted) in [
                    ("all", Self.all, session), ("ok", Self.ok, session.filter { $0.isOk == true }),
                ] where !counted.isEmpty {
                    told.append(
                        "\(name) \(seller) \(start)-\(end) n=\(counted.count) \(isPartial ? "partial" : "whole") "
                            + numbers.enumerated().map { place, number in
                                let (value, share) = number.naive(counted)
                                return value + (place == 0 ? share.map { "(\($0))" } ?? "" : "")
                            }.joined(separator: " "))
                }
            }
        }
        return told.sorted()
    }
}
