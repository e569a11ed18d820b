import Dataflow
import EventModel
import Testing

/// What a promise gathers of further events is the first of each up to the due time, in whatever order they come.
@Suite struct GatheringTests {
    private static let lateness: Int64 = 100

    @Test(arguments: UInt64(0)..<600)
    func `rows tell the first of each kind up to the due time`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let events = GatheredEvent.random(&random)
        let harness = GatheringHarness(lateness: Self.lateness)
        var seen: [GatheredEvent] = []
        var (watermark, place) = (Int64(-1000), 0)
        while place < events.count {
            let count = min(Int.random(in: 1...4, using: &random), events.count - place)
            let step = Array(events[place..<place + count]).filter { $0.time > watermark - Self.lateness }
            place += count
            harness.take(step)
            seen += step
            watermark = max(
                watermark, (step.map(\.time).max() ?? 0) - Int64.random(in: 0...300, using: &random))
            harness.advance(to: watermark)
            #expect(harness.rows == GatheredEvent.rows(of: seen, watermark: watermark), "seed \(seed)")
        }
        harness.advance(to: 100_000)
        #expect(harness.rows == GatheredEvent.rows(of: seen, watermark: 100_000), "seed \(seed)")
    }

    @Test(arguments: UInt64(0)..<200)
    func `a ledger that was restored goes on as the one that wrote`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let events = GatheredEvent.random(&random)
        let half = events.count / 2
        let whole = GatheringHarness(lateness: Self.lateness)
        var changelog = Changelog()
        for event in events[..<half] {
            whole.take([event])
            if Bool.random(using: &random) { changelog.commit(whole.ledger, sliceBytes: 50) }
        }
        changelog.commit(whole.ledger, sliceBytes: .max)
        let restored = GatheringHarness(lateness: Self.lateness)
        restored.intern("another number for every symbol")
        try changelog.restore(restored.ledger, from: 0)
        restored.takeOverRows(of: whole)
        for event in events[half...] {
            whole.take([event])
            restored.take([event])
        }
        whole.advance(to: 100_000)
        restored.advance(to: 100_000)
        #expect(restored.rows == whole.rows, "seed \(seed)")
        #expect(whole.rows == GatheredEvent.rows(of: events, watermark: 100_000), "seed \(seed)")
    }

    @Test func `an event behind the due time is not told, and one at the due time is`() {
        let harness = GatheringHarness(lateness: 0)
        harness.take([GatheredEvent(kind: .make, id: "a", key: "k", time: 0, due: 100, word: nil)])
        harness.take([GatheredEvent(kind: .word, id: "b", key: "k", time: 101, due: 0, word: "late")])
        harness.take([GatheredEvent(kind: .flag, id: "c", key: "k", time: 100, due: 0, word: nil)])
        harness.advance(to: 200)
        #expect(harness.rows == ["k @100 kept word null flag true": 1])
    }

    @Test func `of one millisecond the event with the smaller hash counts, whichever comes first`() {
        let words = ["x", "y"].map {
            GatheredEvent(kind: .word, id: $0, key: "k", time: 50, due: 0, word: $0)
        }
        let made = GatheredEvent(kind: .make, id: "a", key: "k", time: 0, due: 100, word: nil)
        let told = [words, words.reversed()].map { words in
            let harness = GatheringHarness(lateness: 0)
            harness.take([made])
            for word in words { harness.take([word]) }
            harness.advance(to: 200)
            return harness.rows
        }
        #expect(told[0] == told[1])
        #expect(told[0].count == 1)
    }
}

/// An event of a promise that gathers a word and a flag.
struct GatheredEvent {
    enum Kind: CaseIterable { case make, word, flag, waive }
    var kind: Kind
    var id: String
    var key: String
    var time: Int64
    var due: Int64
    var word: String?

    static func random(_ random: inout SplitMix64) -> [GatheredEvent] {
        (0..<Int.random(in: 1...40, using: &random)).map { number in
            let time = Int64(number * 30) + Int64.random(in: -80...0, using: &random)
            let kind: Kind =
                switch Int.random(in: 0..<10, using: &random) {
                case 0..<4: .make
                case 4..<7: .word
                case 7..<9: .flag
                default: .waive
                }
            return GatheredEvent(
                kind: kind, id: "e\(number)", key: "k\(Int.random(in: 0..<4, using: &random))", time: time,
                due: time + Int64.random(in: 0...500, using: &random),
                word: Int.random(in: 0..<8, using: &random) == 0
                    ? nil : "w\(Int.random(in: 0..<5, using: &random))")
        }
    }

    private var order: (Int64, UInt64) {
        var id = id
        return (time, id.withUTF8 { ByteHash.hash(UnsafeRawBufferPointer($0)) })
    }

    /// What a naive recomputation tells.
    static func rows(of events: [GatheredEvent], watermark: Int64) -> [String: Int] {
        var rows: [String: Int] = [:]
        for (key, own) in Dictionary(grouping: events, by: \.key) {
            let sorted = own.sorted { $0.order < $1.order }
            guard let made = sorted.first(where: { $0.kind == .make }) else { continue }
            let isWaived = sorted.contains { $0.kind == .waive && $0.time <= made.due }
            guard isWaived || watermark > made.due else { continue }
            let word = sorted.first { $0.kind == .word && $0.word != nil && $0.time <= made.due }?.word
            let flag = sorted.contains { $0.kind == .flag && $0.time <= made.due }
            let time = max(made.due, made.time)
            rows["\(key) @\(time) \(isWaived ? "waived" : "kept") word \(word ?? "null") flag \(flag)"] = 1
        }
        return rows
    }
}

/// Drives a ledger that gathers, and adds up what it tells.
struct GatheringHarness {
    private final class Tally: PromiseRowsConsumer {
        var rows: [String: Int] = [:]
        let symbols: SymbolTable

        init(symbols: SymbolTable) { self.symbols = symbols }

        func consumeFulfilled(_ rows: WeightedRows) {}
        func consumeDue(_ told: WeightedRows) {
            let batch = told.batch
            for row in 0..<batch.count {
                let key = symbols.string(of: UInt32(batch.values[5][row]))
                let outcome = symbols.string(of: UInt32(batch.values[1][row]))
                let hasWord = batch.states[6][row] == CellState.value.rawValue
                let word = hasWord ? symbols.string(of: UInt32(batch.values[6][row])) : "null"
                let text =
                    "\(key) @\(batch.times[row]) \(outcome) word \(word) flag \(batch.values[7][row] == 1)"
                rows[text, default: 0] += Int(told.weights[row])
                if rows[text] == 0 { rows[text] = nil }
            }
        }
    }

    let ledger: PromiseLedger
    private let symbols = SymbolTable()
    private let tally: Tally
    private let batch: RowBatch

    init(lateness: Int64) {
        let layout = PromiseRowLayout(
            key: "key", keyStorage: .symbol, remembered: [],
            gathered: [.init(name: "word", type: .string), .init(name: "flag", type: .bool)])
        let plan = PromisePlan(
            name: "order", forgetAfterMilliseconds: 1_000_000, allowedLatenessMilliseconds: lateness,
            rememberedColumns: [], rows: layout, tellsDue: true, tellsFulfilled: false,
            isBrokenByEvents: true,
            gathered: [PromiseGathering(column: 3), PromiseGathering(column: nil)])
        tally = Tally(symbols: symbols)
        ledger = PromiseLedger(
            plan: plan, symbols: symbols, due: WeightedRows(layout: layout.rows, capacity: 2),
            fulfilled: WeightedRows(layout: layout.rows, capacity: 2))
        batch = RowBatch(
            layout: RowLayout([
                .init(name: "id", type: .string), .init(name: "key", type: .string),
                .init(name: "word", type: .string),
            ]), capacity: 64)
    }

    var rows: [String: Int] { tally.rows }

    func takeOverRows(of other: GatheringHarness) { tally.rows = other.tally.rows }

    func intern(_ text: String) { _ = symbols.intern(text) }

    func advance(to watermark: Int64) {
        ledger.advance(to: EventTime(milliseconds: watermark), consumer: tally)
    }

    func take(_ events: [GatheredEvent]) {
        for kind in GatheredEvent.Kind.allCases {
            let own = events.filter { $0.kind == kind }
            batch.removeAll()
            for event in own { append(event) }
            let due = own.map(\.due)
            let states = own.map { _ in CellState.value.rawValue }
            Array(0..<UInt32(own.count)).withUnsafeBufferPointer { rows in
                feed(kind, rows, due, states)
            }
        }
    }

    private func feed(
        _ kind: GatheredEvent.Kind, _ rows: UnsafeBufferPointer<UInt32>, _ due: [Int64], _ states: [UInt8]
    ) {
        guard !rows.isEmpty else { return }
        switch kind {
        case .make:
            due.withUnsafeBufferPointer { due in
                states.withUnsafeBufferPointer { states in
                    guard let due = due.baseAddress, let states = states.baseAddress else { return }
                    ledger.make(
                        batch, rows: rows, keyColumn: 2, idColumn: 1, dueAt: (due, states), consumer: tally)
                }
            }
        case .word:
            ledger.gather(0, batch, rows: rows, keyColumn: 2, idColumn: 1, consumer: tally)
        case .flag:
            ledger.gather(1, batch, rows: rows, keyColumn: 2, idColumn: 1, consumer: tally)
        case .waive: ledger.waive(batch, rows: rows, keyColumn: 2, consumer: tally)
        }
    }

    private func append(_ event: GatheredEvent) {
        let row = batch.count
        batch.count += 1
        batch.times[row] = event.time
        batch.states[0][row] = CellState.value.rawValue
        for (column, text) in [(1, event.id), (2, event.key), (3, event.word)] as [(Int, String?)] {
            batch.states[column][row] = (text == nil ? CellState.null : .value).rawValue
            batch.values[column][row] = text.map { Int64(symbols.intern($0)) } ?? 0
        }
    }
}
