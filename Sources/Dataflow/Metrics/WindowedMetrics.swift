public import EventModel

/// What a result is worth.
public enum ResultKind: Sendable {
    /// The window has ended; events within the allowed lateness may still change it.
    case provisional
    /// The only final result of its window and key.
    case final
    /// A provisional result turned out to rest on nothing; no final one follows.
    case withdrawn
}

/// Results of one metric for one window end, row by row, with the key of each row.
public final class ResultRows {
    /// The rows, with the columns of the metric's ``ResultLayout``.
    public let batch: RowBatch
    /// The key of each row, in the merge task's table.
    public let keys: UnsafeMutablePointer<UInt32>

    init(layout: ResultLayout, capacity: Int) {
        batch = RowBatch(layout: layout.rows, capacity: capacity)
        keys = .allocate(capacity: capacity)
    }

    deinit { keys.deallocate() }
}

/// The windows of one metric group in a merge task: adds up partials by pane and tells results as windows end.
///
/// A window that ends is told as provisional; as final once the allowed lateness has passed, or at once
/// when none is allowed.
final class WindowedMetrics {
    private struct Schedule {
        var provisional: WindowBoundaries
        var final: WindowBoundaries
        // The keys that were told as provisional, by the ends of the windows that are not final yet.
        var told: [Int64: [UInt32]] = [:]
    }

    let plan: MetricGroupPlan
    private let allowedLateness: Int64
    private let keys: SymbolTable
    private var keyParts: KeyParts
    private var panes: [Int64: PaneRecords] = [:]
    private var paneNumbers = PaneNumbers()
    private var schedules: [Schedule]
    private let combined: PaneRecords
    private let results: [ResultRows]
    private let encoders: [ResultEncoder]

    /// - Parameters:
    ///   - plan: the group.
    ///   - allowedLateness: how long results may change after a window's end, in milliseconds.
    ///   - keys: the merge task's keys, as ``KeyBytes``.
    ///   - symbols: the merge task's strings.
    init(plan: MetricGroupPlan, allowedLateness: Int64, keys: SymbolTable, symbols: SymbolTable) {
        self.plan = plan
        self.allowedLateness = allowedLateness
        self.keys = keys
        keyParts = KeyParts(keys: keys, symbols: symbols, width: plan.keyNames.count)
        schedules = plan.metrics.map {
            let boundaries = WindowBoundaries(width: $0.widthMilliseconds, step: plan.paneMilliseconds)
            return Schedule(provisional: boundaries, final: boundaries)
        }
        combined = PaneRecords(wordCount: plan.wordCount)
        results = plan.metrics.map { ResultRows(layout: $0.results, capacity: 1024) }
        encoders = plan.metrics.map { ResultEncoder(metric: $0) }
    }

    /// How many panes are kept, and how many records in them.
    var size: (panes: Int, records: Int) { (panes.count, panes.values.reduce(0) { $0 + $1.count }) }

    func add(_ block: PartialBlock) {
        var start = 0
        block.keyBytes.withUnsafeBytes { bytes in
            block.words.withUnsafeBufferPointer { words in
                guard let first = words.baseAddress else { return }
                for row in 0..<block.count {
                    let end = block.keyEnds[row]
                    let key = keys.intern(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
                    start = end
                    plan.merge(into: pane(block.panes[row]).find(key), from: first + row * plan.wordCount)
                }
            }
        }
    }

    /// When the next result is due: by event time, and which boundary of which metric.
    func nextDue() -> (time: Int64, metric: Int, boundary: Int64, isFinal: Bool)? {
        var next: (time: Int64, metric: Int, boundary: Int64, isFinal: Bool)?
        for metric in schedules.indices {
            if allowedLateness > 0, let boundary = schedules[metric].provisional.next(panes: paneNumbers),
                boundary < next?.time ?? .max
            {
                next = (boundary, metric, boundary, false)
            }
            if let boundary = schedules[metric].final.next(panes: paneNumbers),
                boundary + allowedLateness < next?.time ?? .max
            {
                next = (boundary + allowedLateness, metric, boundary, true)
            }
        }
        return next
    }

    /// The window end after the last one that was told, whether or not its window holds anything.
    func boundaryAfterLast(metric: Int) -> Int64? {
        let last = schedules[metric].provisional.last
        return last == .min ? nil : last + plan.paneMilliseconds
    }

    /// Tells the results of one metric for the window that ends at a boundary.
    ///
    /// - Parameters:
    ///   - metric: the metric's place in the group.
    ///   - boundary: the window's end, in milliseconds.
    ///   - isFinal: whether the allowed lateness has passed.
    ///   - firstInput: windows that began before it are partial.
    ///   - body: takes the rows of each kind, in batches.
    func tell(
        metric: Int, boundary: Int64, isFinal: Bool, firstInput: Int64,
        _ body: (ResultRows, ResultKind) -> Void
    ) {
        let source = records(schedules[metric].final.panes(endingAt: boundary))
        let word = plan.metrics[metric].rowCountWord
        tell(metric, source, boundary, firstInput, isFinal ? .final : .provisional, body) {
            source.words(of: $0)[word] > 0
        }
        schedules[metric].provisional.pass(boundary)
        guard isFinal else {
            schedules[metric].told[boundary] = (0..<source.count).lazy
                .filter { source.words(of: $0)[word] > 0 }.map { source.key(of: $0) }
            return
        }
        // Rows that were told and taken back again leave a record of nothing behind.
        if let keys = schedules[metric].told.removeValue(forKey: boundary),
            (0..<source.count).contains(where: { source.words(of: $0)[word] <= 0 })
        {
            let told = Set(keys)
            tell(metric, source, boundary, firstInput, .withdrawn, body) {
                source.words(of: $0)[word] <= 0 && told.contains(source.key(of: $0))
            }
        }
        schedules[metric].final.pass(boundary)
        dropPanes()
    }

    private func tell(
        _ metric: Int, _ source: PaneRecords, _ boundary: Int64, _ firstInput: Int64, _ kind: ResultKind,
        _ body: (ResultRows, ResultKind) -> Void, where isTold: (Int) -> Bool
    ) {
        let window = (start: boundary - plan.metrics[metric].widthMilliseconds, end: boundary)
        let rows = results[metric]
        rows.batch.removeAll()
        for record in 0..<source.count where isTold(record) {
            if rows.batch.count == rows.batch.capacity {
                body(rows, kind)
                rows.batch.removeAll()
            }
            let key = source.key(of: record)
            rows.keys[rows.batch.count] = key
            keyParts.put(
                key, into: rows.batch, firstColumn: ResultLayout.firstKeyColumn, row: rows.batch.count)
            encoders[metric].append(
                source.words(of: record), to: rows.batch, window: window, isPartial: window.start < firstInput
            )
        }
        if rows.batch.count > 0 { body(rows, kind) }
    }

    private func pane(_ number: Int64) -> PaneRecords {
        if let records = panes[number] { return records }
        let records = PaneRecords(wordCount: plan.wordCount)
        panes[number] = records
        paneNumbers.insert(number)
        return records
    }

    private func records(_ numbers: Range<Int64>) -> PaneRecords {
        if numbers.count == 1, let only = panes[numbers.lowerBound] { return only }
        combined.removeAll()
        for number in paneNumbers.numbers(in: numbers) {
            if let pane = panes[number] { combined.merge(pane, plan) }
        }
        return combined
    }

    private func dropPanes() {
        while let oldest = paneNumbers.first,
            schedules.allSatisfy({ $0.final.last != .min && !$0.final.reaches(oldest, beyond: $0.final.last) }
            )
        {
            panes[oldest] = nil
            paneNumbers.removeFirst()
        }
    }
}
