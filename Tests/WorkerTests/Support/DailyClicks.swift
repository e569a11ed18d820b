import EventModel
import Simulation

/// Clicks of some sellers, day after day, and what of them a plain computation needs.
struct DailyClicks {
    /// 2025-03-03T00:00:00Z, a Monday.
    static let start: Int64 = 1_740_960_000_000

    struct Day {
        var count = 0
        var orders = 0
        var amount: Int64 = 0
        var mean: Double { Double(amount) / 100 / Double(count) }
        var end: Int64
    }

    private(set) var clicks: [MadeClick] = []
    /// By seller and number of the day; days without clicks are missing.
    private(set) var days: [String: [Int: Day]] = [:]
    private var random: SplitMix64

    /// So many days; of each seller how many clicks there are on a day, which part of them are orders, what each is worth.
    init(
        seed: UInt64, days: Int,
        sellers: [String: (_ day: Int, _ random: inout SplitMix64) -> (
            count: Int, rate: Double, amount: Int64
        )]
    ) {
        random = SplitMix64(seed: seed)
        for day in 0..<days {
            for (seller, make) in sellers.sorted(by: { $0.key < $1.key }) {
                let (count, rate, amount) = make(day, &random)
                for _ in 0..<count {
                    add(seller, day, isOrder: Double.random(in: 0..<1, using: &random) < rate, amount)
                }
            }
        }
        clicks.sort { ($0.time, $0.id) < ($1.time, $1.id) }
    }

    /// As they may arrive: none is further behind than so many milliseconds.
    func shuffled(by disorder: Int64, seed: UInt64) -> [MadeClick] {
        var random = SplitMix64(seed: seed)
        return clicks.map { ($0, $0.time + Int64.random(in: 0..<disorder, using: &random)) }
            .sorted { ($0.1, $0.0.id) < ($1.1, $1.0.id) }.map(\.0)
    }

    static func end(ofDay day: Int) -> Int64 { start + Int64(day + 1) * MadeClick.day }

    private mutating func add(_ seller: String, _ day: Int, isOrder: Bool, _ amount: Int64) {
        let time =
            Self.start + Int64(day) * MadeClick.day + Int64.random(in: 1..<MadeClick.day, using: &random)
        clicks.append(
            MadeClick(
                id: "click-\(clicks.count)", time: time,
                visitor: "visitor-\(Int.random(in: 0..<20, using: &random))", seller: seller, product: "p",
                kind: isOrder ? "order_completed" : "product_viewed", amount: amount))
        days[seller, default: [:]][day, default: Day(end: Self.end(ofDay: day))].count += 1
        days[seller]?[day]?.orders += isOrder ? 1 : 0
        days[seller]?[day]?.amount += amount
    }
}

/// What a plain computation says of one evaluation.
struct NaiveVerdict {
    enum Signal { case quiet, holds, clear }
    var time: Int64
    var signal: Signal
    var figures: [Double]
}

/// The transitions of one rule without `for` and `keep_firing_for`.
struct NaiveTransition {
    var line: String
    var figures: [Double]

    static func all(_ verdicts: [String: [NaiveVerdict]]) -> [NaiveTransition] {
        var transitions: [NaiveTransition] = []
        for (seller, own) in verdicts {
            var since: Int64?
            for verdict in own {
                if since == nil, verdict.signal == .holds {
                    since = verdict.time
                    transitions.append(.init(seller, "firing", verdict, verdict.time))
                } else if let start = since, verdict.signal == .clear {
                    since = nil
                    transitions.append(.init(seller, "resolved", verdict, start))
                }
            }
        }
        return transitions.sorted { $0.line < $1.line }
    }

    private init(_ seller: String, _ state: String, _ verdict: NaiveVerdict, _ since: Int64) {
        line = "\(seller) \(state) \(Self.text(verdict.time)) \(Self.text(since))"
        figures = verdict.figures
    }

    private static func text(_ milliseconds: Int64) -> String {
        "\((milliseconds - DailyClicks.start) / 3_600_000)h"
    }

    /// What was told by a rule.
    static func told(_ rule: String, _ log: MemoryLog) -> [NaiveTransition] {
        Published(log).transitions.filter { $0.rule == rule }.map(NaiveTransition.init).sorted {
            $0.line < $1.line
        }
    }

    private init(_ record: AlertRecord) {
        let time = RFC3339.parse(record.time)?.milliseconds ?? 0
        let since = RFC3339.parse(record.startedAt)?.milliseconds ?? 0
        line = "\(record.entity["seller_id"] ?? "") \(record.state) \(Self.text(time)) \(Self.text(since))"
        let detector = record.data["detector"] as? [String: Any] ?? [:]
        figures = ["score", "limit", "baseline"].map { detector[$0] as? Double ?? .nan }
    }

    /// Whether figures are the same but for the last digits.
    static func agree(_ left: [NaiveTransition], _ right: [NaiveTransition]) -> Bool {
        left.map(\.line) == right.map(\.line)
            && zip(left, right).allSatisfy { pair in
                zip(pair.0.figures, pair.1.figures).allSatisfy {
                    abs($0 - $1) <= 1e-6 * max(abs($0), 1) || ($0.isNaN && $1.isNaN)
                }
            }
    }
}
