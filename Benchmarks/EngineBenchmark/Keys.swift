import Dataflow
import EventModel
import StandardInput

/// From a thousand to a million keys: rows into panes, beside a bare hash table of as many keys and as large records.
func measureKeyCounts(events: Int, runs: Int) throws {
    let counts = [1_000, 10_000, 100_000, 1_000_000]
    let plan = try DeliveryQuery.plan(pane: 86_400_000, window: .tumbling(panes: 1))
    var first: (engine: Double, bare: Double)?
    for keys in counts {
        // Every key as often as every other: nothing stays in a cache by being frequent.
        let deliveries = Deliveries(count: events) { Int(SplitMix64.mix(UInt64($0.number)) % UInt64(keys)) }
        var (engine, bare): ([Double], [Double]) = ([], [])
        for _ in 0..<runs {
            let task = MergeTask(plan: plan, symbols: deliveries.symbols)
            // What a key costs when it is first seen is not what an event costs.
            for batch in deliveries.batches { task.add(batch, group: 0) }
            engine.append(seconds { for batch in deliveries.batches { task.add(batch, group: 0) } })
            let table = BareTable(capacity: keys)
            for batch in deliveries.batches { table.add(batch) }
            bare.append(seconds { for batch in deliveries.batches { table.add(batch) } })
        }
        let (own, other) = (median(engine) / Double(events) * 1e9, median(bare) / Double(events) * 1e9)
        let base = first ?? (own, other)
        first = base
        print(
            padded("\(keys) keys", 16),
            "engine \(text(own)) ns/event (+\(text(own - base.engine))),",
            "bare table \(text(other)) ns/event (+\(text(other - base.bare)))")
    }
}

/// A hash table and nothing else: open addressing over the event's key, five 64-bit words that are counted up.
private final class BareTable {
    private let mask: Int
    private let keys: UnsafeMutablePointer<UInt64>
    private let words: UnsafeMutablePointer<Int64>

    init(capacity: Int) {
        var size = 16
        while size < capacity * 2 { size *= 2 }
        mask = size - 1
        keys = .allocate(capacity: size)
        keys.initialize(repeating: 0, count: size)
        words = .allocate(capacity: size * 5)
        words.initialize(repeating: 0, count: size * 5)
    }

    deinit {
        keys.deallocate()
        words.deallocate()
    }

    func add(_ batch: RowBatch) {
        for row in 0..<batch.count {
            let key = UInt64(batch.values[1][row]) + 1
            var slot = Int(truncatingIfNeeded: SplitMix64.mix(key)) & mask
            while keys[slot] != key, keys[slot] != 0 { slot = (slot + 1) & mask }
            keys[slot] = key
            let record = words + slot * 5
            record[0] &+= 1
            record[1] &+= batch.values[2][row]
            record[2] &+= batch.values[3][row]
            record[3] = max(record[3], batch.values[4][row])
        }
    }
}
