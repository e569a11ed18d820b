import EventModel

/// Writes what a ledger tells into batches and hands them over when they are full.
struct PromiseTeller {
    private let symbols: SymbolTable
    private let outcomes: OutcomeSymbols
    private let remembered: RememberedFields
    private let gathered: GatheredFields
    private let firstGatheredColumn: Int
    private let rowsByDue: WeightedRows
    private let rowsByFulfilment: WeightedRows
    private let isBrokenByEvents: Bool

    /// A teller of the promises of one ledger.
    init(
        symbols: SymbolTable, remembered: RememberedFields, gathered: GatheredFields,
        firstGatheredColumn: Int,
        due: WeightedRows, fulfilled: WeightedRows, isBrokenByEvents: Bool
    ) {
        self.isBrokenByEvents = isBrokenByEvents
        self.symbols = symbols
        self.remembered = remembered
        self.gathered = gathered
        self.firstGatheredColumn = firstGatheredColumn
        outcomes = OutcomeSymbols(symbols)
        rowsByDue = due
        rowsByFulfilment = fulfilled
    }

    /// Tells a row of a promise, or takes it back with a weight of -1.
    func tell(
        _ telling: PromiseTelling, weight: Int64, by reading: PromiseReading, of slot: Int,
        in book: borrowing PromiseBook, _ consumer: some PromiseRowsConsumer
    ) {
        let rows = reading == .due ? rowsByDue : rowsByFulfilment
        if rows.batch.count == rows.batch.capacity { handOver(reading, consumer) }
        let row = rows.batch.count
        rows.batch.count += 1
        rows.weights[row] = weight
        write(telling, book.records[slot].pointee.facts, to: row, of: rows.batch)
        write(book.keys.key(of: slot), to: row, of: rows.batch)
        remembered.write(
            book.records.remembered(slot), to: row, of: rows.batch,
            from: PromiseRowLayout.firstRememberedColumn)
        if gathered.isEmpty { return }
        gathered.write(
            book.records.gathered(slot), until: book.records[slot].pointee.facts.dueAt, to: row,
            of: rows.batch, from: firstGatheredColumn)
    }

    /// Hands over what is left.
    func finish(_ consumer: some PromiseRowsConsumer) {
        if rowsByDue.batch.count > 0 { handOver(.due, consumer) }
        if rowsByFulfilment.batch.count > 0 { handOver(.fulfilled, consumer) }
    }

    private func handOver(_ reading: PromiseReading, _ consumer: some PromiseRowsConsumer) {
        switch reading {
        case .due:
            consumer.consumeDue(rowsByDue)
            rowsByDue.batch.removeAll()
        case .fulfilled:
            consumer.consumeFulfilled(rowsByFulfilment)
            rowsByFulfilment.batch.removeAll()
        }
    }

    private func write(_ telling: PromiseTelling, _ facts: PromiseFacts, to row: Int, of batch: RowBatch) {
        let isFulfilled = telling.fulfilledAt != PromiseFacts.never
        put(telling.time, .value, 0, row, batch)
        let outcome = isBrokenByEvents ? telling.outcome.reversed : telling.outcome
        put(Int64(outcomes.id(of: outcome)), .value, PromiseRowLayout.outcomeColumn, row, batch)
        put(facts.madeAt, .value, PromiseRowLayout.madeColumn, row, batch)
        put(facts.dueAt, .value, PromiseRowLayout.dueColumn, row, batch)
        put(
            isFulfilled ? telling.fulfilledAt : 0, isFulfilled ? .value : .null,
            PromiseRowLayout.decidedColumn, row, batch)
    }

    private func write(_ key: UnsafeRawBufferPointer, to row: Int, of batch: RowBatch) {
        let column = PromiseRowLayout.keyColumn
        switch batch.layout.columns[column].storage {
        case .text: put(batch.text.append(key).slot, .value, column, row, batch)
        case .symbol: put(Int64(symbols.intern(key)), .value, column, row, batch)
        }
    }

    private func put(_ value: Int64, _ state: CellState, _ column: Int, _ row: Int, _ batch: RowBatch) {
        batch.values[column][row] = value
        batch.states[column][row] = state.rawValue
    }
}
