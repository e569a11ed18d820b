public import EventModel

/// What a detector has to say of its last verdict, in the detector's own measures; not-a-number is unknown.
public struct DetectorFigures: Hashable, Sendable {
    /// How far it has come.
    public var score: Double
    /// Where it signals.
    public var limit: Double
    /// What is usual for the entity.
    public var baseline: Double

    /// Nothing is known.
    public static let unknown = DetectorFigures(score: .nan)

    /// The names of ``values`` in evidence, behind the columns of the result.
    public static let names = ["score", "limit", "baseline"]

    /// Figures from their parts.
    public init(score: Double, limit: Double = .nan, baseline: Double = .nan) {
        self.score = score
        self.limit = limit
        self.baseline = baseline
    }

    /// All of them, in the order of ``names``.
    public var values: [Double] { [score, limit, baseline] }

    /// The columns of evidence: those of a result with the figures behind them. Where a name comes twice, the
    /// result's own column is the first.
    public static func evidence(of results: RowLayout) -> RowLayout {
        RowLayout(results.columns.dropFirst() + names.map { RowLayout.Column(name: $0, type: .double) })
    }

    /// Writes them behind the columns of the result in the first row of evidence.
    func write(to evidence: RowBatch, after columnCount: Int) {
        for (place, value) in values.enumerated() {
            let state: CellState = value.isFinite ? .value : .null
            evidence.values[columnCount + place][0] = Int64(bitPattern: value.bitPattern)
            evidence.states[columnCount + place][0] = state.rawValue
        }
    }
}
