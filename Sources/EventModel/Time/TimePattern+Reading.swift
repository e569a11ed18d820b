extension TimePattern {
    /// Reads a time that is written like this pattern; fractions beyond a millisecond are cut off.
    ///
    /// - Parameters:
    ///   - text: all of it must fit.
    ///   - zone: whose local times are meant, unless the text has its own offset. A time that clocks show twice is the
    ///     earlier one, one that they skip is as long after the gap as it is written after the gap's beginning.
    /// - Returns: `nil` for anything that is no such time.
    /// - Complexity: O(text + log transitions); does not allocate.
    public func parse(_ text: UnsafeRawBufferPointer, zone: ZoneOffsets) -> EventTime? {
        guard text.count <= Self.longestText else { return nil }
        var time = WrittenTime()
        var place = 0
        for item in items {
            guard let next = time.take(item, from: text, at: place) else { return nil }
            place = next
        }
        guard place == text.count,
            let local = time.localMilliseconds(isTwelveHours: isTwelveHours, hasShortYear: hasShortYear)
        else { return nil }
        if hasOffset { return EventTime(milliseconds: local - time.offsetMilliseconds) }
        return EventTime(milliseconds: zone.utcMilliseconds(ofLocal: local))
    }

    /// Reads a time from a string.
    public func parse(_ text: String, zone: ZoneOffsets) -> EventTime? {
        var copy = text
        return copy.withUTF8 { parse(UnsafeRawBufferPointer($0), zone: zone) }
    }
}

/// The parts of a time as they are read.
private struct WrittenTime {
    var year = 0
    var month = 1
    var day = 1
    var hour = 0
    var minute = 0
    var second = 0
    var fractionMilliseconds = 0
    var isAfternoon = false
    var offsetMilliseconds: Int64 = 0

    /// Takes in one item; the place behind it, or `nil` when something else stands there.
    mutating func take(_ item: TimePattern.Item, from text: UnsafeRawBufferPointer, at place: Int) -> Int? {
        switch item {
        case .literal(let byte): return place < text.count && text[place] == byte ? place + 1 : nil
        case .part(let part, let fewest, let most):
            guard let (value, end) = Self.number(text, place, most), end - place >= fewest else { return nil }
            set(part, value)
            return end
        case .fraction(let digits):
            guard let (value, end) = Self.number(text, place, digits), end - place == digits else {
                return nil
            }
            fractionMilliseconds = Self.milliseconds(value, digits)
            return end
        case .monthName: return takeMonth(text, place)
        case .halfDay: return takeHalfDay(text, place)
        case .offset: return takeOffset(text, place)
        }
    }

    /// Milliseconds since a local 1970-01-01 00:00, or `nil` when there is no such time. Second 60 is the first of the
    /// next minute, as in RFC 3339.
    func localMilliseconds(isTwelveHours: Bool, hasShortYear: Bool) -> Int64? {
        let year = hasShortYear ? 2000 + self.year : self.year
        var hour = hour
        if isTwelveHours {
            guard (1...12).contains(hour) else { return nil }
            hour = hour % 12 + (isAfternoon ? 12 : 0)
        }
        guard (1...12).contains(month), day >= 1, day <= RFC3339.daysInMonth(year: year, month: month),
            hour < 24, minute < 60, second <= 60
        else { return nil }
        let days = RFC3339.daysSinceEpoch(year: year, month: month, day: day)
        let seconds = days * 86_400 + Int64(hour * 3600 + minute * 60 + second)
        return seconds * 1000 + Int64(fractionMilliseconds)
    }

    private mutating func set(_ part: TimePattern.Part, _ value: Int) {
        switch part {
        case .year: year = value
        case .month: month = value
        case .day: day = value
        case .hour: hour = value
        case .minute: minute = value
        case .second: second = value
        }
    }

    private mutating func takeMonth(_ text: UnsafeRawBufferPointer, _ place: Int) -> Int? {
        guard place + 3 <= text.count else { return nil }
        for (index, name) in TimePattern.months.enumerated() {
            let letters = name.utf8Start
            let isIt = (0..<3).allSatisfy { text[place + $0] | 0x20 == letters[$0] }
            guard isIt else { continue }
            month = index + 1
            return place + 3
        }
        return nil
    }

    private mutating func takeHalfDay(_ text: UnsafeRawBufferPointer, _ place: Int) -> Int? {
        guard place + 2 <= text.count, text[place + 1] | 0x20 == UInt8(ascii: "m") else { return nil }
        switch text[place] | 0x20 {
        case UInt8(ascii: "a"): isAfternoon = false
        case UInt8(ascii: "p"): isAfternoon = true
        default: return nil
        }
        return place + 2
    }

    private mutating func takeOffset(_ text: UnsafeRawBufferPointer, _ place: Int) -> Int? {
        guard place < text.count else { return nil }
        if text[place] | 0x20 == UInt8(ascii: "z") { return place + 1 }
        let isNegative = text[place] == UInt8(ascii: "-")
        guard isNegative || text[place] == UInt8(ascii: "+"),
            let (hours, afterHours) = Self.number(text, place + 1, 2), afterHours == place + 3, hours < 24
        else { return nil }
        var end = afterHours
        var minutes = 0
        let hasColon = end < text.count && text[end] == UInt8(ascii: ":")
        if let (value, afterMinutes) = Self.number(text, end + (hasColon ? 1 : 0), 2),
            afterMinutes == end + (hasColon ? 3 : 2), value < 60
        {
            minutes = value
            end = afterMinutes
        }
        offsetMilliseconds = Int64(hours * 60 + minutes) * (isNegative ? -60_000 : 60_000)
        return end
    }

    /// Up to `most` digits; `nil` if there is none.
    private static func number(
        _ text: UnsafeRawBufferPointer, _ start: Int, _ most: Int
    ) -> (value: Int, end: Int)? {
        var value = 0
        var place = start
        while place < text.count, place < start + most {
            let digit = text[place] &- 0x30
            guard digit <= 9 else { break }
            value = value * 10 + Int(digit)
            place += 1
        }
        return place > start ? (value, place) : nil
    }

    private static func milliseconds(_ fraction: Int, _ digits: Int) -> Int {
        var value = fraction
        for _ in digits..<max(digits, 3) { value *= 10 }
        for _ in 3..<max(digits, 3) { value /= 10 }
        return value
    }
}
