import EventModel

/// How many visitors come when: by the hour of the day, the day of the week, and campaigns.
struct SeasonRhythm {
    // Per hour of the day; the sum is 24.
    private static let hours: [Double] = [
        0.45, 0.3, 0.2, 0.18, 0.18, 0.25, 0.45, 0.7, 0.95, 1.1, 1.2, 1.25, 1.3, 1.2, 1.15, 1.15, 1.2, 1.3,
        1.45,
        1.7, 1.85, 1.75, 1.4, 0.94,
    ]
    private static let weekdays: [Double] = [0.96, 0.95, 0.97, 1.0, 1.02, 1.08, 1.02]
    private let campaigns: [Int]

    /// A campaign of two days in every ninety or so, as on the eleventh of the eleventh.
    init(days: Int) { campaigns = stride(from: 66, to: days, by: 88).map { $0 } }

    /// How much of the usual is to be expected in an hour of the season; the season begins on a Monday.
    func load(hour: Int) -> Double {
        let day = hour / 24
        return Self.hours[hour % 24] * Self.weekdays[day % 7] * (isCampaign(day: day) ? 2.2 : 1)
    }

    func isCampaign(day: Int) -> Bool { campaigns.contains { day == $0 || day == $0 + 1 } }
}
