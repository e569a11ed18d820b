import Dataflow
import EventModel

/// One event for a ledger, and the naive recomputation that the ledger must agree with.
struct LedgerEvent {
    enum Kind: CaseIterable { case make, fulfil, waive }

    var kind: Kind
    var key: String
    var time: Int64
    var due: Int64

    static func random(_ random: inout SplitMix64) -> [LedgerEvent] {
        (0..<Int.random(in: 1...40, using: &random)).map { number in
            let time = Int64.random(in: 100..<400, using: &random)
            return LedgerEvent(
                kind: Kind.allCases.randomElement(using: &random) ?? .make,
                key: "k\(Int.random(in: 0..<8, using: &random))",
                // Times of one key differ, so that the tie by event id does not matter here.
                time: time * 100 + Int64(number),
                due: (time + Int64.random(in: -20..<120, using: &random)) * 100)
        }.map { LedgerEvent(kind: $0.kind, key: $0.key, time: $0.time / 100, due: $0.due / 100) }
            .reduce(into: [LedgerEvent]()) { events, event in
                let isTaken = events.contains {
                    $0.key == event.key && $0.kind == event.kind && $0.time == event.time
                }
                if !isTaken { events.append(event) }
            }
    }

    static func naiveOutcomes(_ events: [LedgerEvent]) -> (due: [String: Int], fulfilled: [String: Int]) {
        var due: [String: Int] = [:]
        var fulfilled: [String: Int] = [:]
        for key in Set(events.map(\.key)) {
            func times(_ kind: Kind) -> [LedgerEvent] {
                events.filter { $0.key == key && $0.kind == kind }.sorted { $0.time < $1.time }
            }
            guard let made = times(.make).first else { continue }
            let delivery = times(.fulfil).first?.time
            let waiver = times(.waive).first?.time
            let onTime = delivery.map { $0 <= made.due } ?? false
            let waivedInTime = waiver.map { $0 <= made.due } ?? false
            let outcome: String
            if onTime, let delivery, delivery <= waiver ?? .max {
                outcome = "kept"
            } else {
                outcome = waivedInTime ? "waived" : "broken"
            }
            due["\(key) \(outcome) @\(max(made.due, made.time))"] = 1
            if let delivery, outcome != "waived" {
                fulfilled["\(key) \(outcome) @\(max(delivery, made.time))"] = 1
            }
        }
        return (due, fulfilled)
    }
}

/// Drives a ledger row by row and adds up what it tells, weights and all.
struct LedgerHarness {
    private final class Tally: PromiseRowsConsumer {
        var due: [String: Int] = [:]
        var fulfilled: [String: Int] = [:]
        var sellers: [String: String] = [:]
        let symbols: SymbolTable

        init(symbols: SymbolTable) { self.symbols = symbols }

        func consumeDue(_ rows: PromiseRows) { add(rows, to: &due) }
        func consumeFulfilled(_ rows: PromiseRows) { add(rows, to: &fulfilled) }

        private func add(_ rows: PromiseRows, to tally: inout [String: Int]) {
            let batch = rows.batch
            for row in 0..<batch.count {
                let key = String(decoding: batch.textBytes(row: row, column: 5), as: UTF8.self)
                let outcome = symbols.string(of: UInt32(batch.values[1][row]))
                let text = "\(key) \(outcome) @\(batch.times[row])"
                tally[text, default: 0] += Int(rows.weights[row])
                if tally[text] == 0 { tally[text] = nil }
                let isKnown = batch.states[6][row] == CellState.value.rawValue
                sellers[key] = isKnown ? symbols.string(of: UInt32(batch.values[6][row])) : "null"
            }
        }
    }

    let ledger: PromiseLedger
    private let symbols = SymbolTable()
    private let tally: Tally
    private let source: RowBatch
    private var number = 0

    init(allowedLateness: Int64 = 0, forgetAfter: Int64 = 10_000_000) {
        let rows = PromiseRowLayout(
            key: "order_id", keyStorage: .text, remembered: [.init(name: "seller_id", type: .string)])
        let plan = PromisePlan(
            name: "delivery", forgetAfterMilliseconds: forgetAfter,
            allowedLatenessMilliseconds: allowedLateness,
            rememberedColumns: [3], rows: rows, tellsDue: true, tellsFulfilled: true)
        // Batches of two, so that full ones are handed over in the middle of a call.
        ledger = PromiseLedger(
            plan: plan, symbols: symbols, due: PromiseRows(layout: rows, capacity: 2),
            fulfilled: PromiseRows(layout: rows, capacity: 2))
        tally = Tally(symbols: symbols)
        source = RowBatch(
            layout: RowLayout([
                .init(name: "event_id", type: .string, storage: .text),
                .init(name: "order_id", type: .string, storage: .text),
                .init(name: "seller_id", type: .string),
            ]), capacity: 1)
    }

    var due: [String: Int] { tally.due }
    var fulfilled: [String: Int] { tally.fulfilled }
    var sellers: [String: String] { tally.sellers }

    mutating func take(_ event: LedgerEvent) {
        switch event.kind {
        case .make: make(event.key, at: event.time, due: event.due)
        case .fulfil: fulfil(event.key, at: event.time)
        case .waive: waive(event.key, at: event.time)
        }
    }

    mutating func make(_ key: String?, at time: Int64, due: Int64?, seller: String? = "s") {
        fill(key, time, seller)
        let state = (due == nil ? CellState.null : .value).rawValue
        withUnsafePointer(to: due ?? 0) { value in
            withUnsafePointer(to: state) { state in
                withRow { row in
                    ledger.make(
                        source, rows: row, keyColumn: 2, idColumn: 1, dueAt: (values: value, states: state),
                        consumer: tally)
                }
            }
        }
    }

    mutating func fulfil(_ key: String?, at time: Int64) {
        fill(key, time, nil)
        withRow { ledger.fulfil(source, rows: $0, keyColumn: 2, consumer: tally) }
    }

    mutating func waive(_ key: String?, at time: Int64) {
        fill(key, time, nil)
        withRow { ledger.waive(source, rows: $0, keyColumn: 2, consumer: tally) }
    }

    func advance(to watermark: Int64) {
        ledger.advance(to: EventTime(milliseconds: watermark), consumer: tally)
    }

    private mutating func fill(_ key: String?, _ time: Int64, _ seller: String?) {
        source.removeAll()
        source.count = 1
        source.times[0] = time
        source.states[0][0] = CellState.value.rawValue
        number += 1
        put("e\(number)", column: 1)
        put(key, column: 2)
        source.values[3][0] = seller.map { Int64(symbols.intern($0)) } ?? 0
        source.states[3][0] = (seller == nil ? CellState.null : .value).rawValue
    }

    private func put(_ text: String?, column: Int) {
        source.states[column][0] = (text == nil ? CellState.null : .value).rawValue
        guard var text else { return }
        source.values[column][0] = text.withUTF8 { source.text.append(UnsafeRawBufferPointer($0)) }.slot
    }

    private func withRow(_ body: (UnsafeBufferPointer<UInt32>) -> Void) {
        [UInt32(0)].withUnsafeBufferPointer(body)
    }
}
