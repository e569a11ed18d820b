import EventModel
import Testing

/// Windows as pipelines write them, against a plain count.
@Suite struct WindowLanguageTests {
    private static let clicks = MadeClick.made(400, over: 3 * MadeClick.day, seed: 11)
    private static let run = Result {
        try ClickRun(
            """
            time: { allowed_lateness: 1h }
            metrics:
              uneven: { on: clicks, by: seller_id, count: true, window: { hopping: 90m, every: 60m } }
              moving: { on: clicks, by: seller_id, count: true, window: { sliding: 6h, resolution: 1h } }
              daily: { on: clicks, by: seller_id, count: true, window: { calendar: day, zone: Europe/Berlin } }
              monthly: { on: clicks, by: seller_id, count: true, window: { calendar: month, zone: Europe/Berlin } }
              two_days: { on: clicks, by: seller_id, count: true, window: { days: 2, zone: Europe/Berlin } }
              total: { on: clicks, by: seller_id, count: true, window: { all_time: { every: 1d } } }
            """, clicks: clicks)
    }

    /// Seller, start, end and count, one for each window that holds anything.
    private static func counted(_ windows: [(start: Int64, end: Int64)]) -> Set<String> {
        var lines: Set<String> = []
        for window in windows {
            let inside = clicks.filter { $0.time >= window.start && $0.time < window.end }
            for (seller, own) in Dictionary(grouping: inside, by: \.seller) {
                lines.insert("\(seller) \(window.start) \(window.end) \(own.count)")
            }
        }
        return lines
    }

    private func told(_ metric: String) throws -> Set<String> {
        let finals = try Self.run.get()[metric]
        let lines = finals.map {
            "\($0.key["seller_id"] ?? "") \($0.start) \($0.end) \(Int($0.number ?? -1))"
        }
        #expect(Set(lines).count == lines.count)
        return Set(lines)
    }

    @Test func `a hopping window need not be a multiple of its step`() throws {
        let hour = MadeClick.hour
        let first = MadeClick.start / hour * hour - 2 * hour
        let windows = (0..<80).map { first + Int64($0) * hour }.map {
            (start: $0, end: $0 + 90 * MadeClick.minute)
        }
        #expect(try told("uneven") == Self.counted(windows))
    }

    @Test func `days and months are those of their zone`() throws {
        let start = MadeClick.start
        // Local midnights: the 30th of March has 23 hours.
        let midnights = [-13, 11, 34, 58, 82].map { start + $0 * MadeClick.hour }
        let days = zip(midnights, midnights.dropFirst()).map { (start: $0, end: $1) }
        #expect(try told("daily") == Self.counted(days))
        let pairs = zip(
            [midnights[0] - MadeClick.day] + midnights, midnights.dropFirst() + [midnights[4] + MadeClick.day]
        )
        .map { (start: $0, end: $1) }
        #expect(try told("two_days") == Self.counted(pairs))
        // Berlin is an hour east of Greenwich on the 1st of March, two on the 1sts of April and May.
        let firsts = ["2025-02-28T23:00:00Z", "2025-03-31T22:00:00Z", "2025-04-30T22:00:00Z"]
            .compactMap { RFC3339.parse($0)?.milliseconds }
        #expect(try told("monthly") == Self.counted([(firsts[0], firsts[1]), (firsts[1], firsts[2])]))
    }

    @Test func `a sliding window tells a key when its content has changed`() throws {
        let (hour, width) = (MadeClick.hour, 6 * MadeClick.hour)
        var expected: Set<String> = []
        for (seller, own) in Dictionary(grouping: Self.clicks, by: \.seller) {
            let panes = Set(own.map { $0.time / hour * hour })
            for end in Set(panes.map { $0 + hour }).union(panes.map { $0 + width + hour }) {
                let count = own.count { $0.time >= end - width && $0.time < end }
                // When the last has left, nothing is told as 0.
                expected.insert("\(seller) \(end - width) \(end) \(count)")
            }
        }
        #expect(try told("moving") == expected)
    }

    @Test func `a window of all time grows`() throws {
        let midnight = MadeClick.start / MadeClick.day * MadeClick.day
        let windows = (1...4).map { (start: Int64(0), end: midnight + $0 * MadeClick.day) }
        #expect(try told("total") == Self.counted(windows))
    }
}
