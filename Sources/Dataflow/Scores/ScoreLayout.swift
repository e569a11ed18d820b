public import EventModel
public import Expressions

/// The columns of a score's results, which begin like those of a metric so that alert rules read both alike.
///
/// `window_start` (of the earliest window read), `window_end`, `partial` (when an input is), the key's parts, `value`,
/// `rated`, `previous` (the value that it is compared with), `change` (value less previous), then the columns of the
/// inputs as `input_column`. The event time is the window's end: the time of the score.
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
    /// Where the first input's first column stands; the others follow, input by input.
    public var firstInputColumn: Int { valueColumn + 4 }

    /// The results of a score.
    ///
    /// - Parameters:
    ///   - keyNames: the key's parts.
    ///   - inputs: the inputs, with the layouts of their metrics' results.
    public init(keyNames: [String], inputs: [(input: ScoreInput, of: RowLayout)]) {
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
        for (input, layout) in inputs {
            columns += input.columns.map { place in
                var column = layout.columns[place]
                column.name = "\(input.name)_\(column.name)"
                return column
            }
        }
        rows = RowLayout(columns)
    }

    /// The names that the score's own expressions may use: its inputs' columns and the parts of its key.
    public var variables: [String: ValueType] {
        let own = rows.columns[ResultLayout.firstKeyColumn..<valueColumn] + rows.columns[firstInputColumn...]
        return Dictionary(own.map { ($0.name, ValueType($0.type)) }, uniquingKeysWith: { first, _ in first })
    }
}
