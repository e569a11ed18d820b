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

    // The headline's early stage, and what its pages are made of.
    private static let headline: Set<String> = ["seller-credit-eroding"]

    var score = AlertScore()
    private var shipped = Side()
    private var fixed = Side()
    private var hasFixed = false

    init() {}

    mutating func compare(_ faults: [KnownFault], _ alerts: [FiredAlert], fixed: [FiredAlert]?) {
        guard let fixed else { return }
        hasFixed = true
        Self.add(
            AlertScore.compare(faults, alerts, kind: "seller_slipping", rules: Self.headline), to: &shipped)
        Self.add(
            AlertScore.compare(faults, fixed, kind: "seller_slipping", rules: ["fixed"]), to: &self.fixed)
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
        if hasFixed {
            lines.append("slipping sellers, seller-credit-eroding: \(shipped.text)")
            lines.append("slipping sellers, observed > 4 % in 14 days: \(fixed.text)")
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
        let planted = score.kinds.values.reduce(0) { $0 + $1.planted }
        let found = score.kinds.values.reduce(0) { $0 + $1.found }
        return jsonText([
            ("runs", .number(score.runs)), ("planted", .number(planted)), ("found", .number(found)),
            ("false_alarms", .number(score.falseAlarms.values.reduce(0, +))),
            ("days", .number(Int(score.days))),
        ])
    }
}
