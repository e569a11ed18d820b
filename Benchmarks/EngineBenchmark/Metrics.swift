import Dataflow

/// Thirty metrics of one key against one.
func measureMetricCounts(events: Int, runs: Int) throws {
    let deliveries = Deliveries(count: events)
    let counts = [1, 30]
    var times = Array(repeating: [Double](), count: counts.count)
    var adding = Array(repeating: [Double](), count: counts.count)
    for _ in 0..<runs {
        for (place, count) in counts.enumerated() {
            let plan = try ThirtyMetrics.plan(count)
            times[place].append(deliveries.run(plan).seconds)
            adding[place].append(deliveries.addRows(plan))
        }
    }
    for (place, count) in counts.enumerated() {
        let ratio = median(zip(times[place], times[0]).map { $0 / $1 })
        print(
            padded("\(count) \(count == 1 ? "metric" : "metrics")"),
            "\(text(median(times[place]) / Double(events) * 1e9)) ns/event, ratio \(text(ratio, digits: 2))",
            "(rows alone \(text(median(adding[place]) / Double(events) * 1e9)))")
    }
}

/// Metrics as a marketplace has them on one key: shares, counts, sums, means, extremes under different conditions.
private enum ThirtyMetrics {
    static func plan(_ count: Int) throws -> MergePlan {
        var group = MetricGroupPlan(
            name: "deliveries", keyColumns: [1], keyNames: ["seller_id"],
            grid: .fixed(widthMilliseconds: 600_000),
            isCorrected: false)
        for number in 0..<count {
            let limit = "\(number * 30).0"
            let aggregate: AggregatePlan
            switch number % 6 {
            case 0:
                aggregate = AggregatePlan(
                    name: "value", form: .share,
                    operand: try Deliveries.expression("delivered_at > promised_at"))
            case 1:
                aggregate = AggregatePlan(
                    name: "value", form: .count, condition: try Deliveries.expression("amount > \(limit)"))
            case 2:
                aggregate = AggregatePlan(
                    name: "value", form: .sum(.decimal),
                    operand: try Deliveries.expression("amount + \(limit)"))
            case 3:
                aggregate = AggregatePlan(
                    name: "value", form: .mean(.integer),
                    operand: try Deliveries.expression("delivered_at - promised_at"))
            case 4:
                aggregate = AggregatePlan(
                    name: "value", form: .extreme(.decimal, smallest: false),
                    operand: try Deliveries.expression("amount - \(limit)"))
            default:
                aggregate = AggregatePlan(
                    name: "value", form: .share,
                    operand: try Deliveries.expression("delivered_at > promised_at"),
                    condition: try Deliveries.expression("amount > \(limit)"))
            }
            group.add(name: "m\(number)", aggregates: [aggregate], window: .tumbling(panes: 1))
        }
        return MergePlan(groups: [group], rules: [], allowedLatenessMilliseconds: 0)
    }
}
