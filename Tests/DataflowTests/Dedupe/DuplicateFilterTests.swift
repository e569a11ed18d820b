import Dataflow
import EventModel
import Testing

@Suite struct DuplicateFilterTests {
    private struct Row: Equatable {
        var id: String?
        var time: Int64
        var number: Int64
    }

    /// A filter and a batch to send rows through it.
    private final class Harness {
        let filter: DuplicateFilter
        private let symbols = SymbolTable()
        private let batch: RowBatch
        private let storage: StringStorage

        init(within: Int64, lateness: Int64 = 0, limit: Int? = nil, storage: StringStorage = .text) {
            self.storage = storage
            filter = DuplicateFilter(
                plan: DuplicatePlan(
                    name: "once", column: 1, withinMilliseconds: within,
                    allowedLatenessMilliseconds: lateness,
                    limit: limit), symbols: symbols)
            batch = RowBatch(
                layout: RowLayout([
                    .init(name: "event_id", type: .string, storage: storage),
                    .init(name: "number", type: .int),
                ]), capacity: 200)
        }

        /// The rows that stay.
        func apply(_ rows: [Row]) -> [Row] {
            batch.removeAll()
            for (place, row) in rows.enumerated() {
                batch.count += 1
                batch.times[place] = row.time
                batch.records[place] = UInt32(place)
                batch.values[2][place] = row.number
                batch.states[1][place] = (row.id == nil ? CellState.null : .value).rawValue
                guard var id = row.id else { continue }
                batch.values[1][place] =
                    storage == .symbol
                    ? Int64(symbols.intern(id))
                    : id.withUTF8 { batch.text.append(UnsafeRawBufferPointer($0)) }.slot
            }
            let duplicates = filter.apply(to: batch)
            #expect(duplicates == rows.count - batch.count)
            return (0..<batch.count).map { place in
                let row = rows[Int(batch.records[place])]
                #expect(batch.values[2][place] == row.number && batch.times[place] == row.time)
                return row
            }
        }

        func advance(to watermark: Int64) { filter.advance(to: EventTime(milliseconds: watermark)) }
    }

    @Test func `of copies the first stays, the others are counted`() {
        let harness = Harness(within: 100)
        let rows = [("a", 1), ("b", 1), ("a", 1)].enumerated().map {
            Row(id: $1.0, time: Int64($1.1), number: Int64($0))
        }
        #expect(harness.apply(rows) == Array(rows[0...1]))
        #expect(harness.apply(rows) == [])
        #expect(harness.filter.counts.duplicates == 4)
        #expect(harness.filter.count == 2)
    }

    @Test(arguments: [-101, -100, -1, 1, 100, 101] as [Int64])
    func `a retry with another time is a duplicate up to exactly the time within`(distance: Int64) {
        for start in Int64(-150)...150 {
            let harness = Harness(within: 100)
            let rows = [
                Row(id: "a", time: start, number: 0), Row(id: "a", time: start + distance, number: 1),
            ]
            let expected = abs(distance) <= 100 ? [rows[0]] : rows
            #expect(harness.apply(rows) == expected, "from \(start)")
        }
    }

    @Test func `rows without an id stay and are counted`() {
        let harness = Harness(within: 100)
        let rows = [Row(id: nil, time: 1, number: 0), Row(id: nil, time: 1, number: 1)]
        #expect(harness.apply(rows) == rows)
        #expect(harness.filter.counts.withoutID == 2)
        #expect(harness.filter.count == 0)
    }

    @Test func `an id is remembered as long as a row that is taken in can meet it`() {
        // The watermark may be as far as the allowed lateness ahead of a row that is near enough.
        for start in Int64(0)...120 {
            let harness = Harness(within: 100, lateness: 50)
            #expect(harness.apply([Row(id: "a", time: start, number: 0)]).count == 1)
            harness.advance(to: start + 150)
            #expect(harness.apply([Row(id: "a", time: start + 100, number: 1)]) == [], "from \(start)")
            harness.advance(to: start + 150 + 50)
            #expect(harness.filter.count == 0, "from \(start)")
        }
    }

    @Test(arguments: UInt64(0)..<300)
    func `any batches and watermarks give what a naive filter of all rows gives`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let within = Int64.random(in: 0...200, using: &random)
        let lateness = Int64.random(in: 0...100, using: &random)
        let storage: StringStorage = Bool.random(using: &random) ? .text : .symbol
        let harness = Harness(within: within, lateness: lateness, storage: storage)
        let disorder = Int64.random(in: 0...150, using: &random)
        let rows = (0..<600).map { number in
            Row(
                id: Int.random(in: 0..<20, using: &random) == 0
                    ? nil : "event-\(Int.random(in: 0..<80, using: &random))",
                time: Int64(number) * 3 - 900 - Int64.random(in: 0...disorder, using: &random),
                number: Int64(number))
        }
        var survivors: [Row] = []
        for row in rows {
            let isKnown = survivors.contains {
                $0.id == row.id && row.id != nil && abs($0.time - row.time) <= within
            }
            if !isKnown { survivors.append(row) }
        }
        var kept: [Row] = []
        var start = 0
        while start < rows.count {
            let end = min(start + Int.random(in: 1...200, using: &random), rows.count)
            if Bool.random(using: &random) {
                harness.advance(to: Int64(start) * 3 - 900 - disorder + lateness)
            }
            kept += harness.apply(Array(rows[start..<end]))
            start = end
        }
        #expect(kept == survivors, "seed \(seed)")
        #expect(harness.filter.counts.duplicates == rows.count - survivors.count, "seed \(seed)")
        harness.advance(to: 10_000)
        #expect(harness.filter.count == 0 && harness.filter.byteCount == 0, "seed \(seed)")
    }

    @Test(arguments: UInt64(0)..<50)
    func `identical copies leave the same set in whatever order they arrive`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let rows = (0..<150).map { _ in
            let number = Int64.random(in: 0..<60, using: &random)
            return Row(id: "e\(number)", time: number * 17, number: number)
        }
        func numbers(_ rows: [Row]) -> [Int64] {
            Harness(within: 100).apply(rows).map(\.number).sorted()
        }
        #expect(numbers(rows) == Set(rows.map(\.number)).sorted(), "seed \(seed)")
        #expect(numbers(rows.shuffled(using: &random)) == numbers(rows), "seed \(seed)")
    }

    @Test func `memory follows the time within, not all that was ever seen`() {
        let harness = Harness(within: 1000, lateness: 200)
        var most = (count: 0, bytes: 0)
        for batch in Int64(0)..<1000 {
            let rows = (0..<100).map { Row(id: "e\(batch)-\($0)", time: batch * 100 + $0, number: $0) }
            #expect(harness.apply(rows).count == 100)
            harness.advance(to: batch * 100)
            most = (max(most.count, harness.filter.count), max(most.bytes, harness.filter.byteCount))
        }
        // One id a millisecond, for within + lateness + half of within + the batch itself.
        #expect(most.count <= 1800)
        #expect(most.bytes <= 1800 * 43)
    }

    @Test func `a limit holds, and what it forgets early is counted`() {
        let harness = Harness(within: 1_000_000, limit: 500)
        for batch in Int64(0)..<200 {
            _ = harness.apply(
                (0..<100).map { Row(id: "e\(batch)-\($0)", time: batch * 10_000, number: $0) })
            #expect(harness.filter.count <= 500)
        }
        #expect(harness.filter.counts.forgottenEarly + harness.filter.count == 20_000)
        #expect(harness.filter.counts.duplicates == 0)
    }

    @Test func `a limit holds although stretches of time have nothing but duplicates`() {
        let harness = Harness(within: 100, limit: 3)
        // Of one id in the middle, copies in the stretches around it; then ids that come to stay.
        _ = harness.apply([Row(id: "a", time: 0, number: 0)])
        for time in stride(from: Int64(-100), through: -1, by: 10) {
            #expect(harness.apply([Row(id: "a", time: time, number: 1)]) == [])
        }
        for number in Int64(0)..<20 {
            _ = harness.apply([Row(id: "b\(number)", time: 10 + number * 50, number: number)])
            #expect(harness.filter.count <= 3)
        }
    }

    @Test func `times at the ends of the range are remembered like others`() {
        let harness = Harness(within: 100)
        let rows = [Int64.min, .min + 7, 0, .max - 7, .max].map { Row(id: "a", time: $0, number: 0) }
        #expect(harness.apply(rows) == [rows[0], rows[2], rows[3]])
        harness.advance(to: .max)
    }
}
