/// Time zones as the functions of timestamps take them.
enum ZoneText {
    /// Seconds east of UTC of `+02:00`, `-09:30`, `11:00`, `UTC` or a name that the lookup knows.
    static func offset(
        _ text: String, at nanoseconds: Int128, zones: TimeZoneLookup?
    ) throws(EvaluationFailure) -> Int {
        if let offset = fixedOffset(text) { return offset }
        let seconds = TimestampText.seconds(nanoseconds)
        if let offset = zones?(text, seconds), offset.magnitude < 172_800 { return offset }
        throw EvaluationFailure(
            "unknown time zone: write an offset such as +02:00 or a name such as Europe/Berlin")
    }

    /// The table of a zone, for columns.
    static func table(_ text: String, zones: ZoneTable.Lookup?) -> ZoneTable? {
        if let offset = fixedOffset(text) { return ZoneTable(offsetMilliseconds: Int64(offset) * 1000) }
        return zones?(text)
    }

    private static func fixedOffset(_ text: String) -> Int? {
        if text.isEmpty || text == "UTC" || text == "Z" { return 0 }
        var digits = Array(text.utf8)
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
        guard digits.count == 5, digits[2] == UInt8(ascii: ":") else { return nil }
        digits.remove(at: 2)
        guard digits.allSatisfy(\.isDigit) else { return nil }
        let numbers = digits.map { Int($0 - 0x30) }
        let hours = numbers[0] * 10 + numbers[1]
        let minutes = numbers[2] * 10 + numbers[3]
        guard hours < 24, minutes < 60 else { return nil }
        return (hours * 3600 + minutes * 60) * (isNegative ? -1 : 1)
    }
}
