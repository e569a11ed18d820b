/// What calendars and clocks show at a time, in the zone whose offset was added to it.
struct CivilTime {
    var year: Int64
    /// 1 to 12.
    var month: Int64
    /// 1 to 31.
    var day: Int64
    /// 0 to 365.
    var dayOfYear: Int64
    /// 0 is Sunday.
    var dayOfWeek: Int64
    var secondOfDay: Int64
    var millisecond: Int64

    /// - Parameter nanoseconds: since the epoch, on the local clock.
    init(nanoseconds: Int128) {
        let seconds = TimestampText.seconds(nanoseconds)
        let days = Self.floorDivide(seconds, 86_400)
        secondOfDay = seconds - days * 86_400
        let rest = nanoseconds - Int128(seconds) * TimestampText.nanosecondsPerSecond
        millisecond = Int64(rest / 1_000_000)
        // The epoch was a Thursday.
        dayOfWeek = days + 4 - 7 * Self.floorDivide(days + 4, 7)
        // A close guess of the year, corrected.
        year = 1970 + Self.floorDivide(days * 400, 146_097)
        while Self.daysBefore(year: year + 1) <= days { year += 1 }
        while Self.daysBefore(year: year) > days { year -= 1 }
        dayOfYear = days - Self.daysBefore(year: year)
        month = 1
        day = dayOfYear + 1
        let isLeap = Self.daysBefore(year: year + 1) - Self.daysBefore(year: year) == 366
        for length in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30] as [Int64]
        where month < 12 {
            guard day > length else { break }
            day -= length
            month += 1
        }
    }

    /// Days from the epoch to the first of January.
    private static func daysBefore(year: Int64) -> Int64 {
        let past = year - 1
        return 365 * past + floorDivide(past, 4) - floorDivide(past, 100) + floorDivide(past, 400) - 719_162
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        value % divisor < 0 ? value / divisor - 1 : value / divisor
    }
}
