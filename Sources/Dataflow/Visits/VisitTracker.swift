public import EventModel

/// Turns the events of one task's visitors into visits.
///
/// **A visit** is one visitor's events with no silence longer than the session gap between them; a silence of exactly
/// the gap is within the visit. Events may arrive in any order, and one may make one visit of two. With a maximum, a
/// run of events without a gap is cut every so often, at times that follow from event times alone (``VisitCut``).
///
/// **The funnel**: step k is reached at the first event, at or behind the one that reached step k − 1, for which its
/// condition holds, in order of time and then of the hash of the event's id. One event may reach several steps in a
/// row: steps that overlap are wider and narrower words for the same deed, and a visitor who lands on a product has
/// paid attention to it, too. Steps that one event must not reach together have conditions that exclude each other.
///
/// **Telling**: a visit is told when the watermark passes its end by more than the gap, because nothing on time can
/// extend it then, as a row of weight 1. When an event is taken in later, rows that no longer hold are told again with
/// weight -1, and those that hold now with 1. Rows have the time of the visit's start: that is when the visit counts,
/// since what the visitor does next can move the end but not the visit's place among others. What has been told is a
/// function of the events taken in and of the watermark, so nothing is remembered of it. A visit is forgotten when its
/// end, the gap and the allowed lateness lie behind the watermark: no event that is taken in can change it then.
///
/// - Complexity: O(1) amortised for an event, plus O(fragments of the visitor behind it) for one out of order; O(1) for
///   a visit that ends, whatever the number of open visits.
public final class VisitTracker {
    struct Visitor {
        /// The last fragment.
        var tail = VisitFragment.none
        /// Whether it is among the visitors that have changed since the last commit.
        var isChanged = false
    }

    private let plan: VisitPlan
    let cut: VisitCut
    private let bits: VisitBits
    private let symbols: SymbolTable
    private let marks: VisitMarks
    private let writer: VisitWriter
    let coding: FragmentCoding
    @exclusivity(unchecked) var visitors: KeySlots
    // By the slots of the visitors.
    @exclusivity(unchecked) var tails: StateArray<Visitor>
    @exclusivity(unchecked) var store: FragmentStore
    @exclusivity(unchecked) var timers: TimerWheel
    @exclusivity(unchecked) private var fired: [Int32] = []
    @exclusivity(unchecked) var watermark = Int64.min
    @exclusivity(unchecked) var tally = VisitCounts()
    @exclusivity(unchecked) var commits = VisitCommits()

    /// A tracker that has seen nothing.
    ///
    /// - Parameters:
    ///   - plan: what visits are.
    ///   - symbols: the table that rows in and out refer to.
    ///   - marks: the plan's conditions; shared by the trackers of a thread.
    ///   - rows: where rows are collected; shared by the trackers of a thread.
    public init(plan: VisitPlan, symbols: SymbolTable, marks: VisitMarks, rows: WeightedRows) {
        self.plan = plan
        self.symbols = symbols
        self.marks = marks
        cut = VisitCut(plan)
        bits = VisitBits(plan.conditions)
        let space = symbols.space
        visitors = KeySlots(pool: space.pool)
        tails = StateArray(in: space)
        timers = TimerWheel(pool: space.pool)
        store = FragmentStore(shape: FragmentShape(plan), cut: cut, in: space)
        writer = VisitWriter(plan: plan, symbols: symbols, rows: rows)
        coding = FragmentCoding(plan, symbols: symbols)
    }

    /// What has been counted.
    public var counts: VisitCounts {
        var counts = tally
        counts.stepEventsBeyondLimit = store.leftOut
        return counts
    }

    /// How many visitors are remembered.
    public var visitorCount: Int { visitors.count }

    /// How many visits are remembered; one that was, or may have to be, cut can count more than once.
    public var count: Int { store.count }

    /// How many words of the visits' step and value lists are held.
    package var heldListWords: Int { store.pool.heldWords }

    /// How much memory the visits themselves take, in bytes; visitors' names and timers come on top.
    public var byteCount: Int { store.byteCount }

    /// Takes in events.
    ///
    /// - Parameters:
    ///   - batch: rows of the source; at most as many as the marks have room for.
    ///   - consumer: takes what follows.
    public func take(_ batch: RowBatch, consumer: some VisitRowsConsumer) {
        marks.mark(batch)
        let names = TextCells(batch, column: plan.visitorColumn, symbols: symbols)
        let ids = TextCells(batch, column: plan.idColumn, symbols: symbols)
        let values = plan.distinctColumn.map { CellHashes(batch, column: $0, symbols: symbols) }
        let earliest = cut.earliest(at: watermark)
        let times = UnsafePointer(batch.times)
        let masks = UnsafePointer(marks.masks)
        for row in 0..<batch.count {
            guard let name = names.bytes(row) else {
                tally.withoutVisitor += 1
                continue
            }
            guard times[row] >= earliest else {
                tally.late += 1
                continue
            }
            let event = VisitEvent(
                time: times[row], tie: ids.hash(row), mask: masks[row], distinct: values?.hash(row), row: row)
            add(event, of: batch, visitor: visitor(name), consumer)
            // Name, visitor, timer and fragment.
            if row & 63 == 63 { symbols.space.noteAccesses(6 * 64) }
        }
        writer.deliver(consumer)
    }

    /// Tells the visits that are over and forgets those that nothing can change any more.
    public func advance(to watermark: EventTime, consumer: some VisitRowsConsumer) {
        guard watermark.milliseconds > self.watermark else { return }
        let before = self.watermark
        self.watermark = watermark.milliseconds
        fired.removeAll(keepingCapacity: true)
        var budget = Int.max
        while let place = timers.next(through: self.watermark, budget: &budget) { fired.append(Int32(place)) }
        for place in fired where store.disarm(place, through: self.watermark) {
            let visit = store.visit(containing: place)
            // The timer of its last fragment is a visit's timer.
            guard visit.last == place else { continue }
            let end = store[place].end
            if isOver(visit), cut.tellAt(end) > before { tell(visit, weight: 1, consumer) }
            if cut.forgetAt(end) <= self.watermark { forget(visit) } else { arm(visit) }
        }
        writer.deliver(consumer)
    }

    func visitor(_ name: UnsafeRawBufferPointer) -> Int {
        let (slot, isNew) = visitors.insert(name)
        guard isNew else { return slot }
        if slot == tails.count {
            tails.append(Visitor())
        } else {
            tails[slot].tail = VisitFragment.none
        }
        return slot
    }

    private func noteChange(of visitor: Int) {
        guard !tails[visitor].isChanged else { return }
        tails[visitor].isChanged = true
        commits.changed.append(UInt32(visitor))
    }

    private func add(
        _ event: VisitEvent, of batch: RowBatch, visitor: Int, _ consumer: some VisitRowsConsumer
    ) {
        tally.events += 1
        noteChange(of: visitor)
        let cell = cut.cell(of: event.time)
        let (previous, next) = store.neighbours(of: event.time, tail: tails[visitor].tail)
        let joinsPrevious = previous >= 0 && cut.joins(store[previous].end, event.time)
        let joinsNext = next >= 0 && cut.joins(event.time, store[next].start)
        let anchor = joinsPrevious ? store[previous].anchor : cell
        let movesNext = joinsNext && store[next].anchor != anchor
        let piece = cut.piece(cell, anchor: anchor)

        var affected: VisitSpan?
        if joinsPrevious, store.piece(of: previous) == piece {
            affected = store.visit(containing: previous)
            affected.map { takeBack($0, consumer) }
        }
        if movesNext {
            forEachVisit(from: next) { takeBack($0, consumer) }
        } else if joinsNext, store.piece(of: next) == piece {
            let visit = store.visit(containing: next)
            if visit != affected { takeBack(visit, consumer) }
        }

        let place: Int32
        if joinsPrevious, store[previous].cell == cell {
            place = previous
        } else if joinsNext, store[next].cell == cell {
            place = next
        } else {
            place = store.make(visitor: visitor, cell: cell, anchor: anchor, between: previous, and: next)
            if next < 0 { tails[visitor].tail = place }
        }
        store.add(event, of: batch, to: place)
        if place == previous, joinsNext, store[next].cell == cell {
            if store[next].next < 0 { tails[visitor].tail = place }
            store.joinNext(of: place)
        }
        guard movesNext else { return settle(store.visit(containing: place), consumer) }
        moveRun(from: place, anchor: anchor)
        forEachVisit(from: place) { settle($0, consumer) }
    }

    /// Counts the cells of a run from another one on, from a fragment to the run's end.
    private func moveRun(from place: Int32, anchor: Int64) {
        var place = place
        store.setAnchor(anchor, of: place)
        while store.isJoinedToNext(place) {
            place = store[place].next
            store.setAnchor(anchor, of: place)
        }
    }

    private func forEachVisit(from place: Int32, _ body: (VisitSpan) -> Void) {
        var visit: VisitSpan? = store.visit(containing: place)
        while let current = visit {
            body(current)
            visit = store.visit(after: current)
        }
    }

    private func isOver(_ visit: VisitSpan) -> Bool { watermark >= cut.tellAt(store[visit.last].end) }

    private func takeBack(_ visit: VisitSpan, _ consumer: some VisitRowsConsumer) {
        if isOver(visit) { tell(visit, weight: -1, consumer) }
    }

    /// Tells a visit that has changed if it is over, and sets its timer.
    private func settle(_ visit: VisitSpan, _ consumer: some VisitRowsConsumer) {
        if isOver(visit) { tell(visit, weight: 1, consumer) }
        arm(visit)
    }

    private func tell(_ visit: VisitSpan, weight: Int, _ consumer: some VisitRowsConsumer) {
        let mask = store.mask(visit)
        if mask >> UInt64(bits.bot) & 1 != 0 {
            tally.bots += weight
            guard plan.tellsBots else { return }
        }
        tally.told += weight
        if weight < 0 { tally.takenBack += 1 }
        let isCutShort = writer.write(visit, weight: weight, mask: mask, store: &store, consumer) {
            $0(visitors.key(of: Int(store[visit.first].visitor)))
        }
        if isCutShort { tally.funnelsCutShort += weight }
    }

    func arm(_ visit: VisitSpan) {
        let end = store[visit.last].end
        let time = isOver(visit) ? cut.forgetAt(end) : cut.tellAt(end)
        if store.arm(visit.last, at: time) { timers.set(Int(visit.last), at: time) }
    }

    func forget(_ visit: VisitSpan) {
        let visitor = Int(store[visit.first].visitor)
        let before = store[visit.first].previous
        var place = visit.first
        while true {
            let next = store[place].next
            store.remove(place)
            if place == visit.last {
                if next < 0 { tails[visitor].tail = before }
                break
            }
            place = next
        }
        if tails[visitor].tail < 0 { visitors.remove(slot: visitor) }
    }
}
