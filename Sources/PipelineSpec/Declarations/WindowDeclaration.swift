/// What one result of a metric stretches over. Windows begin at multiples of their step since the epoch.
public enum WindowDeclaration: Sendable, Hashable {
    /// Back to back.
    case tumbling(widthMilliseconds: Int64)
    /// Overlapping: one begins at every step, which is no longer than the width.
    case hopping(widthMilliseconds: Int64, everyMilliseconds: Int64)
    /// One ends with every step of the resolution, which goes into the width; told for keys that have changed.
    case sliding(widthMilliseconds: Int64, resolutionMilliseconds: Int64)
    /// Local days, weeks from Monday on, or months of a time zone.
    case calendar(CalendarPeriod, zone: String)
    /// So many local days of a time zone; one begins with every day.
    case days(Int64, zone: String)
    /// Everything since the beginning; told with every step for keys that have changed.
    case allTime(everyMilliseconds: Int64)
    /// From the first to the last of a key's rows without a longer silence between them; with a maximum, longer ones are
    /// cut.
    case session(gapMilliseconds: Int64, maximumMilliseconds: Int64?)

    /// Whether what has entered a window stays in it until all is forgotten together.
    public var losesNothing: Bool {
        switch self {
        case .tumbling, .calendar, .allTime: true
        case .hopping(let width, let every): width == every
        case .sliding, .session: false
        case .days(let count, _): count == 1
        }
    }

    /// Whether it follows the rows of each key instead of the clock.
    public var isSession: Bool {
        if case .session = self { true } else { false }
    }
}

/// What the calendar is divided into.
public enum CalendarPeriod: String, Sendable, Hashable, CaseIterable {
    /// Midnight to midnight.
    case day
    /// Monday to Sunday.
    case week
    /// From the first to the last.
    case month
}
