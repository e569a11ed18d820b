import Dataflow
import EventModel
import Expressions
import StandardInput

/// The standard deliveries as rows in memory: `seller_id`, `promised_at`, `delivered_at` and `amount`.
struct Deliveries {
    static let layout = RowLayout([
        .init(name: "seller_id", type: .string), .init(name: "promised_at", type: .time),
        .init(name: "delivered_at", type: .time), .init(name: "amount", type: .double),
    ])
    static let scope = Scope(variables: [
        "seller_id": .string, "promised_at": .time, "delivered_at": .time, "amount": .double,
        "event_time": .time,
    ])

    let symbols = SymbolTable()
    private(set) var batches: [RowBatch] = []
    let count: Int

    /// - Parameters:
    ///   - count: how many.
    ///   - batchRows: rows of a batch.
    ///   - seller: the seller of an event; by default the standard's skewed one of 50,000.
    init(count: Int, batchRows: Int = 4096, seller: ((StandardDelivery) -> Int)? = nil) {
        self.count = count
        var next = 0
        while next < count {
            let batch = RowBatch(layout: Self.layout, capacity: batchRows)
            for row in 0..<min(batchRows, count - next) {
                let delivery = StandardDelivery(next + row)
                let name = "seller-\(seller?(delivery) ?? delivery.seller)"
                let amount = Double(delivery.number % 1000) + 0.25
                let cells = [
                    Int64(delivery.deliveredAt), Int64(symbols.intern(name)), Int64(delivery.promisedAt),
                    Int64(delivery.deliveredAt), Int64(bitPattern: amount.bitPattern),
                ]
                for (column, cell) in cells.enumerated() {
                    batch.values[column][row] = cell
                    batch.states[column][row] = CellState.value.rawValue
                }
            }
            batch.count = min(batchRows, count - next)
            batches.append(batch)
            next += batchRows
        }
    }

    static func expression(_ text: String, layout: RowLayout = layout) throws -> CompiledExpression {
        try CheckedExpression(text, scope: scope).compiled(for: layout)
    }
}

/// The standard queries: by seller, count, late, sum of delays, largest amount.
enum DeliveryQuery {
    static func aggregates(layout: RowLayout = Deliveries.layout) throws -> [AggregatePlan] {
        func expression(_ text: String) throws -> CompiledExpression {
            try Deliveries.expression(text, layout: layout)
        }
        return [
            AggregatePlan(name: "value", form: .count),
            AggregatePlan(
                name: "late", form: .count, condition: try expression("delivered_at > promised_at")),
            AggregatePlan(
                name: "delay", form: .sum(.integer), operand: try expression("delivered_at - promised_at")),
            AggregatePlan(
                name: "largest", form: .extreme(.decimal, smallest: false), operand: try expression("amount")),
        ]
    }

    /// A plan of one metric, or of some metrics that are alike.
    static func plan(
        pane: Int64, window: WindowShape, metrics: Int = 1, layout: RowLayout = Deliveries.layout,
        allowedLateness: Int64 = 0
    ) throws -> MergePlan {
        var group = MetricGroupPlan(
            name: "deliveries", keyColumns: [layout.index(of: "seller_id") ?? 1], keyNames: ["seller_id"],
            grid: .fixed(widthMilliseconds: pane), isCorrected: false)
        for number in 0..<metrics {
            group.add(name: "m\(number)", aggregates: try aggregates(layout: layout), window: window)
        }
        return MergePlan(groups: [group], rules: [], allowedLatenessMilliseconds: allowedLateness)
    }
}

/// Adds up all results, so that a run can be compared with what it must come to.
final class Totals: MergeOutput {
    var windows = 0
    var count: Int64 = 0
    var late: Int64 = 0
    var delay: Int64 = 0
    var largest = 0.0

    func tell(_ results: RowBatch, group: Int, metric: Int, kind: ResultKind) {
        guard kind == .final, metric == 0 else { return }
        windows += results.count
        guard results.values.count == 10 else { return }
        // event_time, window_start, window_end, partial, seller_id, value, count, late, delay, largest
        for row in 0..<results.count {
            count += results.values[6][row]
            late += results.values[7][row]
            delay += results.values[8][row]
            largest += Double(bitPattern: UInt64(bitPattern: results.values[9][row]))
        }
    }

    func tell(_ transition: AlertTransition, entity: UnsafeRawBufferPointer) {}

    var text: String { "\(windows) windows, \(count) / \(late) / \(delay) / \(largest)" }
}

extension Deliveries {
    /// Runs a query over all rows, the watermark after each batch at its newest time.
    ///
    /// - Returns: what it came to, and the processor time that it took.
    func run(_ plan: MergePlan) -> (totals: Totals, seconds: Double) {
        let totals = Totals()
        let start = EventTime(milliseconds: batches.first?.times[0] ?? 0)
        let end = start.milliseconds + Int64(count) + 86_400_000
        let time = seconds {
            let task = MergeTask(plan: plan, symbols: symbols)
            for batch in batches {
                task.add(batch, group: 0)
                task.advance(
                    to: EventTime(milliseconds: batch.times[batch.count - 1]), firstEventTime: start,
                    output: totals)
            }
            task.advance(to: EventTime(milliseconds: end), firstEventTime: start, output: totals)
        }
        return (totals, time)
    }

    /// Processor time of adding all rows without telling anything.
    func addRows(_ plan: MergePlan) -> Double {
        seconds {
            let task = MergeTask(plan: plan, symbols: symbols)
            for batch in batches { task.add(batch, group: 0) }
        }
    }
}
