import Foundation
import Scoring

/// What `credence score` tells.
struct ScoreReport {
    /// How two ways to find slipping sellers compare.
    struct Side {
        var delays: [Double] = []
        var planted = 0
        var falseAlarms = 0

        var text: String {
            let median = ScoreReport.days(AlertScore.Kind(delays: delays).delay(0.5))
            return
                "found \(delays.count) of \(planted), after \(median) days (median), \(falseAlarms) false alarms"
        }
    }

    /// The limits of the plain rule, 4 % and upwards.
    static let limits = (4...60).map { Double($0) / 100 }
    // The headline's early stage, and what its pages are made of.
    private static let headline: Set<String> = ["seller-credit-eroding"]

    var score = AlertScore()
    private var shipped = Side()
    // By limit.
    private var fixed: [Side] = []

    init() {}

    /// Takes in a run; `fixed` has the alerts of the plain rule by its ``limits``, where there are events to run it on.
    mutating func compare(_ faults: [KnownFault], _ alerts: [FiredAlert], fixed: [[FiredAlert]]?) {
        guard let fixed else { return }
        if self.fixed.isEmpty { self.fixed = fixed.map { _ in Side() } }
        Self.add(
            AlertScore.compare(faults, alerts, kind: "seller_slipping", rules: Self.headline), to: &shipped)
        for (place, alerts) in fixed.enumerated() {
            Self.add(
                AlertScore.compare(faults, alerts, kind: "seller_slipping", rules: ["fixed"]),
                to: &self.fixed[place])
        }
    }

    /// The plain rule with the lowest limit that raises no more false alarms than the shipped one.
    private var matched: (percent: Int, side: Side)? {
        fixed.indices.first { fixed[$0].falseAlarms <= shipped.falseAlarms }.map { ($0 + 4, fixed[$0]) }
    }

    private static func add(_ more: (delays: [Double], planted: Int, falseAlarms: Int), to side: inout Side) {
        side.delays += more.delays
        side.planted += more.planted
        side.falseAlarms += more.falseAlarms
    }

    fileprivate static func days(_ hours: Double?) -> String {
        hours.map { "\(($0 / 2.4).rounded() / 10)" } ?? "–"
    }

    private var rows: [[String]] {
        score.kinds.sorted { $0.key < $1.key }.map { name, kind in
            [
                name, "\(kind.planted)", "\(kind.found)", Self.days(kind.delay(0.5)),
                Self.days(kind.delay(0.9)),
                "\(kind.wrongEntities)",
            ]
        }
    }

    private static let titles = ["fault", "planted", "found", "delay, days", "nine in ten", "wrong entity"]

    private var rest: [String] {
        let rate = (score.falseAlarmsPerDay * 100).rounded() / 100
        var lines = ["false alarms of breach and erosion rules: \(rate) per day over \(Int(score.days)) days"]
        let worst = score.falseAlarms.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(12)
        if !worst.isEmpty {
            lines.append("by rule: " + worst.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
        }
        if let plain = fixed.first {
            lines.append("slipping sellers, seller-credit-eroding: \(shipped.text)")
            lines.append("slipping sellers, observed > 4 % in 14 days: \(plain.text)")
        }
        if let matched {
            lines.append(
                "slipping sellers, observed > \(matched.percent) % in 14 days, as quiet as the first: "
                    + matched.side.text)
        }
        return lines
    }

    var text: String {
        let all = [Self.titles] + rows
        let widths = Self.titles.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        let lines = all.map { row in
            row.enumerated().map { column, cell in
                let pad = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + pad : pad + cell
            }.joined(separator: "  ")
        }
        return (lines + rest).joined(separator: "\n")
    }

    var markdown: String {
        let head = "| " + Self.titles.joined(separator: " | ") + " |"
        let line = "|---|" + String(repeating: "---:|", count: Self.titles.count - 1)
        let body = rows.map { "| " + $0.joined(separator: " | ") + " |" }
        return ([head, line] + body + [""] + rest.map { "- \($0)" }).joined(separator: "\n")
    }

    var json: String {
        let kinds = score.kinds.sorted { $0.key < $1.key }
        var members: [(String, JSONText)] = [
            ("runs", .number(score.runs)), ("days", .number(Int(score.days))),
            ("planted", .number(kinds.reduce(0) { $0 + $1.value.planted })),
            ("found", .number(kinds.reduce(0) { $0 + $1.value.found })),
            ("false_alarms", .number(score.falseAlarms.values.reduce(0, +))),
            (
                "faults",
                .list(
                    kinds.map { name, kind in
                        .object([
                            ("kind", .string(name)), ("planted", .number(kind.planted)),
                            ("found", .number(kind.found)),
                            ("median_delay_hours", Self.hours(kind.delay(0.5))),
                            ("nine_in_ten_delay_hours", Self.hours(kind.delay(0.9))),
                            ("wrong_entities", .number(kind.wrongEntities)),
                        ])
                    })
            ),
            (
                "false_alarms_by_rule",
                .object(score.falseAlarms.sorted { $0.key < $1.key }.map { ($0.key, .number($0.value)) })
            ),
        ]
        if let plain = fixed.first {
            var sides = [Self.side("seller-credit-eroding", shipped), Self.side("observed > 4 %", plain)]
            if let matched { sides.append(Self.side("observed > \(matched.percent) %", matched.side)) }
            members.append(("slipping_sellers", .list(sides)))
        }
        return jsonText(members)
    }

    private static func hours(_ hours: Double?) -> JSONText {
        hours.map { .written("\(($0 * 10).rounded() / 10)") } ?? .null
    }

    private static func side(_ rule: String, _ side: Side) -> JSONText {
        .object([
            ("rule", .string(rule)), ("planted", .number(side.planted)),
            ("found", .number(side.delays.count)),
            ("median_delay_hours", hours(AlertScore.Kind(delays: side.delays).delay(0.5))),
            ("false_alarms", .number(side.falseAlarms)),
        ])
    }
}
