import EventModel
public import Expressions

/// Metrics that read the same rows with the same key and panes: they share one record and one key look-up.
public struct MetricGroupPlan: Sendable {
    /// Names the group's state; unique in its pipeline.
    public var name: String
    /// The columns of the input that make the key.
    public var keyColumns: [Int]
    /// The names of the key's parts.
    public var keyNames: [String]
    /// The panes that all windows of the group are made of; means nothing for sessions.
    public var grid: PaneGrid
    /// What its windows are if they are sessions and not made of panes.
    public private(set) var sessions: SessionRule?
    /// Whether rows may be taken back by later rows of weight -1.
    public var isCorrected: Bool
    /// How long after a window's end its rows are complete, in milliseconds, because rows may come so long after the
    /// watermark has passed their time: visits count at their start and are told when they are over. Results wait for
    /// that; the allowed lateness begins then. Means nothing for sessions.
    public var waitMilliseconds: Int64 = 0
    /// The metrics.
    public private(set) var metrics: [MetricPlan] = []
    /// What a record holds.
    public private(set) var record = RecordLayout()

    /// A group without metrics.
    public init(name: String, keyColumns: [Int], keyNames: [String], grid: PaneGrid, isCorrected: Bool) {
        self.name = name
        self.keyColumns = keyColumns
        self.keyNames = keyNames
        self.grid = grid
        self.isCorrected = isCorrected
    }

    /// A group without metrics whose windows are sessions: of all rows of a key, whichever of them a metric counts.
    ///
    /// Sessions are of rows that nothing takes back: a session cannot be taken apart again.
    public init(name: String, keyColumns: [Int], keyNames: [String], sessions: SessionRule) {
        self.init(
            name: name, keyColumns: keyColumns, keyNames: keyNames, grid: .fixed(widthMilliseconds: 1),
            isCorrected: false)
        self.sessions = sessions
    }

    /// Adds a metric to a group of sessions, and finds room for it in the group's record.
    ///
    /// - Parameters:
    ///   - name: the metric's name.
    ///   - filter: which rows of a session it takes; `nil` for all. A session of which it takes none is not told.
    ///   - aggregates: the metric's value first, then what it names besides.
    /// - Precondition: none of them decays.
    public mutating func add(
        name: String, filter: CompiledExpression? = nil, aggregates: [AggregatePlan]
    ) {
        precondition(sessions != nil, "a metric over panes needs a window")
        let isDecayed = aggregates.contains { if case .decayedSum = $0.form { true } else { false } }
        precondition(!isDecayed, "a decayed sum needs panes, which sessions do not have")
        add(name: name, filter: filter, aggregates: aggregates, window: .tumbling(panes: 1))
    }

    /// Adds a metric and finds room for it in the group's record; metrics without a filter share their counts of rows.
    ///
    /// - Parameters:
    ///   - name: the metric's name.
    ///   - filter: which rows it takes; `nil` for all.
    ///   - outcomeColumn: the column of the outcome when the rows are those of a promise.
    ///   - aggregates: the metric's value first, then what it names besides.
    ///   - window: what a result stretches over.
    /// - Precondition: decayed sums have windows that no pane leaves: back to back or unbounded.
    public mutating func add(
        name: String, filter: CompiledExpression? = nil, outcomeColumn: Int? = nil,
        aggregates: [AggregatePlan], window: WindowShape
    ) {
        let isDecayed = aggregates.contains { if case .decayedSum = $0.form { true } else { false } }
        precondition(!isDecayed || window.losesNoPanes, "a decayed sum cannot lose a pane again")
        let twin = filter == nil ? metrics.first { $0.filter == nil } : nil
        let rowCountWord = twin?.rowCountWord ?? record.addSum()
        var outcomeWord: Int?
        if outcomeColumn != nil {
            outcomeWord = twin?.outcomeWord ?? Outcome.allCases.map { _ in record.addSum() }.first
        }
        let placed = aggregates.map { aggregate in
            var aggregate = aggregate
            let isRowCount = aggregate.form == .count && aggregate.condition == nil
            aggregate.place = isRowCount ? rowCountWord : record.add(aggregate.form)
            return aggregate
        }
        metrics.append(
            MetricPlan(
                name: name, filter: filter, rowCountWord: rowCountWord, outcomeColumn: outcomeColumn,
                outcomeWord: outcomeWord, isCountedByAnother: twin != nil, isReadOnly: false,
                aggregates: placed, window: window,
                results: ResultLayout(
                    keyNames: keyNames, aggregates: aggregates.map { ($0.name, $0.form) },
                    isOfPromise: outcomeColumn != nil)))
    }

    /// Adds a metric that sees another one's panes one by one, from the same words of the record: for detectors, which
    /// must not see an event twice. Its results go to rules alone and are not told.
    ///
    /// - Parameter metric: the other metric's place.
    /// - Returns: the place of the new one.
    /// - Precondition: the windows are made of panes.
    public mutating func addPanes(of metric: Int) -> Int {
        precondition(sessions == nil, "sessions are not made of panes")
        let other = metrics[metric]
        metrics.append(
            MetricPlan(
                name: other.name, filter: other.filter, rowCountWord: other.rowCountWord,
                outcomeColumn: other.outcomeColumn, outcomeWord: other.outcomeWord,
                isCountedByAnother: true, isReadOnly: true, aggregates: other.aggregates,
                window: .tumbling(panes: 1), results: other.results))
        return metrics.count - 1
    }
}

/// One metric of a group.
public struct MetricPlan: Sendable {
    /// The metric's name.
    public let name: String
    /// Which rows it takes; `nil` for all.
    public let filter: CompiledExpression?
    /// The word that counts its rows.
    public let rowCountWord: Int
    /// The column of the outcome when the rows are those of a promise.
    public let outcomeColumn: Int?
    /// The first of the words that count kept, broken and waived.
    let outcomeWord: Int?
    /// Whether another metric of the group counts the same rows in the same words.
    let isCountedByAnother: Bool
    /// Whether another metric adds up all of its words, and its results are not told.
    let isReadOnly: Bool
    /// The metric's value first, then what it names besides.
    public let aggregates: [AggregatePlan]
    /// What a result stretches over; means nothing in a group of sessions.
    public let window: WindowShape
    /// The columns of its results.
    public let results: ResultLayout
}

extension RecordLayout {
    /// Makes room for an aggregate and tells its place: its first word, or the number of its sketch.
    mutating func add(_ form: AggregateForm) -> Int {
        switch form {
        case .count: return addSum()
        case .share:
            let first = addSum()
            _ = addSum()
            return first
        case .sum: return addWideSum()
        case .mean:
            let first = addWideSum()
            _ = addSum()
            return first
        case .variance:
            let first = addWideSum()
            _ = addWideSum()
            _ = addSum()
            return first
        case .extreme(_, let smallest): return addFold(smallest ? .smallest : .largest)
        case .edge(let type, let latest):
            return addFold(latest ? .latest : .earliest, holdsSymbol: type == .string)
        case .decayedSum(let halfLife): return addDecay(halfLifeMilliseconds: halfLife)
        case .distinct(let precision): return addSketch(.distinct(precision: precision))
        case .quantile(_, let relativeError): return addSketch(.quantiles(relativeError: relativeError))
        case .top(_, let counters): return addSketch(.top(counters: counters))
        case .sample(let count): return addSketch(.sample(count))
        }
    }
}
