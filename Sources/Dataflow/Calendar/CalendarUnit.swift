/// What calendar windows are made of: whole local days, or weeks or months of them. Days are day numbers from 1970-01-01.
public enum CalendarUnit: Hashable, Sendable {
    /// Midnight to midnight.
    case day
    /// Seven days from the given weekday on.
    case week(from: Weekday)
    /// From the first to the last of a month.
    case month

    /// Weeks that begin on Monday.
    public static let week = CalendarUnit.week(from: .monday)

    /// The first day of the day, week or month that `day` is in.
    public func start(day: Int64) -> Int64 {
        switch self {
        case .day: return day
        case .week(let first): return Self.startOfWeek(day: day, from: first)
        case .month: return Self.startOfMonth(day: day)
        }
    }

    /// The first day of the one after that.
    public func next(day: Int64) -> Int64 {
        switch self {
        case .day: return day + 1
        case .week(let first): return Self.startOfWeek(day: day, from: first) + 7
        case .month: return Self.startOfNextMonth(day: day)
        }
    }

    /// The day on which the week of `day` began.
    public static func startOfWeek(day: Int64, from first: Weekday = .monday) -> Int64 {
        day - Int64((Weekday(ofDay: day).rawValue - first.rawValue + 7) % 7)
    }

    /// The first of the month of `day`.
    public static func startOfMonth(day: Int64) -> Int64 {
        day - Int64(CivilDate(dayNumber: day).day - 1)
    }

    /// The first of the month after that of `day`.
    public static func startOfNextMonth(day: Int64) -> Int64 {
        // No month is longer than 31 days and none shorter than 28: 31 days after a first is always in the next one.
        startOfMonth(day: startOfMonth(day: day) + 31)
    }
}
