import Dataflow
import EventModel
import Expressions

/// All aggregates of one metric over windows of one shape: what the engine tells of rows in some order, and what the
/// same rows come to when each window is computed anew.
struct WindowTrial {
    var grid: PaneGrid
    var shape: WindowShape
    /// Only rows that are ok.
    var isFiltered = false
    var allowedLateness: Int64 = 0
    /// Whether rows may be taken back; then without what cannot take them back.
    var isCorrected = false

    private var isDecaying: Bool { shape.losesNoPanes }

    func plan() throws -> MergePlan {
        func expression(_ text: String) throws -> CompiledExpression { try MergeMetric.expression(text) }
        var group = MetricGroupPlan(
            name: "g", keyColumns: [1], keyNames: ["seller"], grid: grid, isCorrected: isCorrected)
        var aggregates = [
            AggregatePlan(name: "value", form: .share, operand: try expression("amount > 3")),
            AggregatePlan(name: "large", form: .count, condition: try expression("amount > 3")),
            AggregatePlan(name: "amounts", form: .sum(.integer), operand: try expression("amount")),
            AggregatePlan(name: "prices", form: .sum(.decimal), operand: try expression("price")),
            AggregatePlan(name: "mean", form: .mean(.decimal), operand: try expression("price")),
            AggregatePlan(name: "spread", form: .variance(.decimal), operand: try expression("price")),
            AggregatePlan(name: "spread_i", form: .variance(.integer), operand: try expression("amount")),
            AggregatePlan(
                name: "median", form: .quantile(0.5, relativeError: 0.01), operand: try expression("price")),
            AggregatePlan(name: "top", form: .top(2, counters: 16), operand: try expression("region")),
        ]
        if !isCorrected {
            aggregates += [
                AggregatePlan(
                    name: "least", form: .extreme(.integer, smallest: true), operand: try expression("amount")
                ),
                AggregatePlan(
                    name: "most", form: .extreme(.decimal, smallest: false), operand: try expression("price")),
                AggregatePlan(
                    name: "first", form: .edge(.double, latest: false), operand: try expression("price")),
                AggregatePlan(
                    name: "last", form: .edge(.string, latest: true), operand: try expression("region")),
                AggregatePlan(
                    name: "distinct", form: .distinct(precision: 10), operand: try expression("price")),
                AggregatePlan(name: "sample", form: .sample(2), operand: try expression("region")),
            ]
        }
        if isDecaying {
            aggregates.append(
                AggregatePlan(
                    name: "decayed", form: .decayedSum(halfLifeMilliseconds: Self.halfLife),
                    operand: try expression("price")))
        }
        group.add(
            name: "m", filter: isFiltered ? try expression("is_ok") : nil, aggregates: aggregates,
            window: shape)
        return MergePlan(groups: [group], rules: [], allowedLatenessMilliseconds: allowedLateness)
    }

    static let halfLife: Int64 = 1000

    /// All final results, as text.
    func naive(_ rows: [MergeRow], firstInput: Int64) -> [String] {
        let own = rows.filter { $0.seller != nil && (!isFiltered || $0.isOk == true) }
        let touched = rows.filter { $0.seller != nil }
        var told: [String] = []
        for seller in Set(touched.compactMap(\.seller)) {
            let ofSeller = own.filter { $0.seller == seller }
            let panes = touched.filter { $0.seller == seller }.map { grid.pane(of: $0.time) }
            for window in windows(over: panes) {
                let inside = ofSeller.filter {
                    let pane = grid.pane(of: $0.time)
                    return pane >= window.first && pane < window.end
                }
                let count = inside.reduce(0) { $0 + $1.weight }
                guard count > 0 || window.tellsEmpty else { continue }
                let start = window.first == .min ? 0 : grid.start(of: window.first)
                let end = grid.start(of: window.end)
                told.append(
                    "\(seller) \(start)..\(end) n=\(count) \(start < firstInput ? "partial" : "whole") "
                        + values(inside, end).joined(separator: " "))
            }
        }
        return told.sorted()
    }

    private struct Window {
        var first: Int64
        var end: Int64
        var tellsEmpty = false
    }

    /// The windows that are told of a key with rows in some panes, from the words of the design.
    private func windows(over panes: [Int64]) -> [Window] {
        guard let least = panes.min(), let most = panes.max() else { return [] }
        let all = Set(panes)
        switch shape {
        case .hopping(let width, let every):
            return (least...most + width + every).compactMap { end in
                guard (end - width) % every == 0, (end - width..<end).contains(where: all.contains) else {
                    return nil
                }
                return Window(first: end - width, end: end)
            }
        case .sliding(let width):
            return (least...most + width + 1).compactMap { end in
                guard all.contains(end - 1) || all.contains(end - 1 - width) else { return nil }
                return Window(first: end - width, end: end, tellsEmpty: true)
            }
        case .unbounded(let every):
            return (least...most + every).compactMap { end in
                guard end % every == 0, (end - every..<end).contains(where: all.contains) else { return nil }
                return Window(first: .min, end: end, tellsEmpty: true)
            }
        case .calendar(let unit):
            return Set(panes.map { unit.start(day: $0) }).map { Window(first: $0, end: unit.next(day: $0)) }
        }
    }

    private func values(_ rows: [MergeRow], _ end: Int64) -> [String] {
        func text(_ value: Double?) -> String { value.map(Self.rounded) ?? "null" }
        let count = rows.reduce(0) { $0 + $1.weight }
        let large = rows.reduce(0) { $0 + ($1.amount ?? 0 > 3 ? $1.weight : 0) }
        func weighted<Number>(_ value: (MergeRow) -> Number?) -> [(Number, Int64)] {
            rows.compactMap { row in value(row).map { ($0, row.weight) } }
        }
        let amounts = weighted(\.amount)
        let prices = weighted(\.price)
        let priceCount = prices.reduce(0) { $0 + $1.1 }
        let priceSum = prices.reduce(0) { $0 + $1.0 * Double($1.1) }
        func variance(_ values: [(Double, Int64)]) -> Double? {
            let count = Double(values.reduce(0) { $0 + $1.1 })
            guard count > 0 else { return nil }
            let mean = values.reduce(0) { $0 + $1.0 * Double($1.1) } / count
            return values.reduce(0) { $0 + ($1.0 - mean) * ($1.0 - mean) * Double($1.1) } / count
        }
        var sketch = QuantileSketch(relativeError: 0.01)
        for (price, weight) in prices { _ = sketch.insert(price, weight: weight) }
        var regions: [String: Int64] = [:]
        for (region, weight) in weighted(\.region) { regions[region, default: 0] += weight }
        let top = regions.filter { $0.value > 0 }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(2)
        let hasRegions = regions.contains { $0.value != 0 }
        var values = [
            text(count > 0 ? Double(large) / Double(count) : nil), "\(large)",
            "\(amounts.reduce(0) { $0 + $1.0 * $1.1 })",
            text(priceSum), text(priceCount > 0 ? priceSum / Double(priceCount) : nil),
            text(variance(prices)),
            text(variance(amounts.map { (Double($0.0), $0.1) })), text(sketch.quantile(0.5)),
            hasRegions
                ? "["
                    + top.map { "{\"value\":\"\($0.key)\",\"count\":\($0.value),\"error\":0}" }.joined(
                        separator: ",") + "]"
                : "null",
        ]
        if !isCorrected { values += unretractable(rows, prices.map(\.0), Array(regions.keys)) }
        if isDecaying {
            let decayed = rows.reduce(0.0) {
                $0 + ($1.price ?? 0) * Double($1.weight)
                    * Self.power(Double($1.time - end) / Double(Self.halfLife))
            }
            values.append(text(decayed))
        }
        return values
    }

    private func unretractable(_ rows: [MergeRow], _ prices: [Double], _ regions: [String]) -> [String] {
        func text(_ value: Double?) -> String { value.map(Self.rounded) ?? "null" }
        // Of rows of one time the value with the smallest hash.
        let first = rows.filter { $0.price != nil }.min {
            ($0.time, Self.hash($0.price ?? 0) >> 1) < ($1.time, Self.hash($1.price ?? 0) >> 1)
        }
        let last = rows.filter { $0.region != nil }.min {
            (-$0.time, ByteHash.hash($0.region ?? "") >> 1) < (-$1.time, ByteHash.hash($1.region ?? "") >> 1)
        }
        let sample = regions.sorted { ByteHash.hash($0) < ByteHash.hash($1) }.prefix(2)
        return [
            text(rows.compactMap(\.amount).min().map(Double.init)), text(prices.max()), text(first?.price),
            last?.region ?? "null", prices.isEmpty ? "null" : "\(Set(prices).count)",
            sample.isEmpty ? "null" : "[" + sample.map { "\"\($0)\"" }.joined(separator: ",") + "]",
        ]
    }

    private static func hash(_ price: Double) -> UInt64 { ByteHash.combine(0, price.bitPattern) }

    private static func power(_ exponent: Double) -> Double {
        var result = 1.0
        var rest = exponent
        while rest <= -1 {
            result /= 2
            rest += 1
        }
        while rest >= 1 {
            result *= 2
            rest -= 1
        }
        // The series of 2^rest.
        var (term, sum) = (1.0, 1.0)
        for step in 1..<30 {
            term *= rest * 0.693_147_180_559_945_3 / Double(step)
            sum += term
        }
        return result * sum
    }

    /// To six digits behind the point, so that the last bits of another way of adding up do not show.
    static func rounded(_ value: Double) -> String {
        let text = "\((value * 1e6).rounded() / 1e6)"
        return text == "-0.0" ? "0.0" : text
    }
}

/// Takes down final results as text, and in which order results of any kind were told.
final class WindowTrialOutput: MergeOutput {
    private(set) var finals: [String] = []
    /// What was told as provisional since it was emptied last.
    var provisional: [String] = []
    private(set) var told: [String: [ResultKind]] = [:]
    private let symbols: SymbolTable

    init(symbols: SymbolTable) { self.symbols = symbols }

    func tell(_ results: RowBatch, group: Int, metric: Int, kind: ResultKind) {
        for row in 0..<results.count {
            let seller = symbols.string(of: UInt32(results.values[4][row]))
            let window = "\(seller) \(results.values[1][row])..\(results.values[2][row])"
            told[window, default: []].append(kind)
            guard kind != .withdrawn else { continue }
            let partial = results.values[3][row] != 0 ? "partial" : "whole"
            // Value, count, of and among, then the others.
            let columns = [5] + Array(9..<results.values.count)
            let text =
                "\(window) n=\(results.values[6][row]) \(partial) "
                + columns.map { cell(results, $0, row) }.joined(separator: " ")
            if kind == .final { finals.append(text) } else { provisional.append(text) }
        }
    }

    func tell(_ transition: AlertTransition, entity: UnsafeRawBufferPointer) {}

    private func cell(_ batch: RowBatch, _ column: Int, _ row: Int) -> String {
        guard batch.states[column][row] == CellState.value.rawValue else { return "null" }
        let slot = batch.values[column][row]
        let kind = batch.layout.columns[column]
        switch (kind.type, kind.storage) {
        case (.string, .text):
            return String(decoding: batch.textBytes(row: row, column: column), as: UTF8.self)
        case (.string, .symbol): return symbols.string(of: UInt32(slot))
        case (.double, _): return WindowTrial.rounded(Double(bitPattern: UInt64(bitPattern: slot)))
        default: return "\(slot)"
        }
    }
}
