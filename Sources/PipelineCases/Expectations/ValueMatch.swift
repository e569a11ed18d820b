import EventModel
import Foundation

/// Whether a value that was told is the one that a case expects.
///
/// What a case says is text; the value that was told decides how it is read.
struct ValueMatch {
    /// What `0m` means, in milliseconds since the epoch.
    let start: Int64

    func holds(_ expected: TestValue, for actual: TestValue) -> Bool {
        switch (expected, actual) {
        case (.null, .null): true
        case (.text(let text), .flag(let flag)): text == "\(flag)"
        case (.text(let text), .number(let number)): Self.holds(text, for: number)
        case (.text(let text), .text(let other)): text == other || isSameTime(text, other)
        case (.list(let items), .list(let others)):
            items.count == others.count && zip(items, others).allSatisfy { holds($0, for: $1) }
        case (.object(let members), .object(let others)):
            members.allSatisfy { name, value in others[name].map { holds(value, for: $0) } ?? false }
        default: false
        }
    }

    /// What was told as the case would write it: times since the start.
    func shown(_ actual: TestValue) -> String {
        guard case .text(let text) = actual, let time = RFC3339.parse(text) else { return actual.shown }
        return CaseTime.text(time.milliseconds, start: start)
    }

    private func isSameTime(_ expected: String, _ actual: String) -> Bool {
        guard let time = RFC3339.parse(actual) else { return false }
        return CaseTime.milliseconds(expected, start: start) == time.milliseconds
    }

    /// `0.25` is that number, `~0.33` one that rounds to it, `> 0.3` a larger one.
    private static func holds(_ text: String, for number: Double) -> Bool {
        for (sign, rule) in comparisons where text.hasPrefix(sign) {
            let rest = text.dropFirst(sign.count).drop { $0 == " " }
            return Double(rest).map { rule(number, $0) } ?? false
        }
        if text.hasPrefix("~") { return isAbout(text.dropFirst().drop { $0 == " " }, number) }
        guard let expected = Double(text) else { return false }
        return abs(expected - number) <= 1e-9 * max(1, abs(expected))
    }

    private static let comparisons: [(sign: String, rule: @Sendable (Double, Double) -> Bool)] = [
        (">=", { $0 >= $1 }), ("<=", { $0 <= $1 }), (">", { $0 > $1 }), ("<", { $0 < $1 }),
    ]

    private static func isAbout(_ text: Substring, _ number: Double) -> Bool {
        guard let expected = Double(text) else { return false }
        let decimals = text.split(separator: ".", omittingEmptySubsequences: false).dropFirst().first?.count
        let half = 0.5 * pow(10, -Double(decimals ?? 0))
        return abs(expected - number) <= half * (1 + 1e-9)
    }
}
