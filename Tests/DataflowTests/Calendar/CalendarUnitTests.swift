import Dataflow
import EventModel
import Testing

@Suite struct CalendarUnitTests {
    private func day(_ year: Int64, _ month: Int, _ day: Int) throws -> Int64 {
        try #require(CivilDate(year: year, month: month, day: day)).dayNumber
    }

    @Test func `known days fall on their weekdays`() throws {
        #expect(Weekday(ofDay: 0) == .thursday)
        #expect(Weekday(ofDay: -1) == .wednesday)
        #expect(Weekday(ofDay: try day(2024, 2, 29)) == .thursday)
        #expect(Weekday(ofDay: try day(2026, 11, 22)) == .sunday)
    }

    @Test func `a week begins on Monday unless told otherwise`() throws {
        let sunday = try day(2026, 11, 22)
        #expect(CalendarUnit.startOfWeek(day: sunday) == sunday - 6)
        #expect(CalendarUnit.startOfWeek(day: sunday, from: .sunday) == sunday)
        #expect(CalendarUnit.week.start(day: sunday + 1) == sunday + 1)
        #expect(CalendarUnit.week.next(day: sunday) == sunday + 1)
    }

    @Test func `a month begins on its first`() throws {
        #expect(CalendarUnit.startOfMonth(day: try day(2024, 2, 29)) == (try day(2024, 2, 1)))
        #expect(CalendarUnit.startOfNextMonth(day: try day(2024, 1, 31)) == (try day(2024, 2, 1)))
        #expect(CalendarUnit.startOfNextMonth(day: try day(2024, 12, 1)) == (try day(2025, 1, 1)))
    }

    @Test func `units tile the days`() {
        let seed: UInt64 = 4
        var random = SplitMix64(seed: seed)
        for first in Weekday.allCases {
            for unit in [CalendarUnit.day, .week(from: first), .month] {
                for _ in 0..<200 {
                    let day = Int64.random(in: -1_000_000...1_000_000, using: &random)
                    let start = unit.start(day: day)
                    let next = unit.next(day: day)
                    #expect(start <= day && day < next, "seed \(seed), \(unit), \(day)")
                    #expect(unit.start(day: next) == next, "seed \(seed), \(unit), \(day)")
                    #expect(unit.start(day: next - 1) == start, "seed \(seed), \(unit), \(day)")
                    if case .week(let first) = unit { #expect(Weekday(ofDay: start) == first) }
                }
            }
        }
    }
}
