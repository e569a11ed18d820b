import EventModel

/// Turns the words of a record into a row of a metric's results, all but the key's columns.
struct ResultEncoder {
    let metric: MetricPlan

    func append(
        _ words: UnsafePointer<Int64>, to batch: RowBatch, window: (start: Int64, end: Int64), isPartial: Bool
    ) {
        let row = batch.count
        batch.count += 1
        func put(_ column: Int, _ value: Int64?) {
            batch.values[column][row] = value ?? 0
            batch.states[column][row] = (value == nil ? CellState.null : .value).rawValue
        }
        put(0, window.end)
        put(1, window.start)
        put(2, window.end)
        put(3, isPartial ? 1 : 0)
        let layout = metric.results
        put(layout.valueColumn + 1, words[metric.rowCountWord])
        if let first = layout.outcomeColumn {
            for outcome in Outcome.allCases {
                put(first + outcome.rawValue, words[metric.rowCountWord + 1 + outcome.rawValue])
            }
        }
        for (place, aggregate) in metric.aggregates.enumerated() {
            let own = words + aggregate.firstWord
            let value = AggregateWords.double(aggregate.form, own).map(AggregateWords.slot)
            guard place > 0 else {
                put(layout.valueColumn, value)
                if let share = layout.shareColumn {
                    put(share, own[0])
                    put(share + 1, own[1])
                }
                continue
            }
            let isInteger = ResultLayout.resultType(of: aggregate.form) == .int
            put(
                layout.furtherColumn + place - 1,
                isInteger ? AggregateWords.integer(aggregate.form, own) : value)
        }
    }
}
