/// A day of the Gregorian calendar, which is carried on into the past.
struct CivilDate {
    var year: Int64
    /// 1 to 12.
    var month: Int64
    /// 1 to 31.
    var day: Int64
    /// 0 to 365.
    var dayOfYear: Int64

    /// - Parameter days: since 1970-01-01; a hundred billion to either side.
    init(daysSinceEpoch days: Int64) {
        // A close guess of the year, corrected.
        year = 1970 + Self.floorDivide(days * 400, 146_097)
        while Self.daysBefore(year: year + 1) <= days { year += 1 }
        while Self.daysBefore(year: year) > days { year -= 1 }
        dayOfYear = days - Self.daysBefore(year: year)
        let isLeap = Self.daysBefore(year: year + 1) - Self.daysBefore(year: year) == 366
        // Months count from March, so that the day that comes and goes is the last.
        let untilMarch: Int64 = isLeap ? 60 : 59
        let sinceMarch = dayOfYear < untilMarch ? dayOfYear + 306 : dayOfYear - untilMarch
        let index = (5 * sinceMarch + 2) / 153
        day = sinceMarch - (153 * index + 2) / 5 + 1
        month = index < 10 ? index + 3 : index - 9
    }

    /// Days from the epoch to the first of January.
    private static func daysBefore(year: Int64) -> Int64 {
        let past = year - 1
        return 365 * past + floorDivide(past, 4) - floorDivide(past, 100) + floorDivide(past, 400) - 719_162
    }

    /// Division towards the past.
    static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        value % divisor < 0 ? value / divisor - 1 : value / divisor
    }
}
