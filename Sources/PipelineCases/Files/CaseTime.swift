import EventModel
import PipelineSpec

/// Times of a case: `4d` and `-2h` count from its start, `2024-03-01T00:00:00Z` stands for itself.
enum CaseTime {
    static let expected = "a time since the start of the case such as 4d or 1d12h, or 2024-03-01T00:00:00Z"
    /// 2024-01-01T00:00:00Z, a Monday.
    static let standardStart: Int64 = 1_704_067_200_000

    /// In milliseconds since the epoch; `nil` when the text is no time.
    static func milliseconds(_ text: String, start: Int64) -> Int64? {
        if let offset = offset(text) { return start + offset }
        return RFC3339.parse(text)?.milliseconds
    }

    /// A duration with or without a sign, in milliseconds.
    static func offset(_ text: String) -> Int64? {
        if text == "0" { return 0 }
        let isNegative = text.hasPrefix("-")
        let digits = isNegative || text.hasPrefix("+") ? String(text.dropFirst()) : text
        return SpecDuration.milliseconds(digits).map { isNegative ? -$0 : $0 }
    }

    /// The start that a file or a case gives.
    static func start(_ entry: SpecEntry) -> Int64? {
        guard let text = entry.value.text("'start'", expected: "a time such as 2024-03-01T00:00:00Z") else {
            return nil
        }
        if let time = RFC3339.parse(text) { return time.milliseconds }
        entry.value.place.report("'\(text)' is no time", expected: "a time such as 2024-03-01T00:00:00Z")
        return nil
    }

    /// A time under a key of a case.
    static func read(_ entry: SpecEntry, start: Int64, word: (String) -> String = { $0 }) -> Int64? {
        guard let text = entry.value.text("'\(entry.name)'", expected: expected) else { return nil }
        if let time = milliseconds(word(text), start: start) { return time }
        entry.value.place.report("'\(text)' is no time", expected: expected)
        return nil
    }

    /// As people would write it: `6d2h` since the start.
    static func text(_ milliseconds: Int64, start: Int64) -> String {
        let offset = milliseconds - start
        var rest = offset.magnitude
        var text = ""
        for (unit, size) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)]
            as [(String, UInt64)]
        {
            if rest / size > 0 { text += "\(rest / size)\(unit)" }
            rest %= size
        }
        return text.isEmpty ? "0m" : (offset < 0 ? "-" : "") + text
    }
}
