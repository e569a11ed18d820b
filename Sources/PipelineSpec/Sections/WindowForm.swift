/// One kind of window, by the key that names it.
struct WindowForm: Sendable {
    var key: SectionKey
    /// The keys that may stand beside it.
    var further: [SectionKey] = []
    /// Reads what stands under the keys; `nil` when it is wrong.
    var read: @Sendable (_ section: Section) -> WindowDeclaration?

    /// All kinds, in the order in which messages list them.
    static let all: [WindowForm] = [.tumbling, .hopping, .sliding, .calendar, .days, .allTime, .session]

    /// One of them, for tables.
    static let choice = FormChoice(forms: all.map { FormChoice.Form(key: $0.key, further: $0.further) })

    /// `tumbling: 10m`
    static let tumbling = WindowForm(
        key: .optional(
            "tumbling", "the width of windows back to back, such as 10m", .duration,
            "Windows back to back, this wide: every row is in one of them.")
    ) {
        $0.duration("tumbling", mustBePositive: true).map { .tumbling(widthMilliseconds: $0) }
    }

    /// `days: 30` with a zone.
    static let days = WindowForm(
        key: .optional(
            "days", "so many local days, one window beginning with each, such as 30",
            .integer(1...longestDays), "Windows of so many local days, one beginning with each day."),
        further: [.zone]
    ) { section in
        let zone = section.zone("zone")
        guard let days = section.integer("days", atLeast: 1) else { return nil }
        guard days <= longestDays else {
            section.report("'\(days)' days are too many", under: "days", expected: "at most \(longestDays)")
            return nil
        }
        return zone.map { .days(Int64(days), zone: $0) }
    }

    /// `calendar: month` with a zone.
    static let calendar = WindowForm(
        key: .optional(
            "calendar", "day, week or month, with zone: the time zone", .word(of: CalendarPeriod.self),
            "The days, weeks or months of a calendar, as long as they are in its time zone."),
        further: [.zone]
    ) { section in
        let zone = section.zone("zone")
        let periods = CalendarPeriod.allCases.map { (word: $0.rawValue, value: $0) }
        guard let period = section.choice("calendar", periods) else { return nil }
        return zone.map { .calendar(period, zone: $0) }
    }

    /// `all_time: { every: 1d }`
    static let allTime = WindowForm(
        key: .optional(
            "all_time", "{ every: 1d }: everything so far, told so often", .section(allTimeKeys),
            "Everything so far.")
    ) { window in
        guard let section = window.section("all_time", keys: allTimeKeys) else { return nil }
        return section.duration("every", mustBePositive: true).map { .allTime(everyMilliseconds: $0) }
    }

    private static let allTimeKeys: [SectionKey] = [
        .required("every", "how often it is told, such as 1d", .duration, "How often it is told.")
    ]
    private static let longestDays = 36_525
}

extension SectionKey {
    /// The time zone of days.
    fileprivate static let zone = SectionKey.optional(
        "zone", "a time zone, such as Europe/Berlin; UTC if left out", .zone, default: "UTC",
        "The time zone of the days.")
}
