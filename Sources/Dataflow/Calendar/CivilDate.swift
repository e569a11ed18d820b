import EventModel

/// A day of the proleptic Gregorian calendar, as people write it.
///
/// Everything else counts days from 1970-01-01, which is day 0; this type is for reading and writing them.
public struct CivilDate: Hashable, Comparable, Sendable {
    /// The year; 0 is 1 BC.
    public let year: Int64
    /// 1…12.
    public let month: Int
    /// 1…31.
    public let day: Int

    /// A date by its parts, `nil` if there is no such day.
    public init?(year: Int64, month: Int, day: Int) {
        guard (1...12).contains(month), (-Self.mostYears...Self.mostYears).contains(year),
            day >= 1, day <= Self.length(ofMonth: month, year: year)
        else { return nil }
        self.init(checkedYear: year, month, day)
    }

    /// The date of a day number, held within about 290 million years of 1970.
    ///
    /// The calendar repeats every 400 years = 146,097 days. When years begin on 1 March, the leap day comes last in
    /// them, so that leap years shift nothing inside a year, and the months' lengths follow one straight line:
    /// five months from March on have 153 days, wherever one starts (after Hinnant, "chrono-compatible low-level date
    /// algorithms").
    public init(dayNumber: Int64) {
        let held = min(max(dayNumber, -Self.mostYears * 365), Self.mostYears * 365)
        let shifted = held + Self.marchOfYearZero
        let cycle = shifted.flooredQuotient(by: 146_097)
        let dayOfCycle = shifted - cycle * 146_097
        // Takes the leap days out, so that the years have 365 days each: one per 1,460 days, but not per 36,524, and
        // again the very last one of the cycle.
        let withoutLeapDays =
            dayOfCycle - dayOfCycle / 1_460 + dayOfCycle / 36_524 - dayOfCycle / 146_096
        let yearOfCycle = withoutLeapDays / 365
        let dayOfYear = dayOfCycle - Self.days(beforeYearOfCycle: yearOfCycle)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - Self.days(beforeMonthFromMarch: monthFromMarch) + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        self.init(checkedYear: cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0), Int(month), Int(day))
    }

    /// The days from 1970-01-01 to this date; negative before it.
    public var dayNumber: Int64 {
        let yearFromMarch = month <= 2 ? year - 1 : year
        let cycle = yearFromMarch.flooredQuotient(by: 400)
        let monthFromMarch = Int64(month > 2 ? month - 3 : month + 9)
        return cycle * 146_097 + Self.days(beforeYearOfCycle: yearFromMarch - cycle * 400)
            + Self.days(beforeMonthFromMarch: monthFromMarch) + Int64(day - 1) - Self.marchOfYearZero
    }

    /// Earlier comes first.
    public static func < (left: Self, right: Self) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    private init(checkedYear year: Int64, _ month: Int, _ day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// As far as milliseconds in 64 bits reach.
    private static let mostYears: Int64 = 290_000_000
    /// From 1 March of the year 0 to 1970-01-01.
    private static let marchOfYearZero: Int64 = 719_468

    private static func days(beforeYearOfCycle year: Int64) -> Int64 {
        year * 365 + year / 4 - year / 100
    }

    private static func days(beforeMonthFromMarch month: Int64) -> Int64 { (153 * month + 2) / 5 }

    private static func length(ofMonth month: Int, year: Int64) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
