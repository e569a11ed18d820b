public import EventModel

/// The columns of a metric's results, as alerts and outputs read them.
///
/// `window_start`, `window_end`, `partial`, the key's parts, `value`, `count`, for a share `of` and `among`, for a
/// promise `kept`, `broken` and `waived`, then the further aggregates by name. The event time is the window's end.
public struct ResultLayout: Sendable {
    /// The layout.
    public let rows: RowLayout
    /// The first of the key's columns.
    public static let firstKeyColumn = 4
    /// Where `value` stands.
    public let valueColumn: Int
    /// Where `of` stands, for a share; `among` follows.
    public let shareColumn: Int?
    /// Where `kept` stands, for a promise; `broken` and `waived` follow.
    public let outcomeColumn: Int?
    /// Where the first further aggregate stands.
    public let furtherColumn: Int
    /// The columns whose text is JSON already: lists of the most frequent values and samples.
    public let jsonColumns: Set<Int>

    /// The results of a metric.
    ///
    /// - Parameters:
    ///   - keyNames: the key's parts.
    ///   - aggregates: names and forms, the metric's value first.
    ///   - isOfPromise: whether outcomes are counted.
    public init(keyNames: [String], aggregates: [(name: String, form: AggregateForm)], isOfPromise: Bool) {
        var columns = [
            RowLayout.Column(name: "window_start", type: .time),
            RowLayout.Column(name: "window_end", type: .time),
            RowLayout.Column(name: "partial", type: .bool),
        ]
        columns += keyNames.map { RowLayout.Column(name: $0, type: .string) }
        valueColumn = columns.count + 1
        columns.append(
            aggregates.first.map { $0.form.column(name: "value") } ?? .init(name: "value", type: .int))
        columns.append(RowLayout.Column(name: "count", type: .int))
        if aggregates.first?.form == .share {
            shareColumn = columns.count + 1
            columns += ["of", "among"].map { RowLayout.Column(name: $0, type: .int) }
        } else {
            shareColumn = nil
        }
        if isOfPromise {
            outcomeColumn = columns.count + 1
            columns += ["kept", "broken", "waived"].map { RowLayout.Column(name: $0, type: .int) }
        } else {
            outcomeColumn = nil
        }
        furtherColumn = columns.count + 1
        columns += aggregates.dropFirst().map { $0.form.column(name: $0.name) }
        rows = RowLayout(columns)
        let places =
            [valueColumn] + (0..<max(0, aggregates.count - 1)).map { [furtherColumn] in furtherColumn + $0 }
        jsonColumns = Set(zip(places, aggregates).filter { $0.1.form.isList }.map(\.0))
    }
}

extension AggregateForm {
    /// The column in which it is told as a metric's value: whole numbers are told as doubles there, so that the value
    /// of every metric of numbers has one type.
    func column(name: String) -> RowLayout.Column {
        switch self {
        case .count, .sum(.integer): .init(name: name, type: name == "value" ? .double : .int)
        case .distinct: .init(name: name, type: name == "value" ? .double : .int)
        case .edge(let type, _): .init(name: name, type: type)
        case .top, .sample: .init(name: name, type: .string, storage: .text)
        default: .init(name: name, type: .double)
        }
    }

    /// Whether it is told as a JSON array.
    var isList: Bool {
        switch self {
        case .top, .sample: true
        default: false
        }
    }
}
