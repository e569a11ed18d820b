/// Times as RFC 3339 writes them: `2026-03-01T08:30:00.250+02:00`.
public enum RFC3339 {
    /// Reads a time of any offset; fractions beyond a millisecond are cut off towards the past.
    ///
    /// Accepts `T`, `t` or a space between date and time and `Z` or `z` or `±hh:mm` behind it, the years 0000 to
    /// 9999, and second 60, which counts as the first second of the next minute. Anything else is `nil`.
    public static func parse(_ text: UnsafeRawBufferPointer) -> EventTime? {
        guard text.count >= 20, text.count <= 64, hasSeparators(text) else { return nil }
        var isNumber = true
        let year = number(text, 0, 4, &isNumber)
        let month = number(text, 5, 2, &isNumber)
        let day = number(text, 8, 2, &isNumber)
        let hour = number(text, 11, 2, &isNumber)
        let minute = number(text, 14, 2, &isNumber)
        let second = number(text, 17, 2, &isNumber)
        guard isNumber, (1...12).contains(month), day >= 1, day <= daysInMonth(year: year, month: month),
            hour < 24,
            minute < 60, second <= 60
        else { return nil }
        var place = 19
        var fraction: Int64 = 0
        if text[place] == UInt8(ascii: ".") {
            place += 1
            let first = place
            var scale: Int64 = 100
            while place < text.count, let digit = digit(text[place]) {
                fraction += Int64(digit) * scale
                scale /= 10
                place += 1
            }
            guard place > first else { return nil }
        }
        guard place < text.count, let offsetMinutes = offset(text, place) else { return nil }
        let days = daysSinceEpoch(year: year, month: month, day: day)
        let seconds = days * 86_400 + Int64(hour * 3600 + minute * 60 + second) - Int64(offsetMinutes * 60)
        return EventTime(milliseconds: seconds * 1000 + fraction)
    }

    /// Reads a time from a string.
    public static func parse(_ text: String) -> EventTime? {
        var copy = text
        return copy.withUTF8 { parse(UnsafeRawBufferPointer($0)) }
    }

    /// Writes a time in UTC, with milliseconds only where there are any: `2026-03-01T06:30:00.250Z`. Times outside
    /// the years 0 to 9999 are held at the ends of that range.
    public static func format(_ time: EventTime) -> String {
        let clamped = min(max(time.milliseconds, -62_167_219_200_000), 253_402_300_799_999)
        let days = floorDivide(clamped, 86_400_000)
        let within = Int(clamped - days * 86_400_000)
        let date = civil(daysSinceEpoch: days)
        var text: [UInt8] = []
        text.reserveCapacity(24)
        append(&text, date.year, 4)
        text.append(UInt8(ascii: "-"))
        append(&text, date.month, 2)
        text.append(UInt8(ascii: "-"))
        append(&text, date.day, 2)
        text.append(UInt8(ascii: "T"))
        append(&text, within / 3_600_000, 2)
        text.append(UInt8(ascii: ":"))
        append(&text, within / 60_000 % 60, 2)
        text.append(UInt8(ascii: ":"))
        append(&text, within / 1000 % 60, 2)
        if within % 1000 != 0 {
            text.append(UInt8(ascii: "."))
            append(&text, within % 1000, 3)
        }
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> Int? {
        byte >= 0x30 && byte <= 0x39 ? Int(byte - 0x30) : nil
    }

    // yyyy-mm-ddThh:mm:ss
    private static func hasSeparators(_ text: UnsafeRawBufferPointer) -> Bool {
        let middle = text[10]
        return text[4] == UInt8(ascii: "-") && text[7] == UInt8(ascii: "-")
            && (middle == UInt8(ascii: "T") || middle == UInt8(ascii: "t") || middle == UInt8(ascii: " "))
            && text[13] == UInt8(ascii: ":") && text[16] == UInt8(ascii: ":")
    }

    // Times are read for every event of some topics: faults are gathered in a flag instead of optionals per digit.
    @inline(__always)
    private static func number(
        _ text: UnsafeRawBufferPointer, _ start: Int, _ length: Int, _ isNumber: inout Bool
    ) -> Int {
        var value = 0
        for place in start..<start + length {
            let digit = text[place] &- 0x30
            if digit > 9 { isNumber = false }
            value = value &* 10 &+ Int(digit)
        }
        return value
    }

    /// The offset from UTC in minutes, which must end the text.
    private static func offset(_ text: UnsafeRawBufferPointer, _ place: Int) -> Int? {
        if text[place] == UInt8(ascii: "Z") || text[place] == UInt8(ascii: "z") {
            return place + 1 == text.count ? 0 : nil
        }
        guard text.count == place + 6, text[place + 3] == UInt8(ascii: ":") else { return nil }
        var isNumber = true
        let hours = number(text, place + 1, 2, &isNumber)
        let minutes = number(text, place + 4, 2, &isNumber)
        guard isNumber, hours < 24, minutes < 60 else { return nil }
        switch text[place] {
        case UInt8(ascii: "+"): return hours * 60 + minutes
        case UInt8(ascii: "-"): return -(hours * 60 + minutes)
        default: return nil
        }
    }

    static func daysInMonth(year: Int, month: Int) -> Int {
        switch month {
        case 2: return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: return 30
        default: return 31
        }
    }

    // Years begin in March here, so that the leap day comes last; eras have 400 years of 146,097 days.
    static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = floorDivide(Int64(shifted), 400)
        let yearOfEra = Int64(shifted) - era * 400
        let dayOfYear = Int64((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1)
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func civil(daysSinceEpoch days: Int64) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = Int(dayOfYear - (153 * monthFromMarch + 2) / 5) + 1
        let month = Int(monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9)
        let year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
        return (year, month, day)
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }

    private static func append(_ text: inout [UInt8], _ value: Int, _ width: Int) {
        var divisor = 1
        for _ in 1..<width { divisor *= 10 }
        var rest = value
        for _ in 0..<width {
            text.append(UInt8(0x30 + rest / divisor % 10))
            rest %= divisor
            divisor = max(divisor / 10, 1)
        }
    }
}
