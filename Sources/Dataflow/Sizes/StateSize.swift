public import EventModel

/// What one entry of an operator's state takes in memory, in bytes: the parts of fixed size, by the layouts that the
/// operators themselves use. Tables that grow by half leave a fifth of their room free on average; the factors below
/// say so.
public enum StateSize {
    /// A key of a ledger or of visits in its table: place and length, the bytes rounded up to four, and the index.
    public static func key(bytes: Int) -> Int { 8 + (bytes + 3) / 4 * 4 + 16 }

    /// A timer.
    public static let timer = 16

    /// A key of metrics with its name, which stay while the task runs.
    public static func name(bytes: Int) -> Int { bytes + 32 }

    /// An id that a duplicate filter remembers: 16 bytes in a table that is between three eighths and three quarters
    /// full.
    public static let identity = 32

    /// An alert's instance that is active, with its place, its deadline and the last row of results.
    public static func instance(columns: Int) -> Int {
        MemoryLayout<AlertInstances.Instance>.stride + 16 + 16 + columns * 9
    }
}

extension PromisePlan {
    /// Bytes for what is known of one promise, without its key.
    ///
    /// - Parameter made: the columns of the rows that make it.
    /// - Returns: a multiple of 8.
    public func recordBytes(made: RowLayout) -> Int {
        let fields = RememberedFields(
            columns: rememberedColumns, types: rememberedColumns.map { made.columns[$0] })
        let alignment = MemoryLayout<PromiseRecord>.alignment
        let gathered = GatheredFields(
            self.gathered, types: Array(rows.rows.columns.suffix(self.gathered.count)))
        let bytes = MemoryLayout<PromiseRecord>.stride + fields.byteCount + gathered.byteCount
        return (bytes + alignment - 1) / alignment * alignment
    }
}

extension VisitPlan {
    /// Bytes for one visit of a single fragment, without its visitor, each step of the funnel reached once.
    public var recordBytes: Int {
        let shape = FragmentShape(self)
        let trail = conditions.steps.count * StepTrail.width * 8
        let sample = distinctColumn == nil ? 0 : 8 * 8
        return MemoryLayout<VisitFragment>.stride + shape.wordCount * 8 + trail + sample
    }
}

extension MetricGroupPlan {
    /// The words of a record that a metric needs beside those that it shares with one before it.
    public func wordCount(ofMetric place: Int) -> Int {
        let metric = metrics[place]
        let counts =
            metric.isCountedByAnother ? 0 : 1 + (metric.outcomeWord == nil ? 0 : Outcome.allCases.count)
        return metric.aggregates.reduce(counts) { $0 + $1.ownWords(rowCountWord: metric.rowCountWord) }
    }

    /// The most bytes that the sketches of a metric take for one key and pane.
    public func sketchBytes(ofMetric place: Int) -> Int {
        metrics[place].aggregates.reduce(0) { $0 + $1.form.sketchBytes }
    }
}

extension AggregatePlan {
    fileprivate func ownWords(rowCountWord: Int) -> Int {
        if form == .count, condition == nil, place == rowCountWord { return 0 }
        var layout = RecordLayout()
        _ = layout.add(form)
        return layout.wordCount
    }
}

extension AggregateForm {
    /// The most bytes of its sketch; 0 when it has none. A quantile's grows with the range of the values, here that of
    /// three decimal powers.
    fileprivate var sketchBytes: Int {
        switch self {
        case .distinct(let precision): 1 << Int(precision)
        case .quantile(_, let error): Int(7 / error)
        case .top(_, let counters): counters * 24
        case .sample(let count): count * 16
        default: 0
        }
    }
}
