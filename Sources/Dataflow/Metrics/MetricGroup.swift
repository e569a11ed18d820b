public import EventModel
public import Expressions

/// Metrics that read the same rows with the same key and pane: they share one record and one key look-up.
public struct MetricGroupPlan: Sendable {
    /// Names the group's state; unique in its pipeline.
    public var name: String
    /// The columns of the input that make the key.
    public var keyColumns: [Int]
    /// The names of the key's parts.
    public var keyNames: [String]
    /// The width of a pane in milliseconds: what all windows of the group are made of.
    public var paneMilliseconds: Int64
    /// The metrics.
    public var metrics: [MetricPlan]
    /// Words of a record.
    public var wordCount: Int

    /// A group from its parts.
    public init(
        name: String, keyColumns: [Int], keyNames: [String], paneMilliseconds: Int64, metrics: [MetricPlan],
        wordCount: Int
    ) {
        self.name = name
        self.keyColumns = keyColumns
        self.keyNames = keyNames
        self.paneMilliseconds = paneMilliseconds
        self.metrics = metrics
        self.wordCount = wordCount
    }
}

/// One metric of a group. Its words in a record are one count of rows, then kept, broken and waived when
/// it reads a promise, then those of its aggregates.
public struct MetricPlan: Sendable {
    /// The metric's name.
    public var name: String
    /// Which rows it takes; `nil` for all.
    public var filter: CompiledExpression?
    /// The word that counts its rows.
    public var rowCountWord: Int
    /// The column of the outcome when the rows are those of a promise; its counts follow ``rowCountWord``.
    public var outcomeColumn: Int?
    /// The metric's value first, then what it names besides.
    public var aggregates: [AggregatePlan]
    /// The window's width in milliseconds, a multiple of the pane.
    public var widthMilliseconds: Int64
    /// The columns of its results.
    public var results: ResultLayout

    /// A metric from its parts.
    public init(
        name: String, filter: CompiledExpression?, rowCountWord: Int, outcomeColumn: Int?,
        aggregates: [AggregatePlan], widthMilliseconds: Int64, results: ResultLayout
    ) {
        self.name = name
        self.filter = filter
        self.rowCountWord = rowCountWord
        self.outcomeColumn = outcomeColumn
        self.aggregates = aggregates
        self.widthMilliseconds = widthMilliseconds
        self.results = results
    }
}

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
        columns += [
            RowLayout.Column(name: "value", type: .double), RowLayout.Column(name: "count", type: .int),
        ]
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
        columns += aggregates.dropFirst().map {
            RowLayout.Column(name: $0.name, type: Self.resultType(of: $0.form))
        }
        rows = RowLayout(columns)
    }

    /// The type in which an aggregate is told.
    public static func resultType(of form: AggregateForm) -> FieldType {
        switch form {
        case .count, .sumOfIntegers: .int
        default: .double
        }
    }
}
