public import EventModel

/// The ledger of one promise in one task: what was promised by key, until when, and what became of it.
///
/// Events may arrive in any order, also the fulfilment before the promise. The deadline breaks a promise as
/// the watermark passes it, with no further event. See `PromiseFacts` for which events belong to one promise, what is
/// told, and when. An event must not lie further behind the watermark than the allowed lateness.
///
/// An open promise with an id of 11 bytes and three remembered strings takes some 133 bytes.
///
/// - Complexity: O(1) amortised for an event and for a deadline, whatever the number of open promises.
public final class PromiseLedger {
    let plan: PromisePlan
    let memory: Int64
    let remembered: RememberedFields
    let gathered: GatheredFields
    let symbols: SymbolTable
    private let teller: PromiseTeller
    private let pool: PagePool?
    // Counts the groups since the pool was kept to its budget.
    @exclusivity(unchecked) private var groups = 0
    @exclusivity(unchecked) var book: PromiseBook
    @exclusivity(unchecked) var watermark = Int64.min
    // What was read ahead, kept so that reading it is not left out.
    @exclusivity(unchecked) private var readAhead: Int64 = 0
    private let fired = UnsafeMutablePointer<Int>.allocate(capacity: group)
    // How many events or timers fetch their memory together.
    private static let group = 32
    // How many groups may bring pages back before the pool is kept to its budget.
    private static let groupsPerCheck = 8
    /// What has been counted.
    @exclusivity(unchecked) public internal(set) var counts = PromiseCounts()
    // The header that was written last, and the place that the round has come to; see PromiseLedger+Durable.
    @exclusivity(unchecked) var writtenHeader = PromiseHeader()
    @exclusivity(unchecked) var roundPlace = 0

    /// An empty ledger.
    ///
    /// - Parameters:
    ///   - plan: the promise.
    ///   - symbols: the table that rows in and out refer to.
    ///   - due: where rows by due time are collected; shared by the ledgers of a thread.
    ///   - fulfilled: where rows by the time of fulfilment are collected.
    ///   - pool: where memory is taken from, and kept to its budget; nil for that of the table's.
    public init(
        plan: PromisePlan, symbols: SymbolTable, due: WeightedRows, fulfilled: WeightedRows,
        pool: PagePool? = nil
    ) {
        let pool = pool ?? symbols.space.pool
        self.pool = pool
        self.plan = plan
        self.symbols = symbols
        memory = max(plan.forgetAfterMilliseconds, 1)
        let firstGathered = PromiseRowLayout.firstRememberedColumn + plan.rememberedColumns.count
        let columns = plan.rows.rows.columns
        remembered = RememberedFields(
            columns: plan.rememberedColumns,
            types: Array(columns[PromiseRowLayout.firstRememberedColumn..<firstGathered]))
        gathered = GatheredFields(plan.gathered, types: Array(columns[firstGathered...]))
        teller = PromiseTeller(
            symbols: symbols, remembered: remembered, gathered: gathered, firstGatheredColumn: firstGathered,
            due: due, fulfilled: fulfilled, isBrokenByEvents: plan.isBrokenByEvents)
        book = PromiseBook(
            rememberedBytes: remembered.byteCount, gatheredBytes: gathered.byteCount, memory: memory,
            pool: pool)
    }

    deinit { fired.deallocate() }

    /// How many promises, and keys of which only a fulfilment or waiver is known, are remembered.
    public var count: Int { book.keys.count }

    /// Bytes that the ledger has taken from the system: promises, keys, index, remembered fields and timers.
    public var memoryBytes: Int { book.memoryBytes }

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
        let keys = KeyCells(batch, column: keyColumn, symbols: symbols)
        let ids = KeyCells(batch, column: idColumn, symbols: symbols)
        let times = batch.times
        for (place, row) in rows.enumerated() {
            touchAhead(place, rows, keys)
            let row = Int(row)
            guard dueAt.states[row] == CellState.value.rawValue else {
                counts.withoutDue += 1
                continue
            }
            let id = ids[row] ?? UnsafeRawBufferPointer(start: nil, count: 0)
            let event = PromiseFacts.made(at: times[row], tie: ByteHash.hash(id), due: dueAt.values[row])
            take(event, keys[row], consumer) { [remembered] in remembered.keep(row, of: batch, at: $0) }
        }
        teller.finish(consumer)
    }

    /// Takes in events that fulfil the promise; one exactly at the due time keeps it.
    public func fulfil(
        _ batch: RowBatch, rows: UnsafeBufferPointer<UInt32>, keyColumn: Int,
        consumer: some PromiseRowsConsumer
    ) {
        let keys = KeyCells(batch, column: keyColumn, symbols: symbols)
        let times = batch.times
        for (place, row) in rows.enumerated() {
            touchAhead(place, rows, keys)
            take(.fulfilled(at: times[Int(row)]), keys[Int(row)], consumer) { _ in }
        }
        teller.finish(consumer)
    }

    /// Takes in events that waive the promise; one up to the due time waives it unless it was fulfilled before.
    public func waive(
        _ batch: RowBatch, rows: UnsafeBufferPointer<UInt32>, keyColumn: Int,
        consumer: some PromiseRowsConsumer
    ) {
        let keys = KeyCells(batch, column: keyColumn, symbols: symbols)
        let times = batch.times
        for (place, row) in rows.enumerated() {
            touchAhead(place, rows, keys)
            take(.waived(at: times[Int(row)]), keys[Int(row)], consumer) { _ in }
        }
        teller.finish(consumer)
    }

    /// Breaks what was due before the watermark and forgets what is old, all at once.
    public func advance(to watermark: EventTime, consumer: some PromiseRowsConsumer) {
        var budget = Int.max
        while advance(to: watermark, budget: &budget, consumer: consumer) {}
    }

    /// Breaks what was due before the watermark and forgets what is old, in bounded steps.
    ///
    /// Events may be taken in between two steps. What follows from the watermark is told in full when the last step has
    /// returned `false`; until then some promises that are broken may not have been told.
    ///
    /// - Parameters:
    ///   - watermark: up to which all events are known; never moves back.
    ///   - budget: how many timers may be touched, less those that were when it returns; several ledgers may share one.
    ///     10,000 take some milliseconds.
    ///   - consumer: takes what follows.
    /// - Returns: whether there may be more to do, because the budget is used up.
    public func advance(
        to watermark: EventTime, budget: inout Int, consumer: some PromiseRowsConsumer
    ) -> Bool {
        self.watermark = max(self.watermark, watermark.milliseconds)
        while true {
            let count = fire(&budget)
            for place in 0..<count {
                settle(fired[place], book.records[fired[place]].pointee.facts, consumer)
            }
            if count < Self.group { break }
        }
        teller.finish(consumer)
        book.trim()
        return budget <= 0
    }

    /// Takes out a group of timers that are due. Settling one of their promises leaves the others where they are.
    private func fire(_ budget: inout Int) -> Int {
        var count = 0
        while count < Self.group, let slot = book.timers.next(through: watermark, budget: &budget) {
            fired[count] = slot
            count += 1
        }
        if let pool { keepToBudget(pool) }
        for place in 0..<count { readAhead ^= book.touch(fired[place]) }
        return count
    }

    /// At the first row of each group, has the memory fetched that the group needs.
    @inline(__always)
    func touchAhead(_ place: Int, _ rows: UnsafeBufferPointer<UInt32>, _ keys: KeyCells) {
        if place % Self.group == 0 { touch(rows[place...], keys) }
    }

    /// Hands over what was told.
    func finish(_ consumer: some PromiseRowsConsumer) { teller.finish(consumer) }

    /// Has the memory fetched that the next group of rows needs.
    @inline(__always)
    private func touch(_ rows: Slice<UnsafeBufferPointer<UInt32>>, _ keys: KeyCells) {
        if let pool { keepToBudget(pool) }
        for row in rows.prefix(Self.group) {
            if let key = keys[Int(row)] { readAhead ^= book.touch(key) }
        }
    }

    private func keepToBudget(_ pool: PagePool) {
        groups += 1
        guard groups == Self.groupsPerCheck else { return }
        groups = 0
        pool.keepToBudget()
    }

    /// Takes in one event; `keep` writes what is remembered of it, if it is the one that made the promise.
    @inline(__always)
    private func take(
        _ event: PromiseFacts, _ key: UnsafeRawBufferPointer?, _ consumer: some PromiseRowsConsumer,
        keep: (UnsafeMutableRawPointer) -> Void
    ) {
        guard let key else {
            counts.withoutKey += 1
            return
        }
        let slot = meet(event, key, consumer)
        let record = book.records[slot]
        let before = record.pointee.facts
        var facts = before
        facts.join(event)
        guard facts != before || record.pointee.isUntold else { return }
        if before.isMade(after: event) {
            if before.isMade { takeBack(slot, consumer) } else { counts.made += 1 }
            keep(book.records.remembered(slot))
        }
        settle(slot, facts, consumer)
    }

    /// The promise that an event of a key belongs to.
    @inline(__always)
    func meet(
        _ event: PromiseFacts, _ key: UnsafeRawBufferPointer, _ consumer: some PromiseRowsConsumer
    ) -> Int {
        let slot = book.slot(of: key, meeting: event)
        if book.records[slot].pointee.following != 0 { joinFollowing(slot, event, consumer) }
        return slot
    }

    /// Makes one promise of several that an event shows to be one.
    private func joinFollowing(_ slot: Int, _ event: PromiseFacts, _ consumer: some PromiseRowsConsumer) {
        while let other = book.nextMeeting(event, after: slot) {
            takeBack(slot, consumer)
            takeBack(other, consumer)
            let facts = book.records[other].pointee.facts
            if facts.isMade, book.records[slot].pointee.facts.isMade { counts.made -= 1 }
            if book.records[slot].pointee.facts.isMade(after: facts) {
                book.records.copyRemembered(from: other, to: slot)
            }
            gathered.join(book.records.gathered(other), to: book.records.gathered(slot))
            book.records[slot].pointee.facts.join(facts)
            book.remove(other)
        }
    }

    /// Makes what is told follow from new facts, and sets the timer for when time alone will change it.
    func settle(_ slot: Int, _ facts: PromiseFacts, _ consumer: some PromiseRowsConsumer) {
        let record = book.records[slot]
        let old = record.pointee
        let told = told(old)
        record.pointee.facts = facts
        record.pointee.isPastDue = watermark > facts.dueAt
        record.pointee.isUntold = false
        if old.isUntold || old.isPastDue != record.pointee.isPastDue || old.facts != facts { book.note(slot) }
        let now = self.told(record.pointee)
        correct(told.due, now.due, by: .due, slot, consumer)
        correct(told.fulfilled, now.fulfilled, by: .fulfilled, slot, consumer)
        arm(slot, isWaiting: isWaiting(facts, now.due))
    }

    /// Whether time alone will change what is told of a promise.
    private func isWaiting(_ facts: PromiseFacts, _ due: PromiseTelling?) -> Bool {
        facts.isMade && due == nil && plan.tellsDue
    }

    /// Sets the timer of a promise whose record has come from elsewhere.
    func rearm(_ slot: Int) {
        let record = book.records[slot].pointee
        let next = nextTime(record.facts, isWaiting: isWaiting(record.facts, told(record).due))
        if next != PromiseFacts.never { book.timers.set(slot, at: next) }
    }

    /// Takes back all that was told of a promise, before its facts are replaced by those of an earlier one.
    func takeBack(_ slot: Int, _ consumer: some PromiseRowsConsumer) {
        let told = told(book.records[slot].pointee)
        correct(told.due, nil, by: .due, slot, consumer)
        correct(told.fulfilled, nil, by: .fulfilled, slot, consumer)
        book.records[slot].pointee.isUntold = true
    }

    /// What was told of a promise: it is kept nowhere because it follows from what is.
    private func told(_ record: PromiseRecord) -> (due: PromiseTelling?, fulfilled: PromiseTelling?) {
        guard !record.isUntold else { return (nil, nil) }
        return (
            plan.tellsDue ? record.facts.due(isPastDue: record.isPastDue) : nil,
            plan.tellsFulfilled ? record.facts.fulfilled() : nil
        )
    }

    @inline(__always)
    private func correct(
        _ told: PromiseTelling?, _ now: PromiseTelling?, by reading: PromiseReading, _ slot: Int,
        _ consumer: some PromiseRowsConsumer
    ) {
        guard told != now else { return }
        if let told { teller.tell(told, weight: -1, by: reading, of: slot, in: book, consumer) }
        if let now { teller.tell(now, weight: 1, by: reading, of: slot, in: book, consumer) }
    }

    /// Sets the timer of a promise, or forgets it. A timer that comes too early does no harm: it is set anew then.
    private func arm(_ slot: Int, isWaiting: Bool) {
        let facts = book.records[slot].pointee.facts
        guard watermark < forgetAt(facts) else { return forget(slot) }
        let next = nextTime(facts, isWaiting: isWaiting)
        if let armed = book.timers.time(of: slot), armed <= next { return }
        if next != PromiseFacts.never { book.timers.set(slot, at: next) }
    }

    /// When a promise is forgotten: an event that belongs to it may be late.
    private func forgetAt(_ facts: PromiseFacts) -> Int64 {
        PromiseFacts.adding(plan.allowedLatenessMilliseconds, to: facts.end(memory: memory))
    }

    /// When time changes something of a promise: a deadline breaks as the watermark passes it, one millisecond later.
    private func nextTime(_ facts: PromiseFacts, isWaiting: Bool) -> Int64 {
        isWaiting ? min(PromiseFacts.adding(1, to: facts.dueAt), forgetAt(facts)) : forgetAt(facts)
    }

    private func forget(_ slot: Int) {
        let facts = book.records[slot].pointee.facts
        if !facts.isMade {
            counts.forgottenOrphans += 1
        } else if facts.isOpen {
            counts.forgottenOpen += 1
        }
        book.remove(slot)
    }
}
