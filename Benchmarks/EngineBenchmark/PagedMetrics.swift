import Dataflow
import EventModel

/// Measures a gather task and a merge task with `count` keys in one window and resident memory under a budget: all keys
/// come, then half as many events of keys at random, then the window is told. Changes and the round through all state
/// are written as with a changelog. The scratch file lies in the working directory.
///
/// Prints nanoseconds for each event and the most memory that was resident behind any batch.
func measurePagedMetrics(count: Int, budgetBytes: Int) throws {
    let pool = try PagePool(directory: ".", budgetBytes: budgetBytes, heapLimitBytes: budgetBytes / 4)
    let run = try PagedMetricRun(pool: pool, count: count)
    var most = 0
    func report(_ name: String, _ events: Int, _ body: (_ mark: () -> Void) throws -> Void) rethrows {
        let (mebibyte, clock) = (1 << 20, ContinuousClock())
        var here = 0
        let wall = try clock.measure {
            let used = try seconds { try body { here = max(here, residentBytes()) } }
            print(
                padded(name, 16), "\(Int(used / Double(events) * 1e9)) ns of processor time each",
                terminator: ", ")
        }
        most = max(most, here)
        let figures = pool.figures
        let rate =
            Double(events) / (Double(wall.components.seconds) + Double(wall.components.attoseconds) / 1e18)
        print(
            "\(Int(rate)) a second;", "state \(run.task.byteCount / mebibyte) MiB without names,",
            "\(figures.fileBytes / mebibyte) MiB in the file, \(figures.heapBytes / mebibyte) MiB on the heap;",
            "resident at most \(here / mebibyte) MiB of \(budgetBytes / mebibyte);",
            "let go of \(figures.relievedBytes / mebibyte) MiB since the beginning")
        flushOutput()
    }
    try report("all keys", count) { mark in try run.add(0..<count, mark) { $0 } }
    var random = SplitMix64(seed: 1)
    try report("random keys", count / 2) { mark in
        try run.add(0..<count / 2, mark) { _ in Int.random(in: 0..<count, using: &random) }
    }
    let totals = Totals()
    report("told", count) { mark in
        run.task.advance(to: run.end, firstEventTime: run.start, output: totals)
        mark()
    }
    print("most resident \(most * 100 / budgetBytes) % of the budget")
}

/// The tasks with what comes before and behind them.
private final class PagedMetricRun {
    private static let day: Int64 = 86_400_000
    private static let rowsPerCommit = 40 * 4096

    let task: MergeTask
    let start = EventTime(milliseconds: 19_675 * day)
    let end = EventTime(milliseconds: 19_676 * day)
    private let pool: PagePool
    private let symbols: SymbolTable
    private let deltas: any MetricDeltas
    private let batch: RowBatch
    private let writer = StateWriter()
    private let count: Int

    init(pool: PagePool, count: Int) throws {
        let space = StateSpace(pool: pool)
        self.pool = pool
        self.count = count
        let plan = try DeliveryQuery.plan(pane: Self.day, window: .tumbling(panes: 1))
        symbols = SymbolTable(in: space)
        deltas = plan.groups[0].makeDeltas(index: 0, symbols: symbols, capacity: 4096)
        task = MergeTask(plan: plan, symbols: SymbolTable(in: space))
        batch = RowBatch(layout: Deliveries.layout, capacity: 4096)
        // From now on changes are noted.
        for (_, state) in task.durable { state.finishRestore() }
    }

    /// Adds an event for each number, of the key that `key` makes of it.
    func add(_ numbers: Range<Int>, _ mark: () -> Void, key: (Int) -> Int) throws {
        for first in stride(from: numbers.lowerBound, to: numbers.upperBound, by: batch.capacity) {
            batch.removeAll()
            for number in first..<min(first + batch.capacity, numbers.upperBound) {
                append(number, key(number))
            }
            symbols.intern(
                slots: batch.values[1], states: batch.states[1], count: batch.count, base: batch.text.base)
            deltas.add(batch, weights: nil)
            if deltas.count >= Self.rowsPerCommit { try commit() }
            pool.keepToBudget()
            mark()
        }
        try commit()
        mark()
    }

    private func append(_ number: Int, _ key: Int) {
        let time = start.milliseconds + Int64(number % 86_400_000)
        let name = "customer-\(SplitMix64.mix(UInt64(key)))"
        let place = name.utf8.withContiguousStorageIfAvailable {
            batch.text.append(UnsafeRawBufferPointer($0)).slot
        }
        let amount = Double(number % 100_000) / 100
        let cells = [time, place ?? 0, time + 1000, time, Int64(bitPattern: amount.bitPattern)]
        for (column, cell) in cells.enumerated() {
            batch.values[column][batch.count] = cell
            batch.states[column][batch.count] = CellState.value.rawValue
        }
        batch.count += 1
    }

    private func commit() throws {
        var blocks: [[PartialBlock]] = [[]]
        deltas.flush(mergeTasks: 1, into: &blocks)
        for block in blocks[0] { task.add(block) }
        for (_, state) in task.durable {
            writer.removeAll()
            state.writeChanges(to: writer)
            writer.removeAll()
            _ = state.writeSlice(bytes: 1 << 20, to: writer)
        }
    }
}
