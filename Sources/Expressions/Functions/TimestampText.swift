import EventModel

/// Timestamps and durations in nanoseconds: their ranges and their texts.
enum TimestampText {
    static let nanosecondsPerSecond: Int128 = 1_000_000_000

    /// A timestamp within the years 1 to 9999.
    static func timestamp(_ nanoseconds: Int128) throws(EvaluationFailure) -> CELValue {
        guard nanoseconds >= -62_135_596_800 * nanosecondsPerSecond,
            nanoseconds < 253_402_300_800 * nanosecondsPerSecond
        else { throw EvaluationFailure("the timestamp is out of range: years 1 to 9999") }
        return .timestamp(nanoseconds: nanoseconds)
    }

    /// A duration of at most 292 years.
    static func duration(_ nanoseconds: Int128) throws(EvaluationFailure) -> CELValue {
        guard let value = Int64(exactly: nanoseconds) else {
            throw EvaluationFailure("the duration is out of range: at most \(Int64.max) nanoseconds")
        }
        return .duration(nanoseconds: value)
    }

    /// Reads RFC 3339, with up to nine digits of a fraction.
    static func parseTimestamp(_ text: String) throws(EvaluationFailure) -> CELValue {
        guard let time = RFC3339.parse(text) else { throw EvaluationFailure("not a timestamp") }
        var fraction: Int128 = 0
        var scale: Int128 = 100_000_000
        if let point = text.utf8.firstIndex(of: UInt8(ascii: ".")) {
            for byte in text.utf8[point...].dropFirst() {
                guard byte.isDigit else { break }
                fraction += Int128(byte - 0x30) * scale
                scale /= 10
            }
        }
        let seconds = Conversion.seconds(time.milliseconds)
        return try timestamp(Int128(seconds) * nanosecondsPerSecond + fraction)
    }

    /// Reads `1h30m`, `1.5s`, `-7ns`.
    static func parseDuration(_ text: String) throws(EvaluationFailure) -> CELValue {
        var copy = text
        guard let value = copy.withUTF8({ DurationText.parseNanoseconds(UnsafeRawBufferPointer($0)) }) else {
            throw EvaluationFailure("not a duration")
        }
        return try duration(value)
    }

    /// Whole seconds, towards the past.
    static func seconds(_ nanoseconds: Int128) -> Int64 {
        let (quotient, rest) = nanoseconds.quotientAndRemainder(dividingBy: nanosecondsPerSecond)
        return Int64(rest < 0 ? quotient - 1 : quotient)
    }

    /// Whole milliseconds, towards the past.
    static func milliseconds(_ nanoseconds: Int128) -> Int64 {
        let (quotient, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000)
        return Int64(rest < 0 ? quotient - 1 : quotient)
    }

    /// RFC 3339 in UTC: `2009-02-13T23:31:30.5Z`.
    static func format(timestamp nanoseconds: Int128) -> String {
        let seconds = seconds(nanoseconds)
        let whole = RFC3339.format(EventTime(milliseconds: seconds * 1000))
        let rest = nanoseconds - Int128(seconds) * nanosecondsPerSecond
        return whole.dropLast() + fraction(Int64(rest)) + "Z"
    }

    /// Seconds: `-1.5s`.
    static func format(duration nanoseconds: Int64) -> String {
        let magnitude = nanoseconds.magnitude
        let sign = nanoseconds < 0 ? "-" : ""
        return "\(sign)\(magnitude / 1_000_000_000)\(fraction(Int64(magnitude % 1_000_000_000)))s"
    }

    private static func fraction(_ nanoseconds: Int64) -> String {
        guard nanoseconds != 0 else { return "" }
        var digits = String(nanoseconds + 1_000_000_000).dropFirst()
        while digits.last == "0" { digits = digits.dropLast() }
        return "." + digits
    }
}
