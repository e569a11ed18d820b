public import EventModel

/// The columns of the rows that visits yield; the event time is the visit's start.
///
/// The visitor's field, `started_at`, `ended_at`, `events`, `dwell_ms`, `pages`, `is_bot`, `has_key_event`,
/// `is_effective`, `furthest_step` (how many steps of the funnel were reached in order); for each step `reached_NAME`
/// (in order), `NAME_at` (when, else null) and `has_NAME` (in whatever order); then flags, counts, entry fields, exit
/// fields and the number of different values, by the names that they are given.
public struct VisitRowLayout: Sendable {
    /// The layout.
    public let rows: RowLayout
    let firstFlag: Int
    let firstCount: Int
    let firstEntry: Int
    let firstExit: Int
    let distinct: Int?

    static let visitor = 1
    static let started = 2
    static let ended = 3
    static let events = 4
    static let dwell = 5
    static let pages = 6
    static let isBot = 7
    static let hasKeyEvent = 8
    static let isEffective = 9
    static let furthest = 10
    static let firstStep = 11
    static let columnsPerStep = 3

    /// The rows of visits.
    ///
    /// - Parameters:
    ///   - visitor: the name of the field that visits are by.
    ///   - visitorStorage: symbols when a metric uses it as a key; each is kept for good.
    ///   - steps: the names of the funnel's steps, in order.
    ///   - flags: the names of what is told as "any".
    ///   - counts: the names of what is counted.
    ///   - entry: the fields of the first event, under the names they are to have.
    ///   - exit: the fields of the last event, under the names they are to have.
    ///   - distinct: the name of the number of different values, if they are counted.
    public init(
        visitor: String, visitorStorage: StringStorage = .text, steps: [String] = [], flags: [String] = [],
        counts: [String] = [], entry: [RowLayout.Column] = [], exit: [RowLayout.Column] = [],
        distinct: String? = nil
    ) {
        firstFlag = Self.firstStep + Self.columnsPerStep * steps.count
        firstCount = firstFlag + flags.count
        firstEntry = firstCount + counts.count
        firstExit = firstEntry + entry.count
        self.distinct = distinct == nil ? nil : firstExit + exit.count
        typealias Column = RowLayout.Column
        var columns = [
            Column(name: visitor, type: .string, storage: visitorStorage),
            Column(name: "started_at", type: .time), Column(name: "ended_at", type: .time),
            Column(name: "events", type: .int), Column(name: "dwell_ms", type: .int),
            Column(name: "pages", type: .int), Column(name: "is_bot", type: .bool),
            Column(name: "has_key_event", type: .bool), Column(name: "is_effective", type: .bool),
            Column(name: "furthest_step", type: .int),
        ]
        for step in steps {
            columns.append(Column(name: "reached_" + step, type: .bool))
            columns.append(Column(name: step + "_at", type: .time))
            columns.append(Column(name: "has_" + step, type: .bool))
        }
        columns += flags.map { Column(name: $0, type: .bool) }
        columns += counts.map { Column(name: $0, type: .int) }
        columns += entry + exit
        if let distinct { columns.append(Column(name: distinct, type: .int)) }
        rows = RowLayout(columns)
    }

    var stepCount: Int { (firstFlag - Self.firstStep) / Self.columnsPerStep }
    var flagCount: Int { firstCount - firstFlag }
    var countCount: Int { firstEntry - firstCount }
    var entryCount: Int { firstExit - firstEntry }
    var exitCount: Int { (distinct ?? rows.columns.count) - firstExit }
}
