import Dataflow
import EventModel
import Expressions

/// Drives a tracker and adds up the rows that it tells, weights and all.
struct VisitHarness {
    struct Step {
        var name: String
        var condition: String
        var matches: @Sendable (VisitClick) -> Bool
    }

    /// Overlapping on purpose: a view of whatever kind may be the first two at once.
    static let steps = [
        Step(name: "seen", condition: #"kind != "other""#) { $0.kind != "other" },
        Step(name: "viewed", condition: #"kind == "view" || kind == "review""#) {
            $0.kind == "view" || $0.kind == "review"
        },
        Step(name: "carted", condition: #"kind == "cart""#) { $0.kind == "cart" },
        Step(name: "ordered", condition: #"kind == "order""#) { $0.kind == "order" },
    ]

    private final class Tally: VisitRowsConsumer {
        var rows: [String: Int] = [:]
        var batches = 0
        let symbols: SymbolTable

        init(symbols: SymbolTable) { self.symbols = symbols }

        func consumeVisits(_ visits: WeightedRows) {
            batches += 1
            for row in 0..<visits.batch.count {
                let text = describe(visits.batch, row)
                rows[text, default: 0] += Int(visits.weights[row])
                if rows[text] == 0 { rows[text] = nil }
            }
        }

        private func describe(_ batch: RowBatch, _ row: Int) -> String {
            func column(_ name: String) -> Int { batch.layout.index(of: name) ?? -1 }
            func number(_ name: String) -> Int64 { batch.values[column(name)][row] }
            func flag(_ name: String) -> Bool { number(name) == 1 }
            func isKnown(_ name: String) -> Bool {
                batch.states[column(name)][row] == CellState.value.rawValue
            }
            func symbol(_ name: String) -> String {
                isKnown(name) ? symbols.string(of: UInt32(number(name))) : "null"
            }
            let visitor = batch.textBytes(row: row, column: column("visitor_id"))
            let times =
                batch.times[row] == number("started_at")
                ? "\(number("started_at"))..\(number("ended_at"))" : "not at its start"
            var parts = [
                String(decoding: visitor, as: UTF8.self), times, "n\(number("events"))",
                "dwell\(number("dwell_ms"))", "pages\(number("pages"))", "bot\(flag("is_bot"))",
                "key\(flag("has_key_event"))", "effective\(flag("is_effective"))",
                "furthest\(number("furthest_step"))",
            ]
            for step in VisitHarness.steps {
                let isReached = flag("reached_" + step.name) && isKnown(step.name + "_at")
                let time = isReached ? "\(number(step.name + "_at"))" : "-"
                parts.append("\(step.name):\(time):\(flag("has_" + step.name))")
            }
            parts.append("review\(flag("has_review"))")
            parts.append("carts\(number("carts"))")
            parts.append("from \(symbol("entry_channel"))")
            parts.append("to \(symbol("exit_kind")) \(symbol("exit_product"))")
            parts.append("products\(number("products"))")
            return parts.joined(separator: " ")
        }
    }

    static let layout = RowLayout([
        .init(name: "event_id", type: .string, storage: .text),
        .init(name: "visitor_id", type: .string, storage: .text),
        .init(name: "kind", type: .string), .init(name: "product", type: .string),
        .init(name: "channel", type: .string), .init(name: "is_bot", type: .bool),
    ])

    let tracker: VisitTracker
    private let symbols = SymbolTable()
    private let tally: Tally
    private let source: RowBatch

    init(_ settings: VisitSettings = .init(), capacity: Int = 64) throws {
        let plan = try Self.plan(settings)
        tally = Tally(symbols: symbols)
        source = RowBatch(layout: Self.layout, capacity: capacity)
        // Room for two rows, so that full batches are handed over in the middle of a call.
        tracker = VisitTracker(
            plan: plan, symbols: symbols, marks: VisitMarks(plan: plan, symbols: symbols, capacity: capacity),
            rows: WeightedRows(layout: plan.rows.rows, capacity: 2))
    }

    private static func plan(_ settings: VisitSettings) throws -> VisitPlan {
        let scope = Scope(variables: ["kind": .string, "is_bot": .bool])
        func condition(_ text: String) throws -> CompiledExpression {
            try CheckedExpression(text, scope: scope).compiled(for: layout)
        }
        let conditions = VisitConditions(
            bot: try condition("is_bot"), page: try condition(#"kind == "view" || kind == "review""#),
            keyEvent: try condition(#"kind == "order""#),
            steps: try steps.map { try condition($0.condition) },
            flags: [try condition(#"kind == "review""#)], counts: [try condition(#"kind == "cart""#)])
        let rows = VisitRowLayout(
            visitor: "visitor_id", steps: steps.map(\.name), flags: ["has_review"], counts: ["carts"],
            entry: [.init(name: "entry_channel", type: .string)],
            exit: [.init(name: "exit_kind", type: .string), .init(name: "exit_product", type: .string)],
            distinct: "products")
        return VisitPlan(
            name: "visits", gapMilliseconds: settings.gap, maximumMilliseconds: settings.maximum,
            allowedLatenessMilliseconds: settings.lateness, visitorColumn: 2, idColumn: 1,
            conditions: conditions, entryColumns: [5], exitColumns: [3, 4], distinctColumn: 4,
            effective: EffectiveVisit(
                dwellAboveMilliseconds: settings.effective.dwellAbove, pages: settings.effective.pages),
            tellsBots: settings.tellsBots,
            limits: VisitLimits(
                eventsPerStep: settings.eventsPerStep, distinctValues: settings.distinctValues), rows: rows)
    }

    var rows: [String: Int] { tally.rows }

    /// Forgets what was told.
    func forgetRows() { tally.rows = [:] }

    var batches: Int { tally.batches }

    func take(_ clicks: VisitClick...) { take(clicks) }

    func take(_ clicks: [VisitClick], withoutVisitor: Bool = false) {
        source.removeAll()
        for click in clicks {
            let row = source.count
            source.count += 1
            source.times[row] = click.time
            source.states[0][row] = CellState.value.rawValue
            putText(click.id, row, column: 1)
            putText(withoutVisitor ? nil : click.visitor, row, column: 2)
            putSymbol(click.kind, row, column: 3)
            putSymbol(click.product, row, column: 4)
            putSymbol(click.channel, row, column: 5)
            source.values[6][row] = click.isBot ? 1 : 0
            source.states[6][row] = CellState.value.rawValue
        }
        tracker.take(source, consumer: tally)
    }

    func advance(to watermark: Int64) {
        tracker.advance(to: EventTime(milliseconds: watermark), consumer: tally)
    }

    private func putText(_ text: String?, _ row: Int, column: Int) {
        source.states[column][row] = (text == nil ? CellState.null : .value).rawValue
        guard var text else { return }
        source.values[column][row] =
            text.withUTF8 { source.text.append(UnsafeRawBufferPointer($0)) }.slot
    }

    private func putSymbol(_ text: String?, _ row: Int, column: Int) {
        source.states[column][row] = (text == nil ? CellState.null : .value).rawValue
        source.values[column][row] = text.map { Int64(symbols.intern($0)) } ?? -1
    }
}
