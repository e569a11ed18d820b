/// What can be asked of a time, in a zone.
enum ClockPart: String, CaseIterable, Sendable {
    case year = "getFullYear"
    case month = "getMonth"
    case date = "getDate"
    case dayOfMonth = "getDayOfMonth"
    case dayOfWeek = "getDayOfWeek"
    case dayOfYear = "getDayOfYear"
    case hours = "getHours"
    case minutes = "getMinutes"
    case seconds = "getSeconds"
    case milliseconds = "getMilliseconds"

    /// What it is, for the documentation.
    var summary: String {
        switch self {
        case .year: "the year"
        case .month: "the month, from 0"
        case .date: "the day of the month, from 1"
        case .dayOfMonth: "the day of the month, from 0"
        case .dayOfWeek: "the day of the week, from 0 for Sunday"
        case .dayOfYear: "the day of the year, from 0"
        case .hours: "the hour"
        case .minutes: "the minute of the hour"
        case .seconds: "the second of the minute"
        case .milliseconds: "the millisecond of the second"
        }
    }

    /// The part of what a local clock shows, from the milliseconds since 1970-01-01 00:00 on that clock.
    func value(localMilliseconds milliseconds: Int64) -> Int64 {
        switch self {
        case .hours: Self.floorRemainder(milliseconds, 86_400_000) / 3_600_000
        case .minutes: Self.floorRemainder(milliseconds, 3_600_000) / 60_000
        case .seconds: Self.floorRemainder(milliseconds, 60_000) / 1000
        case .milliseconds: Self.floorRemainder(milliseconds, 1000)
        case .dayOfWeek:
            // The epoch was a Thursday.
            Self.floorRemainder(CivilDate.floorDivide(milliseconds, 86_400_000) + 4, 7)
        case .year: date(milliseconds).year
        case .month: date(milliseconds).month - 1
        case .date: date(milliseconds).day
        case .dayOfMonth: date(milliseconds).day - 1
        case .dayOfYear: date(milliseconds).dayOfYear
        }
    }

    private func date(_ milliseconds: Int64) -> CivilDate {
        CivilDate(daysSinceEpoch: CivilDate.floorDivide(milliseconds, 86_400_000))
    }

    @inline(__always)
    private static func floorRemainder(_ value: Int64, _ divisor: Int64) -> Int64 {
        let rest = value % divisor
        return rest < 0 ? rest + divisor : rest
    }
}

/// What can be asked of a length of time.
enum LengthPart: String, CaseIterable, Sendable {
    case hours = "getHours"
    case minutes = "getMinutes"
    case seconds = "getSeconds"
    case milliseconds = "getMilliseconds"

    /// What it is, for the documentation.
    var summary: String {
        switch self {
        case .hours: "whole hours"
        case .minutes: "whole minutes"
        case .seconds: "whole seconds"
        case .milliseconds: "the milliseconds beyond the whole seconds"
        }
    }

    /// The part of a length in milliseconds.
    func value(milliseconds: Int64) -> Int64 {
        switch self {
        case .hours: milliseconds / 3_600_000
        case .minutes: milliseconds / 60_000
        case .seconds: milliseconds / 1000
        case .milliseconds: milliseconds % 1000
        }
    }
}
