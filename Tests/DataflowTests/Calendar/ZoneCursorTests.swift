import Dataflow
import EventModel
import Testing

@Suite struct ZoneCursorTests {
    @Test(arguments: UInt64(0)..<60)
    func `the cursor finds what the zone would, in any order`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let zone = try Zones.random(&random)
        for unit in [CalendarUnit.day, .week, .week(from: .sunday), .month] {
            var cursor = ZoneCursor(zone: zone, unit: unit)
            for _ in 0..<200 {
                let instant = Int64.random(in: -4_000_000_000..<4_000_000_000, using: &random)
                let expected = unit.start(day: zone.localDay(of: instant))
                #expect(cursor.move(to: instant) == expected, "seed \(seed), \(unit), \(instant)")
                #expect(cursor.startMilliseconds <= instant && instant < cursor.endMilliseconds)
                #expect(cursor.startMilliseconds == zone.start(ofLocalDay: expected))
                #expect(cursor.endMilliseconds == zone.start(ofLocalDay: unit.next(day: expected)))
            }
        }
    }

    @Test func `a month of Berlin with a change of clocks is an hour short`() throws {
        var cursor = ZoneCursor(zone: try Zones.berlin(), unit: .month)
        // 2024-03-15T00:00:00Z
        let first = cursor.move(to: 1_710_460_800_000)
        #expect(CivilDate(dayNumber: first) == CivilDate(year: 2024, month: 3, day: 1))
        #expect(cursor.endMilliseconds - cursor.startMilliseconds == (31 * 24 - 1) * 3_600_000)
    }
}
