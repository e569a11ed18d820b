import Dataflow
import EventModel

/// A score table driven by hand with the results of ``NaiveScore``.
final class ScoreBench {
    let table: ScoreTable
    var told: [String] = []
    private let plan: ScorePlan
    private let keys = SymbolTable()
    private let symbols = SymbolTable()
    private let batch: RowBatch
    private let entities: UnsafeMutablePointer<UInt32>

    init(capacity: Int = 4) throws {
        plan = try NaiveScore.plan()
        table = ScoreTable(plan: plan, keys: keys, symbols: symbols, capacity: capacity)
        batch = RowBatch(layout: NaiveScore.metric.rows, capacity: capacity)
        entities = .allocate(capacity: capacity)
    }

    deinit { entities.deallocate() }

    /// Tells results in the order given; those of one time, metric and kind that follow each other in one batch.
    func run(_ results: [NaiveScore.Result], through end: Int64) {
        var start = 0
        while start < results.count {
            let first = results[start]
            var stop = start + 1
            while stop < results.count, stop - start < batch.capacity, results[stop].toldAt == first.toldAt,
                results[stop].input == first.input, results[stop].kind == first.kind
            {
                stop += 1
            }
            advance(to: first.toldAt - 1)
            take(results[start..<stop])
            start = stop
        }
        advance(to: end)
    }

    func advance(to time: Int64) {
        while let due = table.nextDue, due <= time {
            table.tell(at: due) { rows, keys in
                for row in 0..<rows.count { self.note(rows, keys[row], row) }
            }
        }
    }

    private func note(_ rows: RowBatch, _ key: UInt32, _ row: Int) {
        let layout = plan.results
        func number(_ column: Int) -> Double? {
            guard rows.states[column][row] == CellState.value.rawValue else { return nil }
            return Double(bitPattern: UInt64(bitPattern: rows.values[column][row]))
        }
        let seller = symbols.string(of: UInt32(rows.values[ResultLayout.firstKeyColumn][row]))
        var text = NaiveScore.line(
            rows.times[row], seller, number(layout.valueColumn), number(layout.previousColumn),
            number(layout.changeColumn), rows.values[3][row] != 0,
            [0, 3].map { number(layout.firstInputColumn + $0) })
        let isRated = rows.values[layout.ratedColumn][row] != 0
        if isRated != (number(layout.valueColumn) != nil) { text += " but rated \(isRated)" }
        if KeyBytes.text(of: keys.bytes(of: key)) != seller { text += " but of another key" }
        told.append(text)
    }

    private func take(_ results: ArraySlice<NaiveScore.Result>) {
        guard let first = results.first else { return }
        batch.removeAll()
        for result in results {
            let row = batch.count
            batch.count += 1
            func put(_ column: Int, _ value: Int64?) {
                batch.values[column][row] = value ?? 0
                batch.states[column][row] = (value == nil ? CellState.null : .value).rawValue
            }
            put(0, result.windowEnd)
            put(1, result.windowEnd - 10)
            put(2, result.windowEnd)
            put(3, result.isPartial ? 1 : 0)
            put(4, Int64(symbols.intern(result.seller)))
            put(NaiveScore.metric.valueColumn, result.value.map { Int64(bitPattern: $0.bitPattern) })
            put(NaiveScore.metric.valueColumn + 1, result.among)
            if let share = NaiveScore.metric.shareColumn {
                put(share, result.of)
                put(share + 1, result.among)
            }
            entities[row] = NaiveAlert.key(result.seller).withUnsafeBytes { keys.intern($0) }
        }
        table.take(
            batch, keys: entities, group: 0, metric: first.input, kind: first.kind, at: first.toldAt)
    }
}
