import EventModel

/// Turns records into rows of a metric's results, column by column.
struct ResultEncoder {
    private let metric: MetricPlan
    private let record: RecordLayout
    private let symbols: SymbolTable

    init(metric: MetricPlan, record: RecordLayout, symbols: SymbolTable) {
        self.metric = metric
        self.record = record
        self.symbols = symbols
    }

    /// Fills all columns but those of the key for some records.
    ///
    /// - Parameters:
    ///   - batch: an empty batch of the metric's results.
    ///   - source: where the records are.
    ///   - records: the records' numbers; as many rows are written.
    ///   - windows: what they stretch over.
    func fill(
        _ batch: RowBatch, from source: ResultSource, _ records: UnsafeBufferPointer<UInt32>,
        _ windows: ResultWindows
    ) {
        batch.count = records.count
        fill(windows, batch)
        let layout = metric.results
        let rows = ResultWords(source: source, records: records)
        rows.copy(metric.rowCountWord, to: layout.valueColumn + 1, batch)
        if let first = layout.outcomeColumn, let word = metric.outcomeWord {
            for outcome in Outcome.allCases.indices { rows.copy(word + outcome, to: first + outcome, batch) }
        }
        for (number, aggregate) in metric.aggregates.enumerated() {
            let column = number == 0 ? layout.valueColumn : layout.furtherColumn + number - 1
            fill(column, aggregate, rows, batch, windowEnd: windows.commonEnd)
        }
        if let share = layout.shareColumn, let place = metric.aggregates.first?.place {
            rows.copy(place, to: share, batch)
            rows.copy(place + 1, to: share + 1, batch)
        }
    }

    private func fill(_ windows: ResultWindows, _ batch: RowBatch) {
        switch windows {
        case .one(let start, let end, let isPartial):
            repeated(end, 0, batch)
            repeated(start, 1, batch)
            repeated(end, 2, batch)
            repeated(isPartial ? 1 : 0, 3, batch)
        case .each(let starts, let ends, let partial):
            for (column, values) in [ends, starts, ends, partial].enumerated() {
                batch.values[column].update(from: values, count: batch.count)
                batch.states[column].update(repeating: CellState.value.rawValue, count: batch.count)
            }
        }
    }

    private func repeated(_ value: Int64, _ column: Int, _ batch: RowBatch) {
        batch.values[column].update(repeating: value, count: batch.count)
        batch.states[column].update(repeating: CellState.value.rawValue, count: batch.count)
    }

    private func fill(
        _ column: Int, _ aggregate: AggregatePlan, _ rows: ResultWords, _ batch: RowBatch, windowEnd: Int64
    ) {
        let isInteger = batch.layout.columns[column].type == .int
        let place = aggregate.place
        switch aggregate.form {
        case .count:
            isInteger
                ? rows.copy(place, to: column, batch) : rows.doubles(column, batch) { Double($0[place]) }
        case .share:
            rows.doubles(column, batch) { Self.ratio($0[place], $0[place + 1]) }
        case .sum(.integer) where isInteger:
            rows.slots(column, batch) { Int64(clamping: AggregateWords.wide($0 + place)) }
        case .sum(let kind):
            let scale = kind.scale
            rows.doubles(column, batch) { AggregateWords.wideAsDouble($0 + place) / scale }
        case .mean(let kind):
            let scale = kind.scale
            rows.doubles(column, batch) { words in
                let count = words[place + 2]
                return count > 0 ? AggregateWords.wideAsDouble(words + place) / (scale * Double(count)) : nil
            }
        case .variance(let kind):
            rows.doubles(column, batch) { Variance.value($0 + place, kind) }
        case .extreme(let kind, let smallest):
            fillExtreme(column, fold(place), kind, smallest, rows, batch)
        case .edge:
            rows.folds(fold(place), column, batch) { $0[0] == .max || $0[0] == .min ? nil : $0[2] }
        case .decayedSum(let halfLife):
            rows.decayed(place, halfLife, at: windowEnd, column, batch)
        case .distinct, .quantile, .top, .sample:
            rows.sketches(place, aggregate.form, column, batch, symbols)
        }
    }

    private func fillExtreme(
        _ column: Int, _ fold: Int, _ kind: AggregateForm.NumberKind, _ smallest: Bool, _ rows: ResultWords,
        _ batch: RowBatch
    ) {
        let none: Int64 = smallest ? .max : .min
        rows.folds(fold, column, batch) { words in
            guard words[0] != none else { return nil }
            return kind == .integer
                ? AggregateWords.slot(Double(words[0])) : AggregateWords.ordered(words[0])
        }
    }

    private func fold(_ place: Int) -> Int { record.folds.firstIndex { $0.first == place } ?? 0 }

    private static func ratio(_ of: Int64, _ among: Int64) -> Double? {
        among > 0 ? Double(of) / Double(among) : nil
    }
}

/// What the rows of a batch of results stretch over, in milliseconds.
enum ResultWindows {
    /// All over one window; whether it began before the input.
    case one(start: Int64, end: Int64, isPartial: Bool)
    /// Each over its own; 1 for those that may have begun before the input.
    case each(starts: UnsafePointer<Int64>, ends: UnsafePointer<Int64>, partial: UnsafePointer<Int64>)

    /// The end of all; decayed sums, which are told as of it, are not told by sessions.
    var commonEnd: Int64 {
        if case .one(_, let end, _) = self { end } else { 0 }
    }
}

extension AggregateForm.NumberKind {
    /// How many units of a sum make one.
    var scale: Double { self == .integer ? 1 : AggregateWords.decimalScale }
}

/// The population variance from a sum, a sum of squares and a count: n·Σx² − (Σx)² in exact integers as long as they fit
/// 128 bits, since for values far from zero the two are nearly equal.
enum Variance {
    static func value(_ words: UnsafePointer<Int64>, _ kind: AggregateForm.NumberKind) -> Double? {
        let count = words[4]
        guard count > 0 else { return nil }
        let (sum, squares) = (AggregateWords.wide(words), AggregateWords.wide(words + 2))
        // Squares of decimals are kept in millionths, those of their sums are in millionths of millionths.
        let unit: Int128 = kind == .integer ? 1 : 1_000_000
        let (left, overflowsLeft) = squares.multipliedReportingOverflow(by: Int128(count) * unit)
        let (right, overflowsRight) = sum.multipliedReportingOverflow(by: sum)
        let weight = Double(count) * Double(count) * kind.scale * kind.scale
        guard overflowsLeft || overflowsRight else { return max(0, Double(left - right) / weight) }
        let mean = Double(sum) / (kind.scale * Double(count))
        return max(0, Double(squares) / (kind.scale * Double(count)) - mean * mean)
    }
}
