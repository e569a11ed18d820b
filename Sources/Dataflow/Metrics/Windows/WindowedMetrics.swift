import EventModel

/// The windows of one metric group: takes in rows or partials by pane and tells results as windows end.
///
/// A window that ends is told as provisional; as final once the allowed lateness has passed, or at once when none is
/// allowed. Metrics with windows of one shape share what is added up.
final class WindowedMetrics: MetricWindows {
    /// The windows of one shape.
    private struct Schedule {
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

    private struct ToldWindow: Hashable {
        var metric: Int
        var boundary: Int64
    }

    /// The end of a window that is told.
    private struct Ending {
        var shape: Int
        var boundary: Int64
        var isFinal: Bool
        var tellsEmpty: Bool
        var isPartial: Bool
    }

    let plan: MetricGroupPlan
    /// The group's keys, as ``KeyBytes``.
    let keys: SymbolTable
    private let allowedLateness: Int64
    private let symbols: SymbolTable
    private var keyParts: KeyParts
    private let open: OpenPanes
    private var sealed: [Int64: [SealedPane]] = [:]
    private var paneNumbers = PaneNumbers()
    // Panes of which windows hold the greater part already.
    private var lateOpen: Set<Int64> = []
    private var schedules: [Schedule] = []
    private let results: [ResultRows]
    private let encoders: [ResultEncoder]
    // The records of a window, and those of them that a metric tells.
    private let all = RecordList()
    private let chosen = RecordList()
    // For groups whose rows can be taken back: the keys that each metric tells.
    private var told: [[UInt32]]
    private static let chunk = 1024
    private var rows: KeyedRows?
    /// Records for panes whose results are final already, which should not come.
    private(set) var partialsAfterFinal = 0

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
        open = OpenPanes(grid: plan.grid, layout: plan.record)
        told = plan.metrics.map { _ in [] }
        results = plan.metrics.map { ResultRows(layout: $0.results, capacity: Self.chunk) }
        encoders = plan.metrics.map { ResultEncoder(metric: $0, record: plan.record, symbols: symbols) }
        for (number, metric) in plan.metrics.enumerated() {
            if let place = schedules.firstIndex(where: { $0.shape == metric.window }) {
                schedules[place].metrics.append(number)
                continue
            }
            func cursor() -> WindowCursor {
                WindowCursor(shape: metric.window, layout: plan.record, grid: plan.grid)
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
    var rowsWithoutKey: Int { rows?.withoutKey ?? 0 }

    /// Bytes of memory, but for keys and their names.
    var byteCount: Int {
        let cursors = schedules.flatMap { [$0.provisional, $0.final].compactMap { $0?.byteCount } }
        return open.byteCount + all.byteCount + chosen.byteCount + cursors.reduce(0, +)
            + sealed.values.reduce(0) { $0 + $1.reduce(0) { $0 + $1.byteCount } }
    }

    // MARK: Taking in

    /// Adds partials.
    func add(_ block: PartialBlock) {
        let reader = PartialReader(block, layout: plan.record, keys: keys, symbols: symbols)
        for row in 0..<block.count {
            reader.withWords(of: row) { words in
                add(reader.key(of: row), block.panes[row], words, reader.sketches, row)
            }
        }
    }

    /// Adds partials that take effect at an event time, up to which all that was due has been told.
    ///
    /// Where there was nothing to tell, because no key of the task had data, a boundary has passed all the same:
    /// otherwise it would depend on which keys share a task whether a window that has ended is told with such partials.
    func add(_ block: PartialBlock, at entry: Int64) {
        let pane = plan.grid.pane(of: entry)
        for schedule in schedules { schedule.provisional?.skip(to: schedule.shape.boundary(upTo: pane)) }
        add(block)
    }

    /// Adds rows of the group's input themselves, for a task that has all rows of its keys.
    func add(_ batch: RowBatch, weights: UnsafePointer<Int64>?) {
        let rows = KeyedRows.fitting(batch, rows, plan: plan, symbols: symbols, into: keys)
        self.rows = rows
        rows.read(batch)
        guard let oldest = rows.oldest else { return }
        guard schedules.allSatisfy({ ($0.provisional ?? $0.final).last <= plan.grid.pane(of: oldest) }) else {
            // Rows of windows that have been told must reach those, too.
            for block in rows.partials(batch, weights) { add(block) }
            return
        }
        rows.add(batch, weights, to: open) { paneNumbers.insertIfAbsent($0) }
    }

    private func add(
        _ key: UInt32, _ pane: Int64, _ words: UnsafePointer<Int64>, _ sketches: [any SketchColumn],
        _ place: Int
    ) {
        guard schedules.contains(where: { $0.final.needs(pane) }) else {
            partialsAfterFinal += 1
            return
        }
        let (target, isNew) = open.pane(pane)
        if isNew { paneNumbers.insertIfAbsent(pane) }
        let record = target.record(of: key, in: open.arena)
        plan.record.merge(into: open.arena.words(of: record), from: words)
        for (column, source) in zip(open.arena.sketches, sketches) {
            column.merge(record, from: source, place)
        }
        for schedule in schedules {
            for cursor in [schedule.provisional, schedule.final] {
                guard let cursor, cursor.holds(pane) else { continue }
                cursor.addLate(key, pane, words, sketches, place)
                lateOpen.insert(pane)
            }
        }
    }

    // MARK: Telling

    func nextDue(through limit: Int64) -> DueResults? {
        var next: DueResults?
        for (shape, schedule) in schedules.enumerated() {
            if let boundary = schedule.provisional?.next(paneNumbers) {
                let time = plan.grid.start(of: boundary)
                if time < next?.time ?? .max {
                    next = DueResults(time: time, shape: shape, boundary: boundary, isFinal: false)
                }
            }
            if let boundary = schedule.final.next(paneNumbers) {
                let time = plan.grid.start(of: boundary) + allowedLateness
                if time < next?.time ?? .max {
                    next = DueResults(time: time, shape: shape, boundary: boundary, isFinal: true)
                }
            }
        }
        return next
    }

    /// The windows that a metric's are among.
    func shape(of metric: Int) -> Int { schedules.firstIndex { $0.metrics.contains(metric) } ?? 0 }

    /// The metrics whose windows are of a shape.
    func metrics(of shape: Int) -> [Int] { schedules[shape].metrics }

    /// The event time of a boundary.
    func time(of boundary: Int64) -> Int64 { plan.grid.start(of: boundary) }

    /// The window end after the last one that was told first, whether or not its window holds anything.
    func boundaryAfterLast(shape: Int) -> Int64? {
        let schedule = schedules[shape]
        let last = (schedule.provisional ?? schedule.final).last
        return last == .min ? nil : schedule.shape.boundary(after: last)
    }

    /// Whether a key has rows in the window that was told last; only of windows that tell changes.
    func isLive(_ key: UInt32, shape: Int) -> Bool {
        guard schedules[shape].shape.tellsChangesOnly else { return false }
        let cursor = schedules[shape].provisional ?? schedules[shape].final
        guard let record = cursor.running.find(key) else { return false }
        let words = cursor.running.arena.words(of: record)
        return schedules[shape].metrics.contains { words[plan.metrics[$0].rowCountWord] > 0 }
    }

    /// Tells the results of all metrics of one shape for the window that ends at a boundary.
    ///
    /// - Parameters:
    ///   - shape: which windows.
    ///   - boundary: the window's end, as a pane's number.
    ///   - isFinal: whether the allowed lateness has passed.
    ///   - firstInput: windows that began before it are partial.
    ///   - body: takes the rows of each metric and kind, in batches.
    func tell(
        shape: Int, boundary: Int64, isFinal: Bool, firstInput: Int64,
        _ body: (_ metric: Int, ResultRows, ResultKind) -> Void
    ) {
        let source = source(shape, boundary, isFinal)
        let end = Ending(
            shape: shape, boundary: boundary, isFinal: isFinal,
            tellsEmpty: schedules[shape].shape.tellsChangesOnly,
            isPartial: window(schedules[shape].shape, boundary).start < firstInput)
        if plan.isCorrected {
            for metric in plan.metrics.indices { told[metric].removeAll(keepingCapacity: true) }
        }
        // Some records at a time for all metrics, so that a record's words are fetched once.
        var start = 0
        while start < all.count {
            let range = start..<min(start + Self.chunk, all.count)
            for metric in schedules[shape].metrics { tell(metric, source, range, end, body) }
            start = range.upperBound
        }
        if plan.isCorrected {
            for metric in schedules[shape].metrics { noteTold(metric, end, body) }
        }
        (isFinal ? schedules[shape].final : schedules[shape].provisional)?.forgetPast(paneNumbers)
        guard isFinal else {
            // Until the results are final, what a window of one pane holds only waits.
            for number in paneNumbers.numbers(in: boundary - 1..<boundary) { seal(number) }
            return
        }
        dropPanes()
    }

    private func tell(
        _ metric: Int, _ source: ResultSource, _ range: Range<Int>, _ end: Ending,
        _ body: (_ metric: Int, ResultRows, ResultKind) -> Void
    ) {
        let word = end.tellsEmpty ? nil : plan.metrics[metric].rowCountWord
        chosen.choose(all, range, source.arena, above0: word)
        if plan.isCorrected {
            told[metric].append(contentsOf: UnsafeBufferPointer(start: chosen.keys, count: chosen.count))
        }
        tellChosen(metric, source, end, end.isFinal ? .final : .provisional, body)
    }

    /// Remembers what was told as provisional, and withdraws of it what did not become final.
    private func noteTold(
        _ metric: Int, _ end: Ending, _ body: (_ metric: Int, ResultRows, ResultKind) -> Void
    ) {
        let window = ToldWindow(metric: metric, boundary: end.boundary)
        guard end.isFinal else {
            schedules[end.shape].told[window] = told[metric]
            return
        }
        guard let before = schedules[end.shape].told.removeValue(forKey: window), before != told[metric]
        else {
            return
        }
        let final = Set(told[metric])
        let withdrawn = before.filter { !final.contains($0) }
        guard !withdrawn.isEmpty else { return }
        let arena = RecordArena(layout: plan.record)
        let nothing = UInt32(arena.make())
        var start = 0
        while start < withdrawn.count {
            let count = min(Self.chunk, withdrawn.count - start)
            chosen.removeAll()
            chosen.reserve(count)
            for key in withdrawn[start..<start + count] { chosen.append(key, nothing) }
            tellChosen(metric, ResultSource(arena: arena), end, .withdrawn, body)
            start += count
        }
    }

    private func tellChosen(
        _ metric: Int, _ source: ResultSource, _ end: Ending, _ kind: ResultKind,
        _ body: (_ metric: Int, ResultRows, ResultKind) -> Void
    ) {
        guard chosen.count > 0 else { return }
        let rows = results[metric]
        rows.batch.removeAll()
        let window = window(plan.metrics[metric].window, end.boundary)
        encoders[metric].fill(
            rows.batch, from: source, UnsafeBufferPointer(start: chosen.records, count: chosen.count),
            .one(start: window.start, end: window.end, isPartial: end.isPartial))
        rows.keys.update(from: chosen.keys, count: chosen.count)
        keyParts.fill(rows.batch, rows.keys, firstColumn: ResultLayout.firstKeyColumn)
        body(metric, rows, kind)
    }

    /// Moves a cursor on to a boundary and lists the records that are to be told.
    private func source(_ shape: Int, _ boundary: Int64, _ isFinal: Bool) -> ResultSource {
        let schedule = schedules[shape]
        let cursor = isFinal ? schedule.final : schedule.provisional ?? schedule.final
        let first = schedule.shape.firstPane(endingAt: boundary)
        // A window of one pane is told from the pane itself.
        if schedule.shape.isDisjoint, boundary - first == 1, sealed[first] == nil {
            cursor.pass(boundary)
            list(open.find(first))
            let eras = DecayedSums.eras(of: plan.record, pane: first, grid: plan.grid)
            return ResultSource(arena: open.arena, eras: eras)
        }
        for number in lateOpen { seal(number) }
        lateOpen.removeAll()
        let entering = max(first, cursor.last)..<max(boundary, first, cursor.last)
        for number in paneNumbers.numbers(in: entering) {
            seal(number)
            if isFinal { close(number) }
        }
        cursor.advance(to: boundary, panes: paneNumbers) { sealed[$0] ?? [] }
        list(cursor)
        return ResultSource(arena: cursor.running.arena, front: cursor.front, eras: cursor.decayed.eras)
    }

    private func list(_ pane: OpenPane?) {
        all.removeAll()
        guard let pane else { return }
        all.reserve(pane.count)
        pane.forEach { all.append($0, UInt32(truncatingIfNeeded: $1)) }
    }

    private func list(_ cursor: WindowCursor) {
        all.removeAll()
        cursor.running.keyOfRecord.withUnsafeBufferPointer { keys in
            guard cursor.shape.tellsChangesOnly else {
                all.reserve(keys.count)
                for record in 0..<keys.count where keys[record] != KeyReader.noKey {
                    all.append(keys[record], UInt32(truncatingIfNeeded: record))
                }
                return
            }
            all.reserve(cursor.changed.count)
            for record in cursor.changed { all.append(keys[Int(record)], record) }
        }
    }

    /// From a window's start to its end in milliseconds; one that holds everything starts with the epoch.
    private func window(_ shape: WindowShape, _ boundary: Int64) -> (start: Int64, end: Int64) {
        let first = shape.firstPane(endingAt: boundary)
        return (first == .min ? 0 : plan.grid.start(of: first), plan.grid.start(of: boundary))
    }

    // MARK: Panes

    private func seal(_ number: Int64) {
        guard let pane = open.find(number) else { return }
        if pane.count > 0 { sealed[number, default: []].append(SealedPane(pane, open.arena)) }
        open.remove(number)
    }

    /// Shrinks what is kept of a pane that nothing more comes in for; the same whatever parts it came in.
    private func close(_ number: Int64) {
        guard let parts = sealed[number], closesPanes else { return }
        let whole = parts.count == 1 ? parts[0] : SealedPane(merging: parts, layout: plan.record)
        for (form, column) in zip(plan.record.sketches, whole.sketches) { column.close(form, symbols) }
        sealed[number] = [whole]
    }

    /// Whether panes hold more than is kept of them. A window without overlap is told from all that there is.
    private var closesPanes: Bool {
        plan.record.sketches.contains { if case .top = $0 { true } else { false } }
            && schedules.contains { !$0.shape.isDisjoint }
    }

    private func dropPanes() {
        while let oldest = paneNumbers.first,
            !schedules.contains(where: { $0.final.needs(oldest) || $0.provisional?.needs(oldest) == true })
        {
            open.remove(oldest)
            sealed[oldest] = nil
            paneNumbers.removeFirst()
        }
    }
}
