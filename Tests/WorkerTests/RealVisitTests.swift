import Dataflow
import EventModel
import Testing

/// The visits of a real shop, against what was counted in the original tables by other means.
@Suite(.enabled(if: ClickFile.isThere, Comment(rawValue: ClickFile.hint)), .serialized)
struct RealVisitTests {
    /// Adds up the rows that stand.
    private final class Tally: VisitRowsConsumer {
        var visits = 0
        var withOrder = 0
        var withCart = 0
        var events = 0
        /// All cells of all rows, so that two runs can be compared as sets, whatever the order of the rows.
        var fingerprint: UInt64 = 0
        private let symbols: SymbolTable
        private let layout: RowLayout

        init(symbols: SymbolTable, layout: RowLayout) {
            self.symbols = symbols
            self.layout = layout
        }

        func consumeVisits(_ rows: WeightedRows) {
            for row in 0..<rows.batch.count {
                let weight = Int(rows.weights[row])
                visits += weight
                withOrder += weight * value("any_order", rows.batch, row)
                withCart += weight * value("any_cart", rows.batch, row)
                events += weight * value("events", rows.batch, row)
                fingerprint &+= UInt64(bitPattern: Int64(weight)) &* hash(rows.batch, row)
            }
        }

        private func value(_ name: String, _ batch: RowBatch, _ row: Int) -> Int {
            layout.index(of: name).map { Int(batch.values[$0][row]) } ?? 0
        }

        private func hash(_ batch: RowBatch, _ row: Int) -> UInt64 {
            var hash: UInt64 = 0
            for (place, column) in layout.columns.enumerated() {
                hash = ByteHash.combine(hash, UInt64(batch.states[place][row]))
                guard batch.states[place][row] == CellState.value.rawValue else { continue }
                let slot = batch.values[place][row]
                switch (column.type, column.storage) {
                case (.string, .text):
                    hash = ByteHash.combine(
                        hash, ByteHash.hash(batch.textBytes(row: row, column: place)))
                case (.string, .symbol):
                    hash = ByteHash.combine(hash, ByteHash.hash(symbols.bytes(of: UInt32(slot))))
                default: hash = ByteHash.combine(hash, UInt64(bitPattern: slot))
                }
            }
            return hash
        }
    }

    private static let lines = Result { try ClickFile.lines() }

    /// Sends events through a tracker in some order; the watermark follows `disorder` behind, and `ahead` of that.
    private static func run(
        disorder: Int64, lateness: Int64, batchSize: Int, _ random: inout SplitMix64
    ) throws -> (tally: Tally, tracker: VisitTracker, corrections: Int) {
        let symbols = SymbolTable()
        let events = ClickFile.events(try lines.get(), symbols: symbols)
        let positions = (0..<events.count).map {
            events.times[$0]
                + (disorder + lateness > 0 ? Int64.random(in: 0...disorder + lateness, using: &random) : 0)
        }
        let order = (0..<events.count).sorted { (positions[$0], $0) < (positions[$1], $1) }
        let plan = try ClickFile.plan(allowedLatenessMilliseconds: lateness)
        let tracker = VisitTracker(
            plan: plan, symbols: symbols,
            marks: VisitMarks(plan: plan, symbols: symbols, capacity: batchSize),
            rows: WeightedRows(layout: plan.rows.rows, capacity: 100))
        let tally = Tally(symbols: symbols, layout: plan.rows.rows)
        let batch = RowBatch(layout: events.layout, capacity: batchSize)
        var start = 0
        while start < order.count {
            let end = min(start + Int.random(in: 1...batchSize, using: &random), order.count)
            let watermark = positions[order[start]] - disorder
            tracker.advance(to: EventTime(milliseconds: watermark), consumer: tally)
            fill(batch, from: events, order[start..<end])
            tracker.take(batch, consumer: tally)
            start = end
        }
        tracker.advance(to: .distantFuture, consumer: tally)
        return (tally, tracker, tracker.counts.takenBack)
    }

    private static func fill(_ batch: RowBatch, from events: RowBatch, _ rows: ArraySlice<Int>) {
        batch.removeAll()
        for source in rows {
            let row = batch.count
            batch.count += 1
            for (place, column) in events.layout.columns.enumerated() {
                let isText = column.type == .string && column.storage == .text
                batch.states[place][row] = events.states[place][source]
                batch.values[place][row] =
                    isText
                    ? batch.text.append(events.textBytes(row: source, column: place)).slot
                    : events.values[place][source]
            }
        }
    }

    @Test func `visits in the file's order are as many as in the original tables`() throws {
        let facts = try ClickFile.facts()
        var random = SplitMix64(seed: 0)
        let (tally, tracker, corrections) = try Self.run(
            disorder: 0, lateness: 0, batchSize: 4096, &random)
        #expect(tally.visits == 7_790 && facts.sessions_gap_30min == 7_790)
        #expect(tally.withOrder == 2_199 && facts.sessions_with_order == 2_199)
        #expect(tally.withCart == 2_616 && facts.sessions_with_cart == 2_616)
        #expect(tally.events == facts.events)
        #expect(corrections == 0 && tracker.counts.late == 0)
        #expect(tracker.count == 0 && tracker.visitorCount == 0)
    }

    @Test(arguments: UInt64(0)..<8)
    func `any arrival within the allowed disorder and lateness gives the same rows`(seed: UInt64) throws {
        var straight = SplitMix64(seed: seed)
        let expected = try Self.run(disorder: 0, lateness: 0, batchSize: 64, &straight).tally
        var random = SplitMix64(seed: seed)
        let hour: Int64 = 3_600_000
        let lateness = seed % 2 == 0 ? 0 : hour * Int64.random(in: 1...24, using: &random)
        let (tally, tracker, corrections) = try Self.run(
            disorder: Int64.random(in: 1...2 * hour, using: &random), lateness: lateness,
            batchSize: Int.random(in: 1...512, using: &random), &random)
        #expect(tally.fingerprint == expected.fingerprint, "seed \(seed)")
        #expect(tally.visits == expected.visits, "seed \(seed)")
        #expect(tally.events == expected.events, "seed \(seed)")
        #expect((corrections > 0) == (lateness > 0), "seed \(seed)")
        #expect(tracker.counts.late == 0 && tracker.count == 0, "seed \(seed)")
    }
}
