import Dataflow
import EventModel
import Testing

@Suite struct ZoneOffsetsTests {
    private static let hour: Int64 = 3_600_000

    private func day(_ year: Int64, _ month: Int, _ day: Int) throws -> Int64 {
        try #require(CivilDate(year: year, month: month, day: day)).dayNumber
    }

    private func length(_ zone: ZoneOffsets, _ day: Int64) -> Int64 {
        zone.start(ofLocalDay: day + 1) - zone.start(ofLocalDay: day)
    }

    @Test func `Berlin's days have 23 and 25 hours when summer time begins and ends`() throws {
        let zone = try Zones.berlin()
        let spring = try day(2024, 3, 31)
        // 2024-03-30T23:00:00Z
        #expect(zone.start(ofLocalDay: spring) == 1_711_839_600_000)
        #expect(length(zone, spring) == 23 * Self.hour)
        #expect(length(zone, spring + 1) == 24 * Self.hour)
        #expect(length(zone, try day(2024, 10, 27)) == 25 * Self.hour)
        #expect(zone.offset(at: 1_711_846_799_999) == Self.hour)
        #expect(zone.offset(at: 1_711_846_800_000) == 2 * Self.hour)
        #expect(zone.localDay(of: 1_711_839_599_999) == spring - 1)
        #expect(zone.localDay(of: 1_711_839_600_000) == spring)
    }

    @Test func `a midnight that Sao Paulo skips begins its day after the gap`() throws {
        let zone = try Zones.saoPaulo()
        let spring = try day(2018, 11, 4)
        // 2018-11-04T03:00:00Z: the clocks go from 00:00 to 01:00.
        #expect(zone.start(ofLocalDay: spring) == 1_541_300_400_000)
        #expect(length(zone, spring) == 23 * Self.hour)
        #expect(zone.localDay(of: 1_541_300_399_999) == spring - 1)
        #expect(zone.localDay(of: 1_541_300_400_000) == spring)
        // In February midnight becomes 23:00 again: the day before has that hour twice.
        #expect(length(zone, try day(2018, 2, 17)) == 25 * Self.hour)
        #expect(zone.start(ofLocalDay: try day(2018, 2, 18)) == 1_518_922_800_000)
    }

    @Test func `a midnight that Havana has twice begins its day the first time`() throws {
        let zone = try Zones.havana()
        let autumn = try day(2024, 11, 3)
        // 2024-11-03T04:00:00Z is 00:00 of summer time; an hour later the clocks show 00:00 again.
        #expect(zone.start(ofLocalDay: autumn) == 1_730_606_400_000)
        #expect(zone.localMilliseconds(of: 1_730_610_000_000) == autumn * 24 * Self.hour)
        #expect(length(zone, autumn) == 25 * Self.hour)
        #expect(length(zone, autumn - 1) == 24 * Self.hour)
    }

    @Test func `a day that has begun is not given up when clocks are set back over midnight`() throws {
        // At 00:01 the clocks go back to 23:01, as in St. John's until 2011.
        let zone = try Zones.zone("St. John's, as it was", -9000, [(9060 + 86_400, -12600)])
        #expect(zone.start(ofLocalDay: 1) == 9_000_000 + 86_400_000)
        #expect(zone.localMilliseconds(of: 95_460_000) == 86_400_000 - 59 * 60_000)
        #expect(zone.localDay(of: 95_460_000) == 1)
        #expect(length(zone, 1) == 25 * Self.hour)
    }

    @Test func `the day that Apia skipped is empty`() throws {
        let zone = try Zones.apia()
        let skipped = try day(2011, 12, 30)
        // 2011-12-30T10:00:00Z
        #expect(zone.start(ofLocalDay: skipped) == 1_325_239_200_000)
        #expect(length(zone, skipped) == 0)
        #expect(length(zone, skipped - 1) == 24 * Self.hour)
        #expect(length(zone, skipped + 1) == 24 * Self.hour)
        #expect(zone.localDay(of: 1_325_239_199_999) == skipped - 1)
        #expect(zone.localDay(of: 1_325_239_200_000) == skipped + 1)
    }

    @Test func `New York, Kathmandu and Lord Howe keep their own ways`() throws {
        let newYork = try Zones.newYork()
        #expect(length(newYork, try day(2024, 3, 10)) == 23 * Self.hour)
        #expect(length(newYork, try day(2024, 11, 3)) == 25 * Self.hour)
        let kathmandu = try Zones.kathmandu()
        #expect(length(kathmandu, try day(1986, 1, 1)) == 23 * Self.hour + Self.hour * 3 / 4)
        #expect(kathmandu.start(ofLocalDay: try day(1986, 1, 1)) == 504_901_800_000)
        // 2024-06-01T00:00 + 05:45
        #expect(kathmandu.start(ofLocalDay: try day(2024, 6, 1)) == 1_717_179_300_000)
        let lordHowe = try Zones.lordHowe()
        #expect(length(lordHowe, try day(2024, 4, 7)) == 24 * Self.hour + Self.hour / 2)
        #expect(length(lordHowe, try day(2024, 10, 6)) == 24 * Self.hour - Self.hour / 2)
    }

    @Test func `before the first and after the last change the offsets hold on`() throws {
        let zone = try Zones.berlin()
        #expect(zone.offset(at: 0) == Self.hour)
        #expect(zone.offset(at: 4_000_000_000_000) == Self.hour)
        #expect(zone.start(ofLocalDay: 0) == -Self.hour)
        #expect(length(zone, 40_000) == 24 * Self.hour)
        #expect(ZoneOffsets.utc.localDay(of: -1) == -1)
        #expect(ZoneOffsets.utc.start(ofLocalDay: -1) == -86_400_000)
    }

    @Test func `the ends of time are held, not overrun`() throws {
        for zone in [try Zones.berlin(), try Zones.apia(), .utc] {
            #expect(zone.localDay(of: .min) < zone.localDay(of: 0))
            #expect(zone.localDay(of: .max) > zone.localDay(of: 0))
            #expect(zone.start(ofLocalDay: .min) < zone.start(ofLocalDay: .max))
            #expect(zone.localMilliseconds(of: .max) > 0)
        }
    }

    @Test func `tables that make no sense are refused`() {
        #expect(throws: ZoneOffsetsError.outOfOrder(utcMilliseconds: 1000)) {
            try Zones.zone("x", 0, [(1, 3600), (1, 0)])
        }
        #expect(throws: ZoneOffsetsError.offsetTooLong(200_000_000)) { try Zones.zone("x", 200_000, []) }
        #expect(throws: ZoneOffsetsError.offsetTooLong(200_000_000)) {
            try Zones.zone("x", 0, [(1, 200_000)])
        }
        #expect(throws: ZoneOffsetsError.outOfRange(utcMilliseconds: .max)) {
            try ZoneOffsets(
                name: "x", firstOffsetMilliseconds: 0,
                transitions: [.init(utcMilliseconds: .max, offsetMilliseconds: 0)])
        }
    }

    @Test(arguments: UInt64(0)..<200)
    func `the days of any zone tile time`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let zone = try Zones.random(&random)
        for day in Int64(-12)...40 {
            let start = zone.start(ofLocalDay: day)
            let end = zone.start(ofLocalDay: day + 1)
            #expect(start <= end, "seed \(seed), day \(day)")
            guard start < end else { continue }
            let inside = Int64.random(in: start..<end, using: &random)
            for instant in [start, inside, end - 1] {
                #expect(zone.localDay(of: instant) == day, "seed \(seed), day \(day), \(instant)")
            }
        }
    }

    /// Minute by minute: a day is the latest that the clock has shown so far.
    @Test(arguments: UInt64(0)..<20)
    func `days begin when the clock first shows their midnight or later`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let zone = try Zones.random(&random)
        var latest = Int64.min
        for minute in Int64(-20_000)...20_000 {
            let instant = minute * 60_000
            var offset = zone.firstOffsetMilliseconds
            for change in zone.transitions where change.utcMilliseconds <= instant {
                offset = change.offsetMilliseconds
            }
            #expect(zone.offset(at: instant) == offset, "seed \(seed)")
            // The last millisecond of a stretch may lie between two minutes.
            for change in zone.transitions
            where change.utcMilliseconds <= instant && change.utcMilliseconds > instant - 60_000 {
                latest = max(latest, zone.localMilliseconds(of: change.utcMilliseconds - 1))
            }
            latest = max(latest, instant + offset)
            let shown = Int64((Double(latest) / 86_400_000).rounded(.down))
            if zone.localDay(of: instant) != shown { Issue.record("seed \(seed), \(instant)") }
        }
    }
}
