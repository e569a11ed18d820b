import Dataflow
import EventModel

/// What a ledger must have told and counted, computed anew from all events: by key, in the order of time.
struct LedgerOracle {
    /// Rows by due time and by the time of fulfilment, all fields written out.
    var rows: [String: Int] = [:]
    /// How many promises were made.
    var made = 0
    /// How many of them nothing happened to.
    var open = 0
    /// How often a key brought a fulfilment or waiver and no promise.
    var orphans = 0

    init(_ events: [LedgerEvent], forgetAfter: Int64, watermark: Int64 = .max) {
        for key in Set(events.map(\.key)) {
            var promise: [LedgerEvent] = []
            var end = Int64.min
            for event in events.filter({ $0.key == key }).sorted(by: { $0.time < $1.time }) {
                if event.time >= end {
                    add(promise, watermark)
                    promise = []
                }
                promise.append(event)
                let last = event.kind == .make ? max(event.time, event.due) : event.time
                end = max(end, last + forgetAfter)
            }
            add(promise, watermark)
        }
    }

    private mutating func add(_ promise: [LedgerEvent], _ watermark: Int64) {
        guard !promise.isEmpty else { return }
        let fulfilled = promise.first { $0.kind == .fulfil }?.time
        let waived = promise.first { $0.kind == .waive }?.time
        let first = promise.filter { $0.kind == .make }
            .min { ($0.time, ByteHash.hash($0.id)) < ($1.time, ByteHash.hash($1.id)) }
        guard let first else { return orphans += 1 }
        made += 1
        if fulfilled == nil, waived == nil { open += 1 }
        let isKept = fulfilled.map { $0 <= first.due && $0 <= waived ?? .max } ?? false
        let isWaived = !isKept && waived.map { $0 <= first.due } ?? false
        let outcome = isKept ? "kept" : isWaived ? "waived" : "broken"
        let text = "\(first.key) \(outcome) @"
        let facts = "made \(first.time) due \(first.due) by \(first.seller)"
        if outcome != "broken" || watermark > first.due {
            let at = isKept ? "\(fulfilled ?? 0)" : "null"
            rows["\(text)\(max(first.due, first.time)) \(facts) fulfilled \(at) [due]"] = 1
        }
        if let fulfilled, !isWaived {
            rows["\(text)\(max(fulfilled, first.time)) \(facts) fulfilled \(fulfilled) [fulfilled]"] = 1
        }
    }
}
