import Dataflow
import EventModel
import Expressions

/// A metric of the merge tests: how the engine is told of it, and what it must come to.
struct MergeMetric {
    /// A number of a metric.
    enum Number: CaseIterable {
        case count, large, share, shareAmong, amounts, prices, meanAmount, meanPrice
        case leastAmount, mostAmount, leastPrice, mostPrice

        var isRetractable: Bool {
            switch self {
            case .leastAmount, .mostAmount, .leastPrice, .mostPrice: false
            default: true
            }
        }
    }

    var name: String
    var width: Int64
    var numbers: [Number]
    /// Only rows that are ok.
    var isFiltered = false

    static let layout = RowLayout([
        .init(name: "seller", type: .string), .init(name: "region", type: .string),
        .init(name: "amount", type: .int),
        .init(name: "price", type: .double), .init(name: "is_ok", type: .bool),
    ])
    private static let scope = Scope(variables: [
        "seller": .string, "region": .string, "amount": .int, "price": .double, "is_ok": .bool,
    ])

    static func expression(_ text: String) throws -> CompiledExpression {
        try CheckedExpression(text, scope: scope).compiled(for: layout)
    }

    /// The metrics as a group: they share keys and panes.
    static func group(_ metrics: [MergeMetric], keys: [String], pane: Int64) throws -> MetricGroupPlan {
        var group = MetricGroupPlan(
            name: metrics.map(\.name).joined(separator: ","),
            keyColumns: keys.compactMap { layout.index(of: $0) }, keyNames: keys,
            grid: .fixed(widthMilliseconds: pane), isCorrected: true)
        for metric in metrics {
            group.add(
                name: metric.name, filter: metric.isFiltered ? try expression("is_ok") : nil,
                aggregates: try metric.numbers.enumerated().map { place, number in
                    try number.plan(name: place == 0 ? "value" : "also_\(place)")
                },
                window: .hopping(panes: metric.width / pane, every: 1))
        }
        return group
    }
}

extension MergeMetric.Number {
    func plan(name: String) throws -> AggregatePlan {
        func plan(_ form: AggregateForm, of operand: String? = nil, when condition: String? = nil) throws
            -> AggregatePlan
        {
            AggregatePlan(
                name: name, form: form, operand: try operand.map(MergeMetric.expression),
                condition: try condition.map(MergeMetric.expression))
        }
        switch self {
        case .count: return try plan(.count)
        case .large: return try plan(.count, when: "amount > 3")
        case .share: return try plan(.share, of: "amount > 3")
        case .shareAmong: return try plan(.share, of: "amount > 3", when: "is_ok")
        case .amounts: return try plan(.sum(.integer), of: "amount")
        case .prices: return try plan(.sum(.decimal), of: "price")
        case .meanAmount: return try plan(.mean(.integer), of: "amount")
        case .meanPrice: return try plan(.mean(.decimal), of: "price")
        case .leastAmount: return try plan(.extreme(.integer, smallest: true), of: "amount")
        case .mostAmount: return try plan(.extreme(.integer, smallest: false), of: "amount")
        case .leastPrice: return try plan(.extreme(.decimal, smallest: true), of: "price")
        case .mostPrice: return try plan(.extreme(.decimal, smallest: false), of: "price")
        }
    }

    /// What the rows of a window come to, as text; the plain way.
    func naive(_ rows: [MergeRow]) -> (value: String, share: String?) {
        func sum(_ value: (MergeRow) -> Int64?) -> Int64 {
            rows.reduce(0) { $0 + (value($1) ?? 0) * $1.weight }
        }
        func millionths(_ row: MergeRow) -> Int64? { row.price.map { Int64(($0 * 1_000_000).rounded()) } }
        func share(_ among: (MergeRow) -> Bool) -> (value: String, share: String?) {
            let all = sum { among($0) ? 1 : nil }
            let some = sum { among($0) && $0.amount ?? 0 > 3 ? 1 : nil }
            return (all > 0 ? "\(Double(some) / Double(all))" : "null", "\(some)/\(all)")
        }
        func mean(_ total: Int64, _ count: Int64, _ scale: Double) -> String {
            count > 0 ? "\(Double(total) / (scale * Double(count)))" : "null"
        }
        let amounts = rows.compactMap(\.amount)
        let prices = rows.compactMap(\.price)
        switch self {
        case .count: return ("\(Double(sum { _ in 1 }))", nil)
        case .large: return ("\(Double(sum { $0.amount ?? 0 > 3 ? 1 : nil }))", nil)
        case .share: return share { _ in true }
        case .shareAmong: return share { $0.isOk == true }
        case .amounts: return ("\(Double(sum(\.amount)))", nil)
        case .prices: return ("\(Double(sum(millionths)) / 1_000_000)", nil)
        case .meanAmount: return (mean(sum(\.amount), sum { $0.amount == nil ? nil : 1 }, 1), nil)
        case .meanPrice: return (mean(sum(millionths), sum { $0.price == nil ? nil : 1 }, 1_000_000), nil)
        case .leastAmount: return (amounts.min().map { "\(Double($0))" } ?? "null", nil)
        case .mostAmount: return (amounts.max().map { "\(Double($0))" } ?? "null", nil)
        case .leastPrice: return (prices.min().map { "\($0)" } ?? "null", nil)
        case .mostPrice: return (prices.max().map { "\($0)" } ?? "null", nil)
        }
    }
}

extension MergeMetric {
    /// All final results, each as `metric key start value [of/among] count partial …`.
    func naive(_ rows: [MergeRow], keys: (MergeRow) -> String?, pane: Int64, firstInput: Int64) -> [String] {
        let own = rows.filter { !isFiltered || $0.isOk == true }
        var told: [String] = []
        for key in Set(own.compactMap(keys)) {
            let ofKey = own.filter { keys($0) == key }
            var ends: Set<Int64> = []
            for row in ofKey {
                let first = Int64((Double(row.time) / Double(pane)).rounded(.down)) * pane + pane
                for end in stride(from: first, to: first + width, by: Int(pane)) { ends.insert(end) }
            }
            for end in ends {
                let inside = ofKey.filter { $0.time >= end - width && $0.time < end }
                let count = inside.reduce(0) { $0 + $1.weight }
                guard count > 0 else { continue }
                told.append(
                    "\(name) \(key) \(end - width) n=\(count) \(end - width < firstInput ? "partial" : "whole") "
                        + numbers.enumerated().map { place, number in
                            let (value, share) = number.naive(inside)
                            return value + (place == 0 ? share.map { "(\($0))" } ?? "" : "")
                        }.joined(separator: " "))
            }
        }
        return told.sorted()
    }
}
