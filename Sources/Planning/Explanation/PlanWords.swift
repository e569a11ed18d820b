import Foundation

/// Lengths of time and numbers as a plan tells them.
enum PlanWords {
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ]

    /// Milliseconds as pipelines write them, exactly: `14d`, `1h30m`.
    static func duration(_ milliseconds: Int64) -> String {
        guard milliseconds > 0 else { return "0s" }
        var rest = milliseconds
        var text = ""
        for unit in units where rest >= unit.milliseconds {
            text += "\(rest / unit.milliseconds)\(unit.name)"
            rest %= unit.milliseconds
        }
        return text
    }

    /// A number of bytes with three digits: `12.3 MB`.
    static func bytes(_ count: Double) -> String { scaled(count, ["B", "kB", "MB", "GB", "TB", "PB"]) }

    /// A number with three digits: `4.55 million`.
    static func number(_ count: Double) -> String {
        count < 100_000 ? grouped(count) : scaled(count, ["", "thousand", "million", "billion", "trillion"])
    }

    /// `1 pane`, `2 panes`.
    static func count(_ number: Int64, _ noun: String) -> String {
        "\(grouped(Double(number))) \(noun)\(number == 1 ? "" : "s")"
    }

    private static func grouped(_ value: Double) -> String {
        let digits = Array(String(Int(clamped: value)))
        var text = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }

    private static func scaled(_ count: Double, _ names: [String]) -> String {
        var (value, step) = (count.isFinite ? max(0, count) : 0, 0)
        while value >= 999.5, step < names.count - 1 { (value, step) = (value / 1000, step + 1) }
        let tenths = step == 0 || value >= 99.95 ? Int(clamped: value) * 10 : Int(clamped: value * 10)
        let text = tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
        return names[step].isEmpty ? text : "\(text) \(names[step])"
    }
}

extension Int {
    /// The nearest whole number that an Int can hold; 0 for what is no number.
    init(clamped value: Double) {
        guard value.isFinite else {
            self = value > 0 ? 1 << 60 : 0
            return
        }
        self = Int(value.rounded().clamped(to: -0x1p60...0x1p60))
    }
}

extension Double {
    fileprivate func clamped(to range: ClosedRange<Double>) -> Double {
        Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
    }
}
