import Dataflow
import EventModel

/// Drives a ledger and adds up what it tells, weights and all.
struct LedgerHarness {
    private final class Tally: PromiseRowsConsumer {
        var due: [String: Int] = [:]
        var fulfilled: [String: Int] = [:]
        var rows: [String: Int] = [:]
        var sellers: [String: String] = [:]
        let symbols: SymbolTable

        init(symbols: SymbolTable) { self.symbols = symbols }

        func consumeDue(_ rows: WeightedRows) { add(rows, to: &due, "due") }
        func consumeFulfilled(_ rows: WeightedRows) { add(rows, to: &fulfilled, "fulfilled") }

        private func add(_ told: WeightedRows, to tally: inout [String: Int], _ reading: String) {
            let batch = told.batch
            for row in 0..<batch.count {
                let key = LedgerHarness.text(of: batch.textBytes(row: row, column: 5))
                let text = "\(key) \(symbols.string(of: UInt32(batch.values[1][row]))) @\(batch.times[row])"
                let isKnown = batch.states[6][row] == CellState.value.rawValue
                let seller = isKnown ? symbols.string(of: UInt32(batch.values[6][row])) : "null"
                sellers[key] = seller
                let isFulfilled = batch.states[4][row] == CellState.value.rawValue
                let facts = "made \(batch.values[2][row]) due \(batch.values[3][row]) by \(seller)"
                let at = isFulfilled ? "\(batch.values[4][row])" : "null"
                count(text, told.weights[row], in: &tally)
                count("\(text) \(facts) fulfilled \(at) [\(reading)]", told.weights[row], in: &rows)
            }
        }

        private func count(_ text: String, _ weight: Int64, in tally: inout [String: Int]) {
            tally[text, default: 0] += Int(weight)
            if tally[text] == 0 { tally[text] = nil }
        }
    }

    let ledger: PromiseLedger
    private let symbols: SymbolTable
    private let told: (due: WeightedRows, fulfilled: WeightedRows)
    private let tally: Tally
    private let source: RowBatch
    private var dueTimes: [Int64] = []
    private var dueStates: [UInt8] = []
    private var number = 0

    /// A ledger of its own, or one on the same thread as another: with its symbols and its batches.
    init(
        allowedLateness: Int64 = 0, forgetAfter: Int64 = 10_000_000, beside other: LedgerHarness? = nil,
        pool: PagePool? = nil
    ) {
        let rows = PromiseRowLayout(
            key: "order_id", keyStorage: .text, remembered: [.init(name: "seller_id", type: .string)])
        let plan = PromisePlan(
            name: "delivery", forgetAfterMilliseconds: forgetAfter,
            allowedLatenessMilliseconds: allowedLateness,
            rememberedColumns: [3], rows: rows, tellsDue: true, tellsFulfilled: true)
        symbols = other?.symbols ?? SymbolTable()
        // Batches of two, so that full ones are handed over in the middle of a call.
        told =
            other?.told
            ?? (WeightedRows(layout: rows.rows, capacity: 2), WeightedRows(layout: rows.rows, capacity: 2))
        ledger = PromiseLedger(
            plan: plan, symbols: symbols, due: told.due, fulfilled: told.fulfilled, pool: pool)
        tally = Tally(symbols: symbols)
        source = RowBatch(
            layout: RowLayout([
                .init(name: "event_id", type: .string, storage: .text),
                .init(name: "order_id", type: .string, storage: .text),
                .init(name: "seller_id", type: .string),
            ]), capacity: 1000)
    }

    var due: [String: Int] { tally.due }
    var fulfilled: [String: Int] { tally.fulfilled }
    /// All rows with all their fields.
    var rows: [String: Int] { tally.rows }
    var sellers: [String: String] { tally.sellers }

    /// Takes events of one kind in one batch.
    mutating func take(_ events: [LedgerEvent]) {
        guard let kind = events.first?.kind else { return }
        empty()
        for event in events { append(event.id, event.key, event.time, event.due, event.seller) }
        feed(kind)
    }

    mutating func make(_ key: String?, at time: Int64, due: Int64?, seller: String? = "s") {
        one(.make, key, time, due, seller)
    }

    mutating func fulfil(_ key: String?, at time: Int64) { one(.fulfil, key, time, nil, nil) }

    mutating func waive(_ key: String?, at time: Int64) { one(.waive, key, time, nil, nil) }

    /// Gives a string a number.
    func intern(_ text: String) { _ = symbols.intern(text) }

    /// Goes on adding up where another has come to.
    func takeOverTally(of other: LedgerHarness) {
        tally.due = other.tally.due
        tally.fulfilled = other.tally.fulfilled
        tally.rows = other.tally.rows
        tally.sellers = other.tally.sellers
    }

    func advance(to watermark: Int64) {
        ledger.advance(to: EventTime(milliseconds: watermark), consumer: tally)
    }

    /// One step that touches so many timers at the most; tells whether there is more to do.
    func advance(to watermark: Int64, limit: Int) -> Bool {
        var budget = limit
        return ledger.advance(to: EventTime(milliseconds: watermark), budget: &budget, consumer: tally)
    }

    private mutating func one(
        _ kind: LedgerEvent.Kind, _ key: String?, _ time: Int64, _ due: Int64?, _ seller: String?
    ) {
        empty()
        number += 1
        append("e\(number)", key, time, due, seller)
        feed(kind)
    }

    private mutating func empty() {
        source.removeAll()
        dueTimes = []
        dueStates = []
    }

    private mutating func append(
        _ id: String, _ key: String?, _ time: Int64, _ due: Int64?, _ seller: String?
    ) {
        let row = source.count
        source.count += 1
        source.times[row] = time
        source.states[0][row] = CellState.value.rawValue
        put(id, row, column: 1)
        put(key, row, column: 2)
        source.values[3][row] = seller.map { Int64(symbols.intern($0)) } ?? 0
        source.states[3][row] = (seller == nil ? CellState.null : .value).rawValue
        dueTimes.append(due ?? 0)
        dueStates.append((due == nil ? CellState.null : .value).rawValue)
    }

    private func put(_ text: String?, _ row: Int, column: Int) {
        source.states[column][row] = (text == nil ? CellState.null : .value).rawValue
        guard let text else { return }
        let place = Self.bytes(of: text).withUnsafeBytes { source.text.append($0) }
        source.values[column][row] = place.slot
    }

    /// Characters stand for bytes, so that keys may have any: U+00FF for the byte 255.
    private static func bytes(of text: String) -> [UInt8] {
        text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    }

    private static func text(of bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for byte in bytes { text.unicodeScalars.append(Unicode.Scalar(byte)) }
        return text
    }

    private func feed(_ kind: LedgerEvent.Kind) {
        Array(0..<UInt32(source.count)).withUnsafeBufferPointer { rows in
            switch kind {
            case .make: make(rows)
            case .fulfil: ledger.fulfil(source, rows: rows, keyColumn: 2, consumer: tally)
            case .waive: ledger.waive(source, rows: rows, keyColumn: 2, consumer: tally)
            }
        }
    }

    private func make(_ rows: UnsafeBufferPointer<UInt32>) {
        dueTimes.withUnsafeBufferPointer { times in
            dueStates.withUnsafeBufferPointer { states in
                guard let times = times.baseAddress, let states = states.baseAddress else { return }
                ledger.make(
                    source, rows: rows, keyColumn: 2, idColumn: 1, dueAt: (values: times, states: states),
                    consumer: tally)
            }
        }
    }
}
