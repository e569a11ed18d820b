import EventModel
import Testing

@Suite struct RFC3339Tests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2023-11-14T22:13:20Z", 1_700_000_000_000),
        ("2023-11-14T23:13:20+01:00", 1_700_000_000_000), ("2023-11-14T16:43:20.5-05:30", 1_700_000_000_500),
        ("2024-02-29T00:00:00.123456Z", 1_709_164_800_123), ("1969-12-31t23:59:59.999z", -1),
        ("2016-12-31 23:59:60Z", 1_483_228_800_000), ("0000-01-01T00:00:00Z", -62_167_219_200_000),
    ])
    func `a time is read with any offset`(text: String, milliseconds: Int64) {
        #expect(RFC3339.parse(text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "yesterday", "2023-11-14", "2023-11-14T22:13:20", "2023-13-14T22:13:20Z", "2023-02-29T00:00:00Z",
        "2023-11-14T24:00:00Z", "2023-11-14T22:60:20Z", "2023-11-14T22:13:61Z", "2023-11-14T22:13:20.Z",
        "2023-11-14T22:13:20+1:00", "2023-11-14T22:13:20+25:00", "2023-11-14T22:13:20Z ",
        "2023-11-14T22:13:20+01:0",
        "２023-11-14T22:13:20Z", "2023-11-14T22:13:20.12345678901234567890123456789012345678901234567890Z",
    ])
    func `what is no time is not read`(text: String) {
        #expect(RFC3339.parse(text) == nil)
    }

    @Test(arguments: UInt64(0)..<200)
    func `writing and reading give the same time`(seed: UInt64) {
        let hash = ByteHash.combine(seed, 7)
        let time = EventTime(milliseconds: Int64(hash % 8_000_000_000_000) - 2_000_000_000_000)
        #expect(RFC3339.parse(RFC3339.format(time)) == time)
    }

    @Test func `times are written in UTC with milliseconds only where there are any`() {
        #expect(RFC3339.format(EventTime(milliseconds: 1_700_000_000_000)) == "2023-11-14T22:13:20Z")
        #expect(RFC3339.format(EventTime(milliseconds: -1)) == "1969-12-31T23:59:59.999Z")
        #expect(RFC3339.format(.distantFuture) == "9999-12-31T23:59:59.999Z")
    }
}
