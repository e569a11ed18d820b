import Dataflow
import EventModel
import Glibc

/// Measures a ledger of `count` open promises with ids of 11 bytes and three remembered strings, due over 180 days; a
/// tenth of them in the same minute.
///
/// Prints nanoseconds of processor time for each promise made, kept and broken, bytes for each open one, and the longest
/// single call; with changes noted also what it takes to write them.
func measurePromises(count: Int, isNoting: Bool, print: (String) -> Void) {
    var run = PromiseRun(count: count)
    let idle = residentBytes()
    if isNoting { run.ledger.finishRestore() }
    let made = run.makeAll()
    let resident = residentBytes() - idle
    let accounted = run.ledger.memoryBytes
    let writer = StateWriter()
    let writtenMade = isNoting ? run.writeChanges(to: writer, changed: count) : PromiseTiming()
    let bytes = writer.count / count
    let kept = run.keepHalfOfTheRest()
    writer.removeAll()
    let writtenKept = isNoting ? run.writeChanges(to: writer, changed: count / 2) : PromiseTiming()
    let burst = run.breakBurst()
    let expired = run.expireRest()
    let each = { (timing: PromiseTiming) in
        "\(timing.nanoseconds / UInt64(max(timing.count, 1))) ns (longest call \(timing.longestMicroseconds) µs)"
    }
    print("\(count) promises, changes \(isNoting ? "noted" : "not noted")")
    print("  made: \(each(made))")
    print("  open: \(accounted / count) bytes accounted, \(resident / count) bytes resident")
    print("  written, \(bytes) bytes: \(each(writtenMade))")
    print("  kept: \(each(kept)), written: \(each(writtenKept))")
    print("  broken, \(burst.count) at once: \(each(burst)) in steps of \(PromiseRun.stepLimit)")
    print("  expired, over 180 days in steps of 1 h: \(each(expired)) a timer")
    print("  left: \(run.ledger.count) promises, \(run.ledger.memoryBytes / 1024) KiB; \(run.rows) rows told")
}

/// What some calls took.
struct PromiseTiming {
    var count = 0
    var nanoseconds: UInt64 = 0
    var longestMicroseconds: UInt64 = 0
    var mostResident = 0

    mutating func measure<Result>(_ body: () -> Result) -> Result {
        let (begin, processorBegin) = (clockNanoseconds(), clockNanoseconds(CLOCK_PROCESS_CPUTIME_ID))
        let result = body()
        let taken = clockNanoseconds() - begin
        nanoseconds += clockNanoseconds(CLOCK_PROCESS_CPUTIME_ID) - processorBegin
        longestMicroseconds = max(longestMicroseconds, taken / 1000)
        if taken > 1_000_000 { mostResident = max(mostResident, residentBytes()) }
        return result
    }
}

/// A ledger and the events that go through it.
struct PromiseRun {
    static let stepLimit = 16_384
    private static let batchSize = 4096
    static let begin: Int64 = 1_760_000_000_000
    static let day: Int64 = 86_400_000

    private final class Tally: PromiseRowsConsumer {
        var rows = 0
        func consumeDue(_ rows: WeightedRows) { self.rows += rows.batch.count }
        func consumeFulfilled(_ rows: WeightedRows) { self.rows += rows.batch.count }
    }

    let ledger: PromiseLedger
    private let count: Int
    private let tally = Tally()
    private let batch: RowBatch
    private let selection: [UInt32]
    private var due: [Int64]
    private let dueStates: [UInt8]
    private let symbols = SymbolTable()
    private let known: [UInt32]
    private let keyBytes: Int

    init(count: Int, keyBytes: Int = 11, pool: PagePool? = nil) {
        self.count = count
        self.keyBytes = keyBytes
        let remembered = ["seller_id", "carrier", "region"].map { RowLayout.Column(name: $0, type: .string) }
        let rows = PromiseRowLayout(key: "order_id", keyStorage: .text, remembered: remembered)
        let plan = PromisePlan(
            name: "delivery", forgetAfterMilliseconds: 60 * Self.day, allowedLatenessMilliseconds: Self.day,
            rememberedColumns: [3, 4, 5], rows: rows, tellsDue: true, tellsFulfilled: true)
        ledger = PromiseLedger(
            plan: plan, symbols: symbols, due: WeightedRows(layout: rows.rows, capacity: Self.batchSize),
            fulfilled: WeightedRows(layout: rows.rows, capacity: Self.batchSize), pool: pool)
        batch = RowBatch(
            layout: RowLayout(
                ["event_id", "order_id"].map { .init(name: $0, type: .string, storage: .text) } + remembered),
            capacity: Self.batchSize)
        selection = Array(0..<UInt32(Self.batchSize))
        due = Array(repeating: 0, count: Self.batchSize)
        dueStates = Array(repeating: CellState.value.rawValue, count: Self.batchSize)
        let symbols = symbols
        known = (0..<1024).map { symbols.intern("seller-\($0)") }
    }

    var rows: Int { tally.rows }

    /// Makes all promises, a batch at a time.
    mutating func makeAll() -> PromiseTiming {
        var timing = PromiseTiming()
        feed(0..<count) { run, rows in
            timing.count += rows.count
            run.due.withUnsafeBufferPointer { due in
                run.dueStates.withUnsafeBufferPointer { states in
                    guard let due = due.baseAddress, let states = states.baseAddress else { return }
                    timing.measure {
                        run.ledger.make(
                            run.batch, rows: rows, keyColumn: 2, idColumn: 1, dueAt: (due, states),
                            consumer: run.tally)
                    }
                }
            }
        }
        return timing
    }

    /// Keeps half of the promises that are not part of the burst.
    mutating func keepHalfOfTheRest() -> PromiseTiming {
        var timing = PromiseTiming()
        feed(0..<count / 2, isDelivery: true) { run, rows in
            timing.count += rows.count
            timing.measure { run.ledger.fulfil(run.batch, rows: rows, keyColumn: 2, consumer: run.tally) }
        }
        return timing
    }

    /// Writes what has changed, as a commit does.
    func writeChanges(to writer: StateWriter, changed: Int) -> PromiseTiming {
        var timing = PromiseTiming(count: changed)
        timing.measure { ledger.writeChanges(to: writer) }
        return timing
    }

    /// Lets the burst come due: in the minute before the other promises do.
    mutating func breakBurst() -> PromiseTiming {
        var timing = PromiseTiming(count: count / 10)
        advance(to: Self.begin + Self.day + 60_000, &timing)
        return timing
    }

    /// Lets the others come due, and all be forgotten.
    mutating func expireRest() -> PromiseTiming {
        // Each timer that is left fires when its promise is due, and again when it is forgotten.
        var timing = PromiseTiming(count: 2 * count - count / 10)
        for hour in 24..<Int64(243 * 24) { advance(to: Self.begin + hour * 3_600_000, &timing) }
        return timing
    }

    func advance(to milliseconds: Int64, _ timing: inout PromiseTiming) {
        let watermark = EventTime(milliseconds: milliseconds)
        var isBehind = true
        while isBehind {
            var budget = Self.stepLimit
            isBehind = timing.measure {
                ledger.advance(to: watermark, budget: &budget, consumer: tally)
            }
        }
    }

    mutating func feed(
        _ numbers: Range<Int>, isDelivery: Bool = false,
        _ body: (inout PromiseRun, UnsafeBufferPointer<UInt32>) -> Void
    ) {
        var start = numbers.lowerBound
        while start < numbers.upperBound {
            let end = min(start + Self.batchSize, numbers.upperBound)
            fill(start..<end, isDelivery)
            let selection = selection
            selection.withUnsafeBufferPointer { rows in
                body(&self, UnsafeBufferPointer(rebasing: rows[..<(end - start)]))
            }
            start = end
        }
    }

    /// Fills the batch with events of some orders, in an order that scatters them over memory.
    private mutating func fill(_ places: Range<Int>, _ isDelivery: Bool) {
        batch.removeAll()
        batch.count = places.count
        for (row, place) in places.enumerated() {
            let number = isDelivery ? scattered(place) : place
            batch.times[row] = Self.begin + Int64(row & 1023)
            batch.states[0][row] = CellState.value.rawValue
            put("evt-", number, row, 1)
            put("ord-", number, row, 2)
            for column in 3...5 {
                batch.values[column][row] = Int64(known[(number &* column) & 1023])
                batch.states[column][row] = CellState.value.rawValue
            }
            due[row] = dueTime(number)
        }
    }

    private func scattered(_ place: Int) -> Int {
        // A prime larger than any count, so that no order comes twice; those of the burst are left alone.
        let number = place &* 2_147_483_647 % count
        return number % 10 == 0 ? (number + 1) % count : number
    }

    private func dueTime(_ number: Int) -> Int64 {
        if number % 10 == 0 { return Self.begin + Self.day }
        let spread = UInt64(180 * Self.day - 120_000)
        let mixed = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
        return Self.begin + Self.day + 120_000 + Int64(mixed.multipliedFullWidth(by: spread).high)
    }

    private func put(_ prefix: StaticString, _ number: Int, _ row: Int, _ column: Int) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: max(keyBytes, 16)) { bytes in
            for place in 11..<max(keyBytes, 11) { bytes[place] = UInt8(ascii: "x") }
            for place in 0..<4 { bytes[place] = prefix.utf8Start[place] }
            var rest = number
            for place in stride(from: 10, through: 4, by: -1) {
                bytes[place] = UInt8(48 + rest % 10)
                rest /= 10
            }
            let text = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[..<keyBytes])
            batch.values[column][row] = batch.text.append(text).slot
        }
        batch.states[column][row] = CellState.value.rawValue
    }
}

private func clockNanoseconds(_ clock: clockid_t = CLOCK_MONOTONIC) -> UInt64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
