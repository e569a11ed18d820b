import EventModel

/// Writes visits as rows.
final class VisitWriter {
    private let layout: VisitRowLayout
    private let bits: VisitBits
    private let effective: EffectiveVisit
    private let symbols: SymbolTable
    private let rows: WeightedRows
    private let stepTimes: UnsafeMutablePointer<Int64>

    init(plan: VisitPlan, symbols: SymbolTable, rows: WeightedRows) {
        Self.check(plan, rows)
        layout = plan.rows
        bits = VisitBits(plan.conditions)
        effective = plan.effective
        self.symbols = symbols
        self.rows = rows
        stepTimes = .allocate(capacity: VisitConditions.stepLimit)
    }

    deinit { stepTimes.deallocate() }

    private static func check(_ plan: VisitPlan, _ rows: WeightedRows) {
        let layout = plan.rows
        precondition(rows.batch.layout == layout.rows, "the rows have another layout than the plan")
        precondition(
            layout.stepCount == plan.conditions.steps.count
                && layout.flagCount == plan.conditions.flags.count
                && layout.countCount == plan.conditions.counts.count,
            "the layout has other steps, flags or counts than the plan")
        precondition(
            layout.entryCount == plan.entryColumns.count && layout.exitCount == plan.exitColumns.count
                && (layout.distinct == nil) == (plan.distinctColumn == nil),
            "the layout has other entry, exit or distinct fields than the plan")
        let remembered = layout.rows.columns[layout.firstEntry..<layout.firstExit + layout.exitCount]
        precondition(
            remembered.allSatisfy { $0.type != .string || $0.storage == .symbol },
            "only symbols can be remembered")
    }

    /// Hands over what has been written.
    func deliver(_ consumer: some VisitRowsConsumer) {
        guard rows.batch.count > 0 else { return }
        consumer.consumeVisits(rows)
        rows.batch.removeAll()
    }

    /// Writes a row.
    ///
    /// - Parameters:
    ///   - visit: the visit.
    ///   - weight: of the row.
    ///   - mask: the union of the visit's events' masks.
    ///   - store: where the visit is.
    ///   - consumer: takes the rows when there is no room for another.
    ///   - withVisitor: calls with the visitor's name.
    /// - Returns: whether the funnel may lack a step because of the limit on its events.
    func write(
        _ visit: VisitSpan, weight: Int, mask: UInt64, store: inout FragmentStore,
        _ consumer: some VisitRowsConsumer,
        withVisitor: ((UnsafeRawBufferPointer) -> Int64) -> Int64
    ) -> Bool {
        let batch = rows.batch
        if batch.count == batch.capacity { deliver(consumer) }
        let row = batch.count
        batch.count += 1
        rows.weights[row] = Int64(weight)
        for states in batch.states { states[row] = CellState.value.rawValue }
        let isSymbol = layout.rows.columns[VisitRowLayout.visitor].storage == .symbol
        batch.values[VisitRowLayout.visitor][row] = withVisitor { name in
            isSymbol ? Int64(symbols.intern(name)) : batch.text.append(name).slot
        }
        let funnel = writeSums(visit, row, store)
        writeTimes(store[visit.first].start, store[visit.last].end, row)
        writeFlags(mask, row)
        writeSteps(funnel, mask, row)
        writeFields(visit, row, store)
        if let distinct = layout.distinct { batch.values[distinct][row] = store.distinctNumber(visit) }
        return funnel.isCutShort
    }

    private func writeTimes(_ start: Int64, _ end: Int64, _ row: Int) {
        let values = rows.batch.values
        values[0][row] = start
        values[VisitRowLayout.started][row] = start
        values[VisitRowLayout.ended][row] = end
        values[VisitRowLayout.dwell][row] = end &- start
    }

    /// Adds up the fragments and walks through the funnel.
    private func writeSums(
        _ visit: VisitSpan, _ row: Int, _ store: borrowing FragmentStore
    ) -> FunnelWalk {
        let values = rows.batch.values
        var funnel = FunnelWalk(stepCount: bits.stepCount, times: stepTimes)
        values[VisitRowLayout.events][row] = 0
        values[VisitRowLayout.pages][row] = 0
        for count in 0..<layout.countCount { values[layout.firstCount + count][row] = 0 }
        var place = visit.first
        while true {
            let fragment = store[place]
            let words = store.words(of: place)
            values[VisitRowLayout.events][row] += fragment.events
            values[VisitRowLayout.pages][row] += words[0]
            for count in 0..<layout.countCount { values[layout.firstCount + count][row] += words[1 + count] }
            funnel.pass(fragment, store.pool.words(of: fragment.trail))
            if place == visit.last { return funnel }
            place = fragment.next
        }
    }

    private func writeFlags(_ mask: UInt64, _ row: Int) {
        let values = rows.batch.values
        func isSet(_ bit: Int) -> Bool { mask >> UInt64(bit) & 1 != 0 }
        let isLong = values[VisitRowLayout.dwell][row] > effective.dwellAboveMilliseconds
        let hasPages = values[VisitRowLayout.pages][row] >= effective.pages
        let isEffective = !isSet(bits.bot) && (isLong || hasPages || isSet(bits.keyEvent))
        values[VisitRowLayout.isBot][row] = isSet(bits.bot) ? 1 : 0
        values[VisitRowLayout.hasKeyEvent][row] = isSet(bits.keyEvent) ? 1 : 0
        values[VisitRowLayout.isEffective][row] = isEffective ? 1 : 0
        for flag in 0..<layout.flagCount {
            values[layout.firstFlag + flag][row] = isSet(bits.firstFlag + flag) ? 1 : 0
        }
    }

    private func writeSteps(_ funnel: FunnelWalk, _ mask: UInt64, _ row: Int) {
        let batch = rows.batch
        batch.values[VisitRowLayout.furthest][row] = Int64(funnel.reached)
        for step in 0..<bits.stepCount {
            let column = VisitRowLayout.firstStep + VisitRowLayout.columnsPerStep * step
            let isReached = step < funnel.reached
            batch.values[column][row] = isReached ? 1 : 0
            batch.values[column + 1][row] = isReached ? stepTimes[step] : 0
            batch.states[column + 1][row] = (isReached ? CellState.value : .null).rawValue
            batch.values[column + 2][row] = Int64(mask >> UInt64(step) & 1)
        }
    }

    private func writeFields(_ visit: VisitSpan, _ row: Int, _ store: borrowing FragmentStore) {
        let batch = rows.batch
        let (first, last) = (store.words(of: visit.first), store.words(of: visit.last))
        for field in 0..<layout.entryCount + layout.exitCount {
            let words = field < layout.entryCount ? first : last
            let isKnown = words[store.shape.known] >> Int64(field) & 1 != 0
            batch.values[layout.firstEntry + field][row] = words[store.shape.firstEntry + field]
            batch.states[layout.firstEntry + field][row] = (isKnown ? CellState.value : .null).rawValue
        }
    }
}
