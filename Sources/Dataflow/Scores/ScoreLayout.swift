public import EventModel
public import Expressions

/// The columns of a score's results, which begin like those of a metric so that alert rules read both alike.
///
/// `window_start` (of the earliest window read), `window_end`, `partial` (when an input is), the key's parts, `value`,
/// `rated`, `previous` (the value that it is compared with), `change` (value less previous), where there are levels
/// `level`, `previous_level` and `level_change` (by how many levels it has risen), then the columns of the inputs: the
/// value under the input's name, the others as `input.column`. The event time is the window's end: the time of the
/// score.
public struct ScoreLayout: Sendable {
    /// The layout.
    public let rows: RowLayout
    /// Where `value` stands; `rated`, `previous` and `change` follow.
    public let valueColumn: Int
    /// Where `rated` stands.
    public var ratedColumn: Int { valueColumn + 1 }
    /// Where `previous` stands.
    public var previousColumn: Int { valueColumn + 2 }
    /// Where `change` stands.
    public var changeColumn: Int { valueColumn + 3 }
    /// Where `level` stands, for a score with levels; `previous_level` and `level_change` follow.
    public let levelColumn: Int?
    /// Where the first input's first column stands; the others follow, input by input.
    public let firstInputColumn: Int
    /// The columns whose text is JSON already: lists of the most frequent values and samples of the inputs.
    public let jsonColumns: Set<Int>

    /// The results of a score.
    ///
    /// - Parameters:
    ///   - keyNames: the key's parts.
    ///   - hasLevels: whether levels are told.
    ///   - inputs: the inputs, with the layouts of their metrics' results.
    public init(
        keyNames: [String], hasLevels: Bool = false, inputs: [(input: ScoreInput, of: ResultLayout)]
    ) {
        var columns = [
            RowLayout.Column(name: "window_start", type: .time),
            RowLayout.Column(name: "window_end", type: .time),
            RowLayout.Column(name: "partial", type: .bool),
        ]
        columns += keyNames.map { RowLayout.Column(name: $0, type: .string) }
        valueColumn = columns.count + 1
        columns += [
            RowLayout.Column(name: "value", type: .double), RowLayout.Column(name: "rated", type: .bool),
            RowLayout.Column(name: "previous", type: .double),
            RowLayout.Column(name: "change", type: .double),
        ]
        levelColumn = hasLevels ? columns.count + 1 : nil
        if hasLevels {
            columns += ["level", "previous_level"].map { RowLayout.Column(name: $0, type: .string) }
            columns.append(RowLayout.Column(name: "level_change", type: .int))
        }
        firstInputColumn = columns.count + 1
        var jsonColumns: Set<Int> = []
        for (input, layout) in inputs {
            for place in input.columns {
                var column = layout.rows.columns[place]
                column.name = place == layout.valueColumn ? input.name : "\(input.name).\(column.name)"
                columns.append(column)
                if layout.jsonColumns.contains(place) { jsonColumns.insert(columns.count) }
            }
        }
        rows = RowLayout(columns)
        self.jsonColumns = jsonColumns
    }

    /// The names that the score's own expressions may use: its inputs' columns and the parts of its key.
    public var variables: [String: ValueType] {
        let own = rows.columns[ResultLayout.firstKeyColumn..<valueColumn] + rows.columns[firstInputColumn...]
        return Dictionary(own.map { ($0.name, ValueType($0.type)) }, uniquingKeysWith: { first, _ in first })
    }
}
