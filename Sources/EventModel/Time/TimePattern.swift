/// The form of a written time, in letters that stand for its parts: `yyyy-MM-dd HH:mm:ss`.
///
/// | letters | part |
/// |---|---|
/// | `yyyy`, `yy` | the year; of two digits from 2000 on |
/// | `MM`, `M`, `MMM` | the month, with or without leading zero, or as Jan … Dec |
/// | `dd`, `d` | the day |
/// | `HH`, `H` | the hour, 0 to 23 |
/// | `hh`, `h` with `a` | the hour, 1 to 12, with AM or PM |
/// | `mm`, `m`, `ss`, `s` | minute and second |
/// | `S` … `SSSSSSSSS` | so many digits of a second's fraction |
/// | `X` | an offset from UTC: `Z`, `+02`, `+0200` or `+02:00` |
///
/// Other letters stand in single quotes (`'T'`; `''` is a quote); all other characters stand for themselves. What a
/// pattern leaves out of the time of day is zero.
public struct TimePattern: Hashable, Sendable {
    /// What stands at one place of the text.
    enum Item: Hashable, Sendable {
        case part(Part, fewest: Int, most: Int)
        case monthName
        case fraction(digits: Int)
        case halfDay
        case offset
        case literal(UInt8)
    }

    /// A number in the text.
    enum Part: Int, Hashable, Sendable {
        case year, month, day, hour, minute, second
    }

    /// The pattern as it was written.
    public let text: String
    /// Whether the text itself says how far it is from UTC, so that no zone is needed.
    public let hasOffset: Bool
    let items: [Item]
    let isTwelveHours: Bool
    let hasShortYear: Bool

    init(text: String, items: [Item], isTwelveHours: Bool, hasShortYear: Bool) {
        self.text = text
        self.items = items
        self.isTwelveHours = isTwelveHours
        self.hasShortYear = hasShortYear
        hasOffset = items.contains(.offset)
    }

    /// The longest text that is looked at, in bytes.
    public static let longestText = 128

    static let months: [StaticString] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
}
