import EventModel
import Testing

@Suite struct TimePatternTests {
    /// Changes of Europe/Berlin in 2024, as Python's zoneinfo has them.
    static let berlin = try? ZoneOffsets(
        name: "Europe/Berlin", firstOffsetMilliseconds: 3_600_000,
        transitions: [
            .init(utcMilliseconds: 1_711_846_800_000, offsetMilliseconds: 7_200_000),
            .init(utcMilliseconds: 1_729_990_800_000, offsetMilliseconds: 3_600_000),
        ])

    private func read(_ pattern: String, _ text: String, _ zone: ZoneOffsets = .utc) throws -> String? {
        try TimePattern(parsing: pattern).parse(text, zone: zone).map(RFC3339.format)
    }

    @Test(arguments: [
        ("yyyy-MM-dd HH:mm:ss", "2024-02-29 23:59:58", "2024-02-29T23:59:58Z"),
        ("yyyy-MM-dd", "2024-12-31", "2024-12-31T00:00:00Z"),
        ("yyyyMMddHHmmssSSS", "20240301083000250", "2024-03-01T08:30:00.250Z"),
        ("d.M.yy H:m", "1.3.24 8:05", "2024-03-01T08:05:00Z"),
        ("d.M.yy H:m", "31.12.24 23:59", "2024-12-31T23:59:00Z"),
        ("dd/MMM/yyyy:HH:mm:ss X", "01/Mar/2024:08:30:00 +0200", "2024-03-01T06:30:00Z"),
        ("MM/dd/yyyy hh:mm a", "03/01/2024 12:30 AM", "2024-03-01T00:30:00Z"),
        ("MM/dd/yyyy h:mm a", "03/01/2024 1:30 pm", "2024-03-01T13:30:00Z"),
        ("yyyy-MM-dd'T'HH:mm:ss.SSSSSSX", "2024-03-01T08:30:00.250999-05", "2024-03-01T13:30:00.250Z"),
        ("yyyy-MM-dd'T'HH:mm:ss.SX", "2024-03-01T08:30:00.5Z", "2024-03-01T08:30:00.500Z"),
        ("dd 'o''clock' MM yyyy X", "01 o'clock 03 2024 +05:45", "2024-02-29T18:15:00Z"),
        ("yyyy'年'MM'月'dd", "2024年03月01", "2024-03-01T00:00:00Z"),
    ])
    func `a time is read as its pattern says`(pattern: String, text: String, time: String) throws {
        #expect(try read(pattern, text) == time)
    }

    @Test(arguments: [
        "", "2024-02-30 00:00:00", "2024-13-01 00:00:00", "2024-01-01 24:00:00", "2024-01-01 00:60:00",
        "2024-01-01 00:00:61", "2024-1-01 00:00:00", "2024-01-01 00:00:00 ", "2024-01-01T00:00:00",
        " 2024-01-01 00:00:00", "2024-01-01 00:00", "２024-01-01 00:00:00",
    ])
    func `what does not fit the pattern is no time`(text: String) throws {
        #expect(try read("yyyy-MM-dd HH:mm:ss", text) == nil)
    }

    @Test(arguments: [
        ("2024-03-31 01:59:59", "2024-03-31T00:59:59Z"), ("2024-03-31 02:30:00", "2024-03-31T01:30:00Z"),
        ("2024-03-31 03:00:00", "2024-03-31T01:00:00Z"), ("2024-10-27 01:59:59", "2024-10-26T23:59:59Z"),
        ("2024-10-27 02:30:00", "2024-10-27T00:30:00Z"), ("2024-10-27 03:00:00", "2024-10-27T02:00:00Z"),
        ("2024-07-01 12:00:00", "2024-07-01T10:00:00Z"), ("1999-07-01 12:00:00", "1999-07-01T11:00:00Z"),
    ])
    func `local times that come twice are the earlier, skipped ones are shifted on`(
        text: String, time: String
    )
        throws
    {
        #expect(try read("yyyy-MM-dd HH:mm:ss", text, #require(Self.berlin)) == time)
    }

    @Test func `every instant is found again by its local time, or the earlier one that shows the same`()
        throws
    {
        let zone = try #require(Self.berlin)
        for minute in stride(from: Int64(28_530_000), to: 28_834_000, by: 7) {
            let instant = minute * 60_000
            let found = zone.utcMilliseconds(ofLocal: zone.localMilliseconds(of: instant))
            #expect(
                found <= instant && zone.localMilliseconds(of: found) == zone.localMilliseconds(of: instant))
        }
    }

    @Test(arguments: [
        ("yyyy-MM-DD", "'DD' stands for nothing", 8..<10), ("YYYY-MM-dd", "'YYYY' stands for nothing", 0..<4),
        ("yyyy-MM-ddTHH:mm", "'T' stands for nothing", 10..<11), ("yyyy-MM", "has no day", 0..<7),
        ("HH:mm", "has no year", 0..<5), ("yyyy-MM-dd hh:mm", "without AM and PM", 0..<16),
        ("yyyy-MM-dd HH a", "without hours to 12", 0..<15), ("yyyy-MM-dd dd", "is there twice", 11..<13),
        ("yyyy-MM-dd'T", "the quotes are not closed", 10..<12), ("yyyyMdd", "nobody can tell", 5..<7),
        ("yyyy-MM-dd HH hh", "is there twice", 14..<16), ("yyyyy-MM-dd", "'yyyyy' stands for nothing", 0..<5),
    ])
    func `a pattern that means nothing is refused at its place`(
        pattern: String, message: String, range: Range<Int>
    ) throws {
        let problem = #expect(throws: TimePattern.Problem.self) { try TimePattern(parsing: pattern) }
        #expect(problem?.message.contains(message) == true, "\(String(describing: problem))")
        #expect(problem?.range == range)
        #expect(problem?.expected.isEmpty == false)
    }

    @Test(arguments: UInt64(0)..<100)
    func `garbage is no time and harms nothing`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let patterns = ["yyyy-MM-dd HH:mm:ss", "d/M/yy h:m a", "dd MMM yyyy X", "yyyyMMdd"]
        let letters = Array("0123456789-:/ +amJanZ.é".utf8)
        for pattern in try patterns.map({ try TimePattern(parsing: $0) }) {
            for _ in 0..<50 {
                let text = (0..<Int.random(in: 0..<24, using: &random)).map { _ in
                    letters[Int.random(in: 0..<letters.count, using: &random)]
                }
                let time = text.withUnsafeBytes { pattern.parse($0, zone: .utc) }
                #expect(time == nil || text.count >= 6, "seed \(seed): \(text)")
            }
        }
    }
}
