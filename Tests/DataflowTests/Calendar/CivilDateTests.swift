import Dataflow
import EventModel
import Testing

@Suite struct CivilDateTests {
    // Reference values: Python's datetime.date(…).toordinal() − 719163.
    @Test(arguments: [
        (Int64(1970), 1, 1, Int64(0)), (1969, 12, 31, -1), (2000, 2, 29, 11016), (2024, 2, 29, 19782),
        (1900, 3, 1, -25508), (2100, 12, 31, 47846), (1, 1, 1, -719162), (9999, 12, 31, 2_932_896),
    ])
    func `dates and day numbers agree with Python`(year: Int64, month: Int, day: Int, number: Int64) {
        let date = CivilDate(year: year, month: month, day: day)
        #expect(date?.dayNumber == number)
        #expect(CivilDate(dayNumber: number) == date)
    }

    /// Counts day by day through more than a whole cycle of 400 years, on both sides of the year 0.
    @Test func `each day follows the one before`() throws {
        var (year, month, day): (Int64, Int, Int) = (-5, 1, 1)
        let first = try #require(CivilDate(year: year, month: month, day: day)).dayNumber
        var mistakes = 0
        for number in first..<first + 410 * 366 {
            let date = CivilDate(dayNumber: number)
            if date.year != year || date.month != month || date.day != day { mistakes += 1 }
            if date.dayNumber != number { mistakes += 1 }
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            day += 1
            if day > lengths[month - 1] { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        #expect(mistakes == 0)
    }

    @Test func `random days come back from their dates`() {
        let seed: UInt64 = 3
        var random = SplitMix64(seed: seed)
        for _ in 0..<10_000 {
            let number = Int64.random(in: -50_000_000_000...50_000_000_000, using: &random)
            let date = CivilDate(dayNumber: number)
            #expect(date.dayNumber == number, "seed \(seed)")
            #expect(date < CivilDate(dayNumber: number + 1), "seed \(seed)")
            #expect(CivilDate(year: date.year, month: date.month, day: date.day) == date, "seed \(seed)")
        }
        // Beyond the range a day is held at its end.
        #expect(CivilDate(dayNumber: .max) == CivilDate(dayNumber: .max - 1))
        #expect(CivilDate(dayNumber: .min) < CivilDate(dayNumber: 0))
    }

    @Test func `days that do not exist are no dates`() {
        #expect(CivilDate(year: 2023, month: 2, day: 29) == nil)
        #expect(CivilDate(year: 1900, month: 2, day: 29) == nil)
        #expect(CivilDate(year: 2024, month: 4, day: 31) == nil)
        #expect(CivilDate(year: 2024, month: 13, day: 1) == nil)
        #expect(CivilDate(year: 2024, month: 1, day: 0) == nil)
        #expect(CivilDate(year: .max, month: 1, day: 1) == nil)
        #expect(CivilDate(year: .min, month: 1, day: 1) == nil)
    }
}
