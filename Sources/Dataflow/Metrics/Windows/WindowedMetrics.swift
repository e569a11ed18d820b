import EventModel

/// The windows of one metric group: takes in rows or partials by pane and tells results as windows end.
///
/// A window that ends is told as provisional; as final once the allowed lateness has passed, or at once when none is
/// allowed. Metrics with windows of one shape share what is added up.
final class WindowedMetrics: MetricWindows {
    /// The windows of one shape.
    struct Schedule {
        var shape: WindowShape
        // The metrics with windows of this shape, by their places in the group.
        var metrics: [Int]
        // None when results are final at once.
        var provisional: WindowCursor?
        var final: WindowCursor
        // For groups whose rows can be taken back: the keys that were told as provisional, by metric and by the ends
        // of the windows that are not final yet.
        var told: [ToldWindow: [UInt32]] = [:]
    }

    struct ToldWindow: Hashable {
        var metric: Int
        var boundary: Int64
    }

    /// The end of a window that is told.
    struct Ending {
        var shape: Int
        var boundary: Int64
        var isFinal: Bool
        var tellsEmpty: Bool
        var isPartial: Bool
    }

    let plan: MetricGroupPlan
    /// The group's keys, as ``KeyBytes``.
    let keys: SymbolTable
    let allowedLateness: Int64
    let symbols: SymbolTable
    var keyParts: KeyParts
    let open: OpenPanes
    var sealed: [Int64: [SealedPane]] = [:]
    var paneNumbers = PaneNumbers()
    // Panes of which windows hold the greater part already.
    var lateOpen: Set<Int64> = []
    // Panes before it have been in a window that was told: only what comes for them is late.
    @exclusivity(unchecked) private var toldBefore = Int64.min
    var schedules: [Schedule] = []
    let results: [ResultRows]
    let encoders: [ResultEncoder]
    // The records of a window, and those of them that a metric tells.
    let all: RecordList
    let chosen: RecordList
    // For groups whose rows can be taken back: the keys that each metric tells.
    var told: [[UInt32]]
    static let chunk = 1024
    var rows: KeyedRows?
    /// Records for panes whose results are final already, which should not come.
    var partialsAfterFinal = 0
    /// What is to be written of it.
    var changes = PaneChanges()

    /// - Parameters:
    ///   - plan: the group.
    ///   - allowedLateness: how long results may change after a window's end, in milliseconds.
    ///   - keys: the keys of all groups with the same key.
    ///   - symbols: the task's strings.
    init(plan: MetricGroupPlan, allowedLateness: Int64, keys: SymbolTable, symbols: SymbolTable) {
        self.plan = plan
        self.allowedLateness = allowedLateness
        self.symbols = symbols
        self.keys = keys
        keyParts = KeyParts(keys: keys, symbols: symbols, width: plan.keyNames.count)
        let space = symbols.space
        all = RecordList(in: space)
        chosen = RecordList(in: space)
        open = OpenPanes(grid: plan.grid, layout: plan.record, in: space)
        told = plan.metrics.map { _ in [] }
        results = plan.metrics.map { ResultRows(layout: $0.results, capacity: Self.chunk) }
        encoders = plan.metrics.map { ResultEncoder(metric: $0, record: plan.record, symbols: symbols) }
        for (number, metric) in plan.metrics.enumerated() {
            if let place = schedules.firstIndex(where: { $0.shape == metric.window }) {
                schedules[place].metrics.append(number)
                continue
            }
            func cursor() -> WindowCursor {
                WindowCursor(shape: metric.window, layout: plan.record, grid: plan.grid, in: space)
            }
            schedules.append(
                Schedule(
                    shape: metric.window, metrics: [number],
                    provisional: allowedLateness > 0 ? cursor() : nil,
                    final: cursor()))
        }
    }

    /// How many panes are kept, and how many records in them.
    var size: (panes: Int, records: Int) {
        (
            paneNumbers.count,
            open.recordCount + sealed.values.reduce(0) { $0 + $1.reduce(0) { $0 + $1.count } }
        )
    }

    /// Rows that were left out because a part of their key is null, of those that did not come as partials.
    var rowsWithoutKey: Int { changes.rowsWithoutKeyBefore + (rows?.withoutKey ?? 0) }

    /// Bytes of memory, but for keys and their names.
    var byteCount: Int {
        let cursors = schedules.flatMap { [$0.provisional, $0.final].compactMap { $0?.byteCount } }
        return open.byteCount + all.byteCount + chosen.byteCount + cursors.reduce(0, +)
            + sealed.values.reduce(0) { $0 + $1.reduce(0) { $0 + $1.byteCount } }
    }

    /// Adds partials.
    func add(_ block: PartialBlock) {
        let reader = PartialReader(block, layout: plan.record, keys: keys, symbols: symbols)
        for row in 0..<block.count {
            reader.withWords(of: row) { words in
                add(reader.key(of: row), block.panes[row], words, reader.sketches, row)
            }
            // Slot, entry and record of each.
            if row & 127 == 127 { symbols.space.noteAccesses(3 * 128) }
        }
    }

    /// Adds partials that take effect at an event time, up to which all that was due has been told.
    ///
    /// Where there was nothing to tell, because no key of the task had data, a boundary has passed all the same:
    /// otherwise it would depend on which keys share a task whether a window that has ended is told with such partials.
    func add(_ block: PartialBlock, at entry: Int64) {
        let pane = plan.grid.pane(of: entry - plan.waitMilliseconds)
        for schedule in schedules { schedule.provisional?.skip(to: schedule.shape.boundary(upTo: pane)) }
        noteTold()
        add(block)
    }

    /// Adds rows of the group's input themselves, for a task that has all rows of its keys.
    func add(_ batch: RowBatch, weights: UnsafePointer<Int64>?) {
        let rows = KeyedRows.fitting(batch, rows, plan: plan, symbols: symbols, into: keys)
        self.rows = rows
        rows.read(batch)
        guard let oldest = rows.oldest else { return }
        guard plan.grid.pane(of: oldest) >= toldBefore else {
            // Rows of windows that have been told must reach those, too.
            for block in rows.partials(batch, weights) { add(block) }
            return
        }
        rows.add(batch, weights, to: open) {
            paneNumbers.insertIfAbsent($0)
            changes.note(newPane: $0)
        }
    }

    func add(
        _ key: UInt32, _ pane: Int64, _ words: UnsafePointer<Int64>, _ sketches: [any SketchColumn],
        _ place: Int
    ) {
        let isLate = pane < toldBefore
        guard !isLate || schedules.contains(where: { $0.final.needs(pane) }) else {
            partialsAfterFinal += 1
            return
        }
        let (target, isNew) = open.pane(pane)
        if isNew { paneNumbers.insertIfAbsent(pane) }
        let record = open.record(of: key, in: target)
        plan.record.merge(into: open.arena.words(of: record), from: words)
        for (column, source) in zip(open.arena.sketches, sketches) {
            column.merge(record, from: source, place)
        }
        guard isLate else { return }
        for schedule in schedules {
            if let cursor = schedule.provisional { addLate(key, pane, words, sketches, place, to: cursor) }
            addLate(key, pane, words, sketches, place, to: schedule.final)
        }
    }

    private func addLate(
        _ key: UInt32, _ pane: Int64, _ words: UnsafePointer<Int64>, _ sketches: [any SketchColumn],
        _ place: Int, to cursor: WindowCursor
    ) {
        guard cursor.holds(pane) else { return }
        cursor.addLate(key, pane, words, sketches, place)
        lateOpen.insert(pane)
    }

    /// Notes how far windows have been told.
    func noteTold() {
        for schedule in schedules {
            toldBefore = max(toldBefore, schedule.provisional?.last ?? .min, schedule.final.last)
        }
    }
}
