import EventModel
import Foundation

/// What the shipped pipeline must come to, worked out order by order from all events at once.
struct NaiveSellerTrust {
    enum Outcome { case kept, broken, waived }

    struct Counts: Hashable {
        var kept = 0
        var broken = 0
        var waived = 0
        var all: Int { kept + broken + waived }

        mutating func add(_ outcome: Outcome) {
            switch outcome {
            case .kept: kept += 1
            case .broken: broken += 1
            case .waived: waived += 1
            }
        }
    }

    struct Window: Hashable {
        var seller: String
        var start: Int64
    }

    private struct Row {
        var time: Int64
        var seller: String
        var outcome: Outcome
    }

    private var due: [Row] = []
    private var fulfilled: [Row] = []
    let firstEventTime: Int64
    private static let day = MadeMarketplace.day

    init(_ events: [MadeMarketplace.Event]) {
        firstEventTime = events.map(\.time).min() ?? 0
        for (_, own) in Dictionary(grouping: events, by: \.order) {
            func first(_ kind: String, where isMeant: (MadeMarketplace.Event) -> Bool = { _ in true })
                -> MadeMarketplace.Event?
            {
                own.filter { $0.kind == kind && isMeant($0) }.min { $0.time < $1.time }
            }
            guard let paid = first("order_paid", where: { $0.due != nil }), let dueAt = paid.due else {
                continue
            }
            let delivered = first("delivered")?.time ?? .max
            let calledOff = first("order_cancelled", where: { $0.fault != "seller" })?.time ?? .max
            let outcome: Outcome
            if delivered <= dueAt, delivered <= calledOff {
                outcome = .kept
            } else {
                outcome = calledOff <= dueAt ? .waived : .broken
            }
            due.append(Row(time: max(dueAt, paid.time), seller: paid.seller, outcome: outcome))
            guard delivered != .max, outcome != .waived else { continue }
            fulfilled.append(Row(time: max(delivered, paid.time), seller: paid.seller, outcome: outcome))
        }
    }

    /// The counts of every window that holds something.
    func windows(of metric: String) -> [Window: Counts] {
        let rows = metric == "deliveries_daily" ? fulfilled : due
        let days: Int64 = metric == "late_delivery_rate" ? 14 : 1
        return rows.reduce(into: [:]) { windows, row in
            let last = row.time / Self.day
            for first in last - days + 1...last {
                windows[Window(seller: row.seller, start: first * Self.day), default: Counts()].add(
                    row.outcome)
            }
        }
    }

    /// The records of the metrics topic, as far as they are checked, in one form with those that were published.
    var results: Set<String> {
        var lines: Set<String> = []
        for metric in ["late_delivery_rate", "promises_due_daily", "deliveries_daily"] {
            let width = (metric == "late_delivery_rate" ? 14 : 1) * Self.day
            for (window, counts) in windows(of: metric) {
                let among = counts.all - counts.waived
                lines.insert(
                    "\(metric) \(window.seller) \(Self.text(window.start)) \(Self.text(window.start + width))"
                        + " \(window.start < firstEventTime) \(counts.all) \(counts.broken)/\(among) \(counts.kept)"
                        + " \(counts.waived) \(among == 0 ? "none" : "\(Double(counts.broken) / Double(among))")"
                )
            }
        }
        return lines
    }

    /// What was published, in the form of ``results``.
    static func line(_ result: MetricResult) -> String {
        "\(result.metric) \(result.key["seller_id"] ?? "?") \(result.start) \(result.end) \(result.isPartial)"
            + " \(result["count"]) \(result["of"])/\(result["among"]) \(result["kept"]) \(result["waived"])"
            + " \(result.value.map { "\($0)" } ?? "none")"
    }

    static func text(_ milliseconds: Int64) -> String {
        RFC3339.format(EventTime(milliseconds: milliseconds))
    }
}

extension NaiveSellerTrust {
    /// The transitions of the shipped rule: `seller state time started`.
    var transitions: [String] {
        let windows = windows(of: "late_delivery_rate")
        return Set(windows.keys.map(\.seller)).flatMap { seller in
            transitions(of: seller, windows.filter { $0.key.seller == seller })
        }
    }

    private func transitions(of seller: String, _ windows: [Window: Counts]) -> [String] {
        enum Phase { case quiet, pending(Int64), firing(Int64, clearSince: Int64?) }
        var phase = Phase.quiet
        var told: [String] = []
        // Deadlines strictly before a time; an evaluation at the same moment comes first.
        func pass(before time: Int64) {
            if case .pending(let start) = phase, start + 2 * MadeMarketplace.hour < time {
                told.append(
                    "\(seller) firing \(Self.text(start + 2 * MadeMarketplace.hour)) \(Self.text(start))")
                phase = .firing(start, clearSince: nil)
            }
            if case .firing(let start, let clear?) = phase, clear + Self.day < time {
                told.append("\(seller) resolved \(Self.text(clear + Self.day)) \(Self.text(start))")
                phase = .quiet
            }
        }
        for (window, counts) in windows.sorted(by: { $0.key.start < $1.key.start }) {
            let end = window.start + 14 * Self.day
            pass(before: end)
            let probability = Self.probability(
                of: counts.broken, among: counts.kept + counts.broken, above: 0.1)
            let holds = probability >= 0.95 && counts.broken >= 3 && window.start >= firstEventTime
            switch phase {
            case .quiet: if holds { phase = .pending(end) }
            case .pending: if !holds { phase = .quiet }
            case .firing(let start, let clear):
                phase = .firing(start, clearSince: probability < 0.6 && !holds ? clear ?? end : nil)
            }
            pass(before: end + 1)
        }
        pass(before: .max)
        return told
    }

    /// P(rate > limit) of the Beta posterior with prior mean 0.05 and weight 50, by adding up thin slices.
    static func probability(of successes: Int, among trials: Int, above limit: Double) -> Double {
        let (alpha, beta) = (2.5 + Double(successes), 47.5 + Double(trials - successes))
        let slices = 4_000
        let mode = (alpha - 1) / (alpha + beta - 2)
        func density(_ rate: Double) -> Double {
            exp((alpha - 1) * log(rate / mode) + (beta - 1) * log((1 - rate) / (1 - mode)))
        }
        var (above, all) = (0.0, 0.0)
        for slice in 0..<slices {
            let rate = (Double(slice) + 0.5) / Double(slices)
            all += density(rate)
            if rate > limit { above += density(rate) }
        }
        return above / all
    }
}
