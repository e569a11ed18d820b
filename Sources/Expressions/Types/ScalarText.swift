import EventModel

/// Values as people read them in alerts.
enum ScalarText {
    /// A value from its slot: times as RFC 3339, durations as `1h30m`, doubles with up to six digits.
    static func format(_ slot: Int64, type: ValueType) -> String {
        switch type {
        case .double: format(Double(bitPattern: UInt64(bitPattern: slot)))
        case .bool: slot == 1 ? "true" : "false"
        case .time: RFC3339.format(EventTime(milliseconds: slot))
        case .duration: DurationText.format(slot)
        default: "\(slot)"
        }
    }

    /// A double with up to six significant digits and no trailing zeros: `0.1234`, `1234570`, `1.5e+20`. Ties round
    /// away from zero, by the digits that are printed for the double.
    static func format(_ value: Double) -> String {
        guard value.isFinite, value != 0 else { return value == 0 ? "0" : Conversion.string(value) }
        var decimal = Decimal(shortest: value.magnitude.description)
        decimal.round(to: 6)
        return (value < 0 ? "-" : "") + decimal.text
    }
}

/// Decimal digits and where the point is among them: 0.d₁d₂d₃… × 10^exponent.
private struct Decimal {
    var digits: [UInt8] = []
    var exponent = 0

    /// Reads what the standard library prints for a positive double: `0.00012`, `123.0`, `1e+21`, `1.5e-07`.
    init(shortest text: String) {
        let parts = text.split(separator: "e")
        var point: Int?
        for character in parts[0].utf8 {
            if character == UInt8(ascii: ".") {
                point = digits.count
            } else {
                digits.append(character - 0x30)
            }
        }
        exponent = (point ?? digits.count) + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
        let zeros = digits.prefix { $0 == 0 }.count
        digits.removeFirst(zeros)
        exponent -= zeros
        trim()
    }

    private mutating func trim() {
        while digits.last == 0 { digits.removeLast() }
    }

    mutating func round(to count: Int) {
        guard digits.count > count else { return }
        let goesUp = digits[count] >= 5
        digits.removeLast(digits.count - count)
        if goesUp {
            while digits.last == 9 { digits.removeLast() }
            if let last = digits.popLast() {
                digits.append(last + 1)
            } else {
                digits = [1]
                exponent += 1
            }
        }
        trim()
    }

    var text: String {
        if exponent > 15 || exponent < -4 { return scientific }
        let written = String(decoding: digits.map { $0 + 0x30 }, as: UTF8.self)
        if exponent <= 0 { return "0." + String(repeating: "0", count: -exponent) + written }
        if exponent >= digits.count {
            return written + String(repeating: "0", count: exponent - digits.count)
        }
        return "\(written.prefix(exponent)).\(written.dropFirst(exponent))"
    }

    private var scientific: String {
        let written = String(decoding: digits.map { $0 + 0x30 }, as: UTF8.self)
        let fraction = digits.count > 1 ? "." + written.dropFirst() : ""
        let power = exponent - 1
        let padding = power.magnitude < 10 ? "0" : ""
        return "\(written.prefix(1))\(fraction)e\(power < 0 ? "-" : "+")\(padding)\(power.magnitude)"
    }
}
