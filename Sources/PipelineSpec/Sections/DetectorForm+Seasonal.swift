extension DetectorForm {
    /// `seasonal: { fall: 0.3, weeks: 6, least: 200 }`
    static let seasonal = DetectorForm(
        key: .optional(
            "seasonal",
            "{ fall: 0.3, weeks: 6, least: 200 }: a window against the same time of the weeks before",
            .section(seasonalKeys),
            "Finds a window that is unlike the same time of the weeks before: median and spread."),
        keys: seasonalKeys,
        objection: { metric in
            if let objection = metric.objection(to: "seasonal") { return objection }
            guard metric.window.seasonalSlotMilliseconds == nil else { return nil }
            return (
                "seasonal needs windows that end at the same times of every day, which those of metric '\(metric.name)' do not",
                "{ tumbling: 1h }, { hopping: 1h, every: 15m }, { calendar: day } or { days: 7 }: a step that goes into a"
                    + " day, from 15m on, in metric '\(metric.name)'"
            )
        }, read: readSeasonal)

    private static func readSeasonal(_ section: Section, _ metric: MetricDeclaration) -> DetectorDeclaration?
    {
        let fall = section.number("fall") { $0 > 0 && $0 <= 1 }
        let rise = section.number("rise") { $0 > 0 }
        let deviations = section.number("deviations") { $0 >= 0 }
        let weeks = section.integer("weeks", in: 1...12, default: 6)
        let fewest = section.integer("fewest_weeks", in: 1...12, default: min(4, weeks))
        let least = section.number("least") { $0 >= 0 }
        let zone = section.has("zone") ? section.zone("zone") : metric.window.zone ?? "UTC"
        if !section.has("fall"), !section.has("rise") {
            section.log.report(
                "seasonal looks for nothing", at: section.place,
                expected: "fall: \(section.expected("fall")), or rise")
        }
        if fewest > weeks {
            section.report("of \(weeks) weeks \(fewest) can never be known", under: "fewest_weeks")
        }
        return .seasonal(
            SeasonalDeclaration(
                fall: fall, rise: rise, deviations: deviations ?? 3, weeks: weeks, fewestWeeks: fewest,
                least: least ?? 30, slotMilliseconds: metric.window.seasonalSlotMilliseconds ?? 3_600_000,
                zone: zone ?? "UTC"))
    }

    private static let seasonalKeys: [SectionKey] = [
        .optional(
            "fall", "a number above 0, at most 1: down by this share, such as 0.3", .number(0...1),
            "Down by at least this share."),
        .optional(
            "rise", "a number above 0: up by this share, such as 0.5", .between(0, 1_000_000),
            "Up by at least this share."),
        .optional(
            "deviations",
            "a number from 0 on: how many robust standard deviations away it must be besides, 3 if left out",
            .number(0...1_000), default: "3", "How many robust standard deviations away it must be besides."),
        .optional(
            "weeks", "a whole number from 1 to 12: how far back, 6 if left out", .integer(1...12),
            default: "6",
            "How many weeks back it looks."),
        .optional(
            "fewest_weeks", "a whole number, at most weeks: how many of them must be known, 4 if left out",
            .integer(1...12), default: "4", "How many of these weeks must be known."),
        .optional(
            "least", "a number from 0 on: the fewest events that a window should have, 30 if left out",
            .number(0...1e15), default: "30", "The fewest events that a window should have."),
        .optional(
            "zone", "the time zone of the week, such as Europe/Berlin; that of the window if left out", .zone,
            default: "the window's zone", "The time zone of the week."),
    ]
}

extension WindowDeclaration {
    /// From one window's end to the next one's where that goes into a day and is long enough for a slot of the week.
    var seasonalSlotMilliseconds: Int64? {
        let day: Int64 = 86_400_000
        let step: Int64? =
            switch self {
            case .tumbling(let width): width
            case .hopping(_, let every): every
            case .calendar(.day, _), .days: day
            default: nil
            }
        return step.flatMap { $0 >= 15 * 60_000 && day % $0 == 0 ? $0 : nil }
    }

    /// Whether it is cut by the clock and not by what comes in.
    var isMadeOfPanes: Bool {
        switch self {
        case .tumbling, .hopping, .sliding, .calendar, .days, .allTime: true
        case .session: false
        }
    }

    /// The zone of local days.
    var zone: String? {
        switch self {
        case .calendar(_, let zone), .days(_, let zone): zone
        default: nil
        }
    }
}
