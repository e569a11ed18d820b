import EventModel

/// A day of the week; weeks begin on Monday unless told otherwise, as ISO 8601 has it.
public enum Weekday: Int, CaseIterable, Sendable {
    /// The days, counted from 0.
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday

    /// The weekday of a day number; day 0, 1970-01-01, was a Thursday.
    public init(ofDay day: Int64) {
        let index = Int((day.flooredRemainder(by: 7) + 3) % 7)
        self = Self.allCases[index]
    }
}
