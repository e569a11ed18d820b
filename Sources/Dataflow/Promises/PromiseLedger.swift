public import EventModel

/// Rows that a ledger tells, with the weight of each: 1, or -1 for one that takes an earlier row back.
public final class PromiseRows {
    /// The rows.
    public let batch: RowBatch
    /// Their weights.
    public let weights: UnsafeMutablePointer<Int64>

    /// An empty batch for the rows of a promise.
    public init(layout: PromiseRowLayout, capacity: Int) {
        batch = RowBatch(layout: layout.rows, capacity: capacity)
        weights = .allocate(capacity: capacity)
    }

    deinit { weights.deallocate() }
}

/// Takes the rows of a promise when a batch of them is full, and at the end of each call.
public protocol PromiseRowsConsumer: AnyObject {
    /// Rows by due time.
    func consumeDue(_ rows: PromiseRows)
    /// Rows by the time of fulfilment.
    func consumeFulfilled(_ rows: PromiseRows)
}

/// What a ledger has counted since it began.
public struct PromiseCounts: Equatable, Sendable {
    /// Promises that were made.
    public var made = 0
    /// Events that would make a promise but say no due time.
    public var withoutDue = 0
    /// Events whose key is null.
    public var withoutKey = 0
    /// Promises that were forgotten although they were never fulfilled nor waived.
    public var forgottenOpen = 0
    /// Fulfilments and waivers that were forgotten because nothing was promised.
    public var forgottenOrphans = 0
}

/// The ledger of one promise in one task: what was promised by key, until when, and what became of it.
///
/// Events may arrive in any order, also the fulfilment before the promise. The deadline breaks a promise as
/// the watermark passes it, with no further event. See ``PromiseFacts`` for what is told and when.
///
/// - Complexity: O(1) amortised for an event and for a deadline, whatever the number of open promises.
public final class PromiseLedger {
    private struct Entry {
        var facts = PromiseFacts()
        var toldDue: PromiseTelling?
        var toldFulfilled: PromiseTelling?
        var armedAt = PromiseFacts.never
    }

    private let plan: PromisePlan
    // Corrections are over before anything is forgotten, however short the time to remember is.
    private let memory: Int64
    private let symbols: SymbolTable
    private var keys = KeySlots()
    private var entries: [Entry] = []
    // Values and states of the remembered fields, `rememberedColumns.count` for each entry.
    private var remembered: [Int64] = []
    private var rememberedStates: [UInt8] = []
    private var timers = TimerBuckets(widthMilliseconds: 60_000)
    private let due: PromiseRows
    private let fulfilled: PromiseRows
    private let outcomes: OutcomeSymbols
    private var watermark = Int64.min
    /// What has been counted.
    public private(set) var counts = PromiseCounts()

    /// An empty ledger.
    ///
    /// - Parameters:
    ///   - plan: the promise.
    ///   - symbols: the table that rows in and out refer to.
    ///   - due: where rows by due time are collected; shared by the ledgers of a thread.
    ///   - fulfilled: where rows by the time of fulfilment are collected.
    public init(plan: PromisePlan, symbols: SymbolTable, due: PromiseRows, fulfilled: PromiseRows) {
        self.plan = plan
        memory = min(max(plan.forgetAfterMilliseconds, plan.allowedLatenessMilliseconds + 1), .max / 4)
        self.symbols = symbols
        self.due = due
        self.fulfilled = fulfilled
        outcomes = OutcomeSymbols(symbols)
    }

    /// How many keys are remembered.
    public var count: Int { keys.count }

    /// Takes in events that make the promise.
    ///
    /// - Parameters:
    ///   - batch: the events.
    ///   - rows: which of them.
    ///   - keyColumn: the column of the promise's key.
    ///   - idColumn: the column of the event's id, which decides between promises made in the same millisecond.
    ///   - dueAt: the due time of each row of the batch, in milliseconds, with its state.
    ///   - consumer: takes what follows.
    public func make(
        _ batch: RowBatch, rows: UnsafeBufferPointer<UInt32>, keyColumn: Int, idColumn: Int,
        dueAt: (values: UnsafePointer<Int64>, states: UnsafePointer<UInt8>),
        consumer: some PromiseRowsConsumer
    ) {
        for row in rows {
            let row = Int(row)
            guard dueAt.states[row] == CellState.value.rawValue else {
                counts.withoutDue += 1
                continue
            }
            guard let slot = slot(of: row, in: batch, keyColumn) else { continue }
            let time = batch.times[row]
            let tie = ByteHash.hash(
                bytes(of: row, in: batch, idColumn) ?? UnsafeRawBufferPointer(start: nil, count: 0))
            let facts = entries[slot].facts
            guard (time, tie) < (facts.madeAt, facts.madeTie) else { continue }
            if facts.isMade { takeBack(slot, consumer) } else { counts.made += 1 }
            entries[slot].facts.madeAt = time
            entries[slot].facts.madeTie = tie
            entries[slot].facts.dueAt = dueAt.values[row]
            for (place, column) in plan.rememberedColumns.enumerated() {
                remembered[slot * plan.rememberedColumns.count + place] = batch.values[column][row]
                rememberedStates[slot * plan.rememberedColumns.count + place] = batch.states[column][row]
            }
            settle(slot, consumer)
        }
        deliver(consumer)
    }

    /// Takes in events that fulfil the promise; one exactly at the due time keeps it.
    public func fulfil(
        _ batch: RowBatch, rows: UnsafeBufferPointer<UInt32>, keyColumn: Int,
        consumer: some PromiseRowsConsumer
    ) {
        note(batch, rows, keyColumn, consumer) { $0.fulfil(at: $1) }
    }

    /// Takes in events that waive the promise; one up to the due time waives it unless it was fulfilled before.
    public func waive(
        _ batch: RowBatch, rows: UnsafeBufferPointer<UInt32>, keyColumn: Int,
        consumer: some PromiseRowsConsumer
    ) {
        note(batch, rows, keyColumn, consumer) { $0.waive(at: $1) }
    }

    /// Takes in events that change the facts of a promise; `change` says whether one did.
    @inline(__always)
    private func note(
        _ batch: RowBatch, _ rows: UnsafeBufferPointer<UInt32>, _ keyColumn: Int,
        _ consumer: some PromiseRowsConsumer, change: (inout PromiseFacts, Int64) -> Bool
    ) {
        for row in rows {
            guard let slot = slot(of: Int(row), in: batch, keyColumn),
                change(&entries[slot].facts, batch.times[Int(row)])
            else { continue }
            settle(slot, consumer)
        }
        deliver(consumer)
    }

    /// Breaks what was due before the watermark and forgets what is old.
    public func advance(to watermark: EventTime, consumer: some PromiseRowsConsumer) {
        guard watermark.milliseconds > self.watermark else { return }
        self.watermark = watermark.milliseconds
        var fired: [(slot: Int, time: Int64)] = []
        timers.fire(through: self.watermark) { fired.append((Int($0), $1)) }
        for (slot, time) in fired where slot < entries.count && entries[slot].armedAt == time {
            entries[slot].armedAt = PromiseFacts.never
            settle(slot, consumer)
        }
        deliver(consumer)
    }

    /// Makes what is told follow from the facts again, and sets the timer for when time alone will change it.
    private func settle(_ slot: Int, _ consumer: some PromiseRowsConsumer) {
        let facts = entries[slot].facts
        let dueNow = plan.tellsDue ? facts.due(watermark: watermark, memory: memory) : nil
        if dueNow != entries[slot].toldDue {
            if let told = entries[slot].toldDue { tell(told, weight: -1, slot, due, consumer.consumeDue) }
            if let dueNow { tell(dueNow, weight: 1, slot, due, consumer.consumeDue) }
            entries[slot].toldDue = dueNow
        }
        let fulfilledNow = plan.tellsFulfilled ? facts.fulfilled(memory: memory) : nil
        if fulfilledNow != entries[slot].toldFulfilled {
            if let told = entries[slot].toldFulfilled {
                tell(told, weight: -1, slot, fulfilled, consumer.consumeFulfilled)
            }
            if let fulfilledNow { tell(fulfilledNow, weight: 1, slot, fulfilled, consumer.consumeFulfilled) }
            entries[slot].toldFulfilled = fulfilledNow
        }
        arm(slot)
    }

    /// Takes back all that was told of a promise, before its facts are replaced by those of an earlier one.
    private func takeBack(_ slot: Int, _ consumer: some PromiseRowsConsumer) {
        if let told = entries[slot].toldDue { tell(told, weight: -1, slot, due, consumer.consumeDue) }
        if let told = entries[slot].toldFulfilled {
            tell(told, weight: -1, slot, fulfilled, consumer.consumeFulfilled)
        }
        entries[slot].toldDue = nil
        entries[slot].toldFulfilled = nil
    }

    private func arm(_ slot: Int) {
        let facts = entries[slot].facts
        // An event that counts may be late.
        let forgetAt = facts.forgetAt(after: memory + plan.allowedLatenessMilliseconds)
        if watermark >= forgetAt { return forget(slot) }
        // A deadline breaks as the watermark passes it: one millisecond later.
        let isOpen = facts.isMade && facts.outcome(watermark: watermark, memory: memory) == nil
        let next = isOpen ? min(facts.dueAt &+ 1, forgetAt) : forgetAt
        guard next != PromiseFacts.never, next != entries[slot].armedAt else { return }
        entries[slot].armedAt = next
        timers.set(UInt32(slot), at: next)
    }

    private func forget(_ slot: Int) {
        let facts = entries[slot].facts
        if !facts.isMade {
            counts.forgottenOrphans += 1
        } else if !facts.isFulfilled, facts.waivedAt == PromiseFacts.never {
            counts.forgottenOpen += 1
        }
        entries[slot] = Entry()
        keys.remove(slot: slot)
    }

    private func slot(of row: Int, in batch: RowBatch, _ keyColumn: Int) -> Int? {
        guard let key = bytes(of: row, in: batch, keyColumn) else {
            counts.withoutKey += 1
            return nil
        }
        let (slot, isNew) = keys.insert(key)
        if isNew {
            if slot == entries.count {
                entries.append(Entry())
                remembered.append(contentsOf: repeatElement(0, count: plan.rememberedColumns.count))
                rememberedStates.append(contentsOf: repeatElement(0, count: plan.rememberedColumns.count))
            } else {
                entries[slot] = Entry()
            }
        }
        return slot
    }

    private func bytes(of row: Int, in batch: RowBatch, _ column: Int) -> UnsafeRawBufferPointer? {
        guard batch.states[column][row] == CellState.value.rawValue else { return nil }
        switch batch.layout.columns[column].storage {
        case .text: return batch.textBytes(row: row, column: column)
        case .symbol: return symbols.bytes(of: UInt32(truncatingIfNeeded: batch.values[column][row]))
        }
    }

    private func tell(
        _ telling: PromiseTelling, weight: Int64, _ slot: Int, _ rows: PromiseRows,
        _ consume: (PromiseRows) -> Void
    ) {
        let batch = rows.batch
        if batch.count == batch.capacity {
            consume(rows)
            batch.removeAll()
        }
        let row = batch.count
        batch.count += 1
        rows.weights[row] = weight
        let facts = entries[slot].facts
        func put(_ column: Int, _ value: Int64, _ state: CellState = .value) {
            batch.values[column][row] = value
            batch.states[column][row] = state.rawValue
        }
        put(0, telling.time)
        put(PromiseRowLayout.outcomeColumn, Int64(outcomes.id(of: telling.outcome)))
        put(PromiseRowLayout.madeColumn, facts.madeAt)
        put(PromiseRowLayout.dueColumn, facts.dueAt)
        let isKnown = telling.fulfilledAt != PromiseFacts.never
        put(PromiseRowLayout.fulfilledColumn, isKnown ? telling.fulfilledAt : 0, isKnown ? .value : .null)
        let storage = batch.layout.columns[PromiseRowLayout.keyColumn].storage
        let key = keys.withKey(of: slot) { key in
            storage == .text ? batch.text.append(key).slot : Int64(symbols.intern(key))
        }
        put(PromiseRowLayout.keyColumn, key)
        for place in plan.rememberedColumns.indices {
            let column = PromiseRowLayout.firstRememberedColumn + place
            batch.values[column][row] = remembered[slot * plan.rememberedColumns.count + place]
            batch.states[column][row] = rememberedStates[slot * plan.rememberedColumns.count + place]
        }
    }

    private func deliver(_ consumer: some PromiseRowsConsumer) {
        if due.batch.count > 0 {
            consumer.consumeDue(due)
            due.batch.removeAll()
        }
        if fulfilled.batch.count > 0 {
            consumer.consumeFulfilled(fulfilled)
            fulfilled.batch.removeAll()
        }
    }
}
