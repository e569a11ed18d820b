import EventModel

/// The sessions of one metric group: takes in rows or partials in any order and tells results as sessions end.
///
/// A session is told as provisional when the watermark passes its last row by more than the gap, since nothing on time
/// can extend it then, and as final when the allowed lateness has passed too; at once as final when none is allowed.
/// A result is known by its key and the start of its window. Late rows that make a session longer change its final
/// result only. Those that make it begin earlier, or make one session of two, take its start away from what was told:
/// that is withdrawn, with the window as it was told, and the session is told as provisional under its new start, if it
/// has not been. So at most one provisional result of a key and start stands, and each final result comes once.
///
/// Where there is a maximum, late rows that make a run of rows begin earlier can move all its cuts.
///
/// - Complexity: O(1) amortised for a row, plus O(fragments of the key behind it) for one out of order; O(1) for a
///   session that ends, whatever the number of open ones, plus O(log of those that end at the same watermark).
final class SessionMetrics: MetricWindows {
    let plan: MetricGroupPlan
    let keys: SymbolTable
    let cut: VisitCut
    let store: SessionFragments
    let results: [ResultRows]
    let encoders: [ResultEncoder]
    // The sessions that are told, and those of them that a metric tells.
    let all = SessionList()
    let chosen = SessionList()
    // A record of no rows, for what is withdrawn.
    let nothing: ResultSource
    let symbols: SymbolTable
    @exclusivity(unchecked) var keyParts: KeyParts
    @exclusivity(unchecked) var told: ToldSessions
    @exclusivity(unchecked) private var timers: TimerWheel
    // Sessions whose timers have fired, by the places of their last fragments.
    @exclusivity(unchecked) private var provisionals = DeadlineHeap()
    @exclusivity(unchecked) private var finals = DeadlineHeap()
    /// Asked between batches of results: whether the rest is to wait.
    var isEnough: (() -> Bool)?
    // How far the round of slices has come.
    var nextPlace = 0
    @exclusivity(unchecked) private var touched: [Int32] = []
    @exclusivity(unchecked) private var rows: KeyedRows?
    // Sessions that were final by then are forgotten.
    @exclusivity(unchecked) var closedThrough = Int64.min
    @exclusivity(unchecked) var lastBoundary = Int64.min
    /// Rows or partials that begin so early that their sessions are final already, which should not come.
    @exclusivity(unchecked) var partialsAfterFinal = 0

    /// - Parameters:
    ///   - plan: the group.
    ///   - allowedLateness: how long results may change after a session's end, in milliseconds.
    ///   - keys: the keys of all groups with the same key.
    ///   - symbols: the task's strings.
    init(plan: MetricGroupPlan, allowedLateness: Int64, keys: SymbolTable, symbols: SymbolTable) {
        self.plan = plan
        self.keys = keys
        self.symbols = symbols
        cut = plan.sessionCut(allowedLateness: allowedLateness)
        store = SessionFragments(layout: plan.record, cut: cut, in: symbols.space)
        timers = TimerWheel(pool: symbols.space.pool)
        results = plan.metrics.map { ResultRows(layout: $0.results, capacity: SessionList.capacity) }
        encoders = plan.metrics.map { ResultEncoder(metric: $0, record: plan.record, symbols: symbols) }
        keyParts = KeyParts(keys: keys, symbols: symbols, width: plan.keyNames.count)
        told = ToldSessions(metricCount: plan.metrics.count)
        let arena = RecordArena(layout: plan.record, capacity: 1, in: .heap)
        _ = arena.make()
        nothing = ResultSource(arena: arena)
    }

    var size: (panes: Int, records: Int) { (store.count, store.count) }

    var byteCount: Int { store.byteCount + timers.memoryBytes + told.byteCount }

    var rowsWithoutKey: Int { rows?.withoutKey ?? 0 }

    func shape(of metric: Int) -> Int { 0 }
    func metrics(of shape: Int) -> [Int] { Array(plan.metrics.indices) }
    func time(of boundary: Int64) -> Int64 { boundary }
    // A key without sessions is not silent: its next session may come at any time.
    func boundaryAfterLast(shape: Int) -> Int64? { nil }
    func isLive(_ key: UInt32, shape: Int) -> Bool { true }

    // MARK: Taking in

    func add(_ block: PartialBlock) {
        precondition(block.ends.count == block.count, "a block of sessions says where each stretch ends")
        let reader = PartialReader(block, layout: plan.record, keys: keys, symbols: symbols)
        let earliest = earliest
        for row in 0..<block.count {
            guard block.panes[row] >= earliest else {
                partialsAfterFinal += 1
                continue
            }
            let record = store.place(reader.key(of: row), from: block.panes[row], through: block.ends[row]) {
                touched.append($0)
            }
            reader.withWords(of: row) { plan.record.merge(into: store.arena.words(of: record), from: $0) }
            for (column, source) in zip(store.arena.sketches, reader.sketches) {
                column.merge(record, from: source, row)
            }
            // The next stretch may begin in what this one overlaps.
            settleTouched()
            if row & 127 == 127 { symbols.space.noteAccesses(4 * 128) }
        }
    }

    // What is open does not depend on how far windows of other keys are.
    func add(_ block: PartialBlock, at time: Int64) { add(block) }

    func add(_ batch: RowBatch, weights: UnsafePointer<Int64>?) {
        precondition(
            weights == nil, "rows cannot be taken out of sessions: sessions need rows that are not corrected")
        let rows = KeyedRows.fitting(batch, rows, plan: plan, symbols: symbols, into: keys)
        self.rows = rows
        rows.read(batch)
        partialsAfterFinal += rows.add(batch, to: store, earliest: earliest) { touched.append($0) }
        settleTouched()
    }

    /// The earliest time of rows that cannot belong to a session that was forgotten.
    private var earliest: Int64 {
        let (time, overflow) = closedThrough.subtractingReportingOverflow(cut.allowedLateness)
        return overflow ? .min : time
    }

    private func settleTouched() {
        for place in touched where store[place].isLive { settle(place) }
        touched.removeAll(keepingCapacity: true)
    }

    /// Brings together what a change has joined, and sets the timers of the sessions around it.
    private func settle(_ place: Int32) {
        while let next = store.nextToJoin(place) {
            forget(next)
            store.join(next: place)
        }
        let movesCuts = store.moveRun(from: place)
        var span = store.span(containing: place)
        while true {
            withdrawOutdated(span)
            arm(span)
            guard movesCuts, let next = store.span(after: span) else { return }
            span = next
        }
    }

    /// Withdraws what was told of a fragment, and takes its timer back.
    private func forget(_ place: Int32) {
        if store[place].isTold { withdraw(place) }
        timers.cancel(Int(place))
        provisionals.remove(Int(place))
        finals.remove(Int(place))
    }

    private func withdrawOutdated(_ span: SessionSpan) {
        let (start, end) = (store[span.first].start, store[span.last].end)
        store.forEach(of: span) { place in
            let fragment = store[place]
            guard fragment.isTold else { return }
            // A session can only become shorter when its cuts move.
            if place != span.first || fragment.toldStart != start || fragment.toldEnd > end {
                withdraw(place)
            }
        }
    }

    private func withdraw(_ place: Int32) {
        store.touch(place)
        told.withdraw(place, store[place])
        store[place].isTold = false
    }

    // MARK: Time

    func nextDue(through limit: Int64) -> DueResults? {
        var budget = Int.max
        while let place = timers.next(through: limit, budget: &budget) {
            store[Int32(place)].armedAt = SessionFragment.unarmed
            queue(Int32(place), through: limit)
        }
        var next: DueResults?
        if let first = provisionals.first {
            next = DueResults(time: first.time, shape: 0, boundary: first.time, isFinal: false)
        }
        if let first = finals.first, first.time < next?.time ?? .max {
            next = DueResults(
                time: first.time, shape: 0, boundary: first.time - cut.allowedLateness, isFinal: true)
        }
        // What no longer holds is withdrawn at once, and without anything else.
        if !told.withdrawals.isEmpty, lastBoundary < next?.time ?? .max {
            next = DueResults(time: lastBoundary, shape: 0, boundary: .min, isFinal: false)
        }
        return next
    }

    /// Takes out the next session that is due up to a boundary.
    func nextEnded(through boundary: Int64, isFinal: Bool) -> SessionSpan? {
        store.changes.hasOther = true
        lastBoundary = max(lastBoundary, boundary)
        let through = isFinal ? boundary + cut.allowedLateness : boundary
        if isFinal { closedThrough = max(closedThrough, through) }
        while let first = isFinal ? finals.first : provisionals.first, first.time <= through {
            let place = Int32(first.slot)
            if isFinal { finals.remove(first.slot) } else { provisionals.remove(first.slot) }
            guard store[place].isLive else { continue }
            let span = store.span(containing: place)
            // Rows that came since its timer fired may have moved it.
            if span.last == place, due(span) == first.time, isFinalNext(span) == isFinal { return span }
            arm(store.span(containing: place))
        }
        return nil
    }

    /// Sets the timer of a session that has changed or was told.
    func arm(_ span: SessionSpan) {
        let due = due(span)
        guard due < store[span.last].armedAt else { return }
        store[span.last].armedAt = due
        timers.set(Int(span.last), at: due)
    }

    /// Forgets a session that is final.
    func remove(_ span: SessionSpan) {
        store.forEach(of: span) { place in
            store[place].isTold = false
            forget(place)
            store.remove(place)
        }
    }

    private func queue(_ place: Int32, through limit: Int64) {
        guard store[place].isLive else { return }
        let span = store.span(containing: place)
        // The timer of its last fragment is a session's timer.
        guard span.last == place else { return }
        let due = due(span)
        if due > limit { return arm(span) }
        if isFinalNext(span) {
            finals.set(Int(place), at: due)
        } else {
            provisionals.set(Int(place), at: due)
        }
    }

    private func isFinalNext(_ span: SessionSpan) -> Bool {
        cut.allowedLateness == 0 || store[span.first].isTold
    }

    private func due(_ span: SessionSpan) -> Int64 {
        let end = store[span.last].end
        return min(isFinalNext(span) ? cut.forgetAt(end) : cut.tellAt(end), .max - 1)
    }
}
