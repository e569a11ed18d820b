import EventModel

/// The fragments of all visitors of one task in flat memory, each visitor's in a list by time.
///
/// An event costs no allocation, except where more is remembered than ever before.
struct FragmentStore: ~Copyable {
    let shape: FragmentShape
    let cut: VisitCut
    /// How many fragments there are.
    private(set) var count = 0
    /// How often an event was left out of a step.
    var leftOut = 0
    var pool: WordPool
    private(set) var fragments: UnsafeMutablePointer<VisitFragment>
    private var words: UnsafeMutablePointer<Int64>
    private var capacity = 64
    private var used = 0
    private var firstFree = VisitFragment.none
    private let wordCount: Int
    private let space: StateSpace

    init(shape: FragmentShape, cut: VisitCut, in space: StateSpace) {
        self.shape = shape
        self.cut = cut
        self.space = space
        wordCount = shape.wordCount
        pool = WordPool(in: space)
        fragments = Self.fragments(capacity, space)
        words = Self.words(capacity * wordCount, space)
    }

    deinit {
        space.deallocate(fragments, byteCount: capacity * MemoryLayout<VisitFragment>.stride)
        space.deallocate(words, byteCount: capacity * wordCount * 8)
    }

    private static func fragments(_ count: Int, _ space: StateSpace) -> UnsafeMutablePointer<VisitFragment> {
        space.allocate(byteCount: count * MemoryLayout<VisitFragment>.stride)
            .bindMemory(to: VisitFragment.self, capacity: count)
    }

    private static func words(_ count: Int, _ space: StateSpace) -> UnsafeMutablePointer<Int64> {
        space.allocate(byteCount: count * 8).bindMemory(to: Int64.self, capacity: count)
    }

    /// Where memory stands, in bytes.
    var byteCount: Int {
        capacity * (MemoryLayout<VisitFragment>.stride + wordCount * 8) + pool.byteCount
    }

    subscript(place: Int32) -> VisitFragment {
        @inline(__always) get { fragments[Int(place)] }
    }

    /// The words beside a fragment, laid out as ``shape`` says.
    @inline(__always)
    func words(of place: Int32) -> UnsafeMutablePointer<Int64> { words + Int(place) * wordCount }

    /// Whether a fragment has a timer that is due; if so, it has none from now on.
    mutating func disarm(_ place: Int32, through time: Int64) -> Bool {
        guard Int(place) < used, fragments[Int(place)].armedAt <= time,
            // Also at the end of time.
            fragments[Int(place)].armedAt != VisitFragment.unarmed
        else { return false }
        fragments[Int(place)].armedAt = VisitFragment.unarmed
        return true
    }

    /// Notes when a fragment's timer is set, unless it has one as early.
    mutating func arm(_ place: Int32, at time: Int64) -> Bool {
        guard time < fragments[Int(place)].armedAt else { return false }
        fragments[Int(place)].armedAt = time
        return true
    }

    /// Makes an empty fragment between two of a visitor's.
    mutating func make(
        visitor: Int, cell: Int64, anchor: Int64, between previous: Int32, and next: Int32
    ) -> Int32 {
        let place = takePlace()
        var fragment = VisitFragment()
        fragment.visitor = UInt32(visitor)
        fragment.cell = cell
        fragment.anchor = anchor
        fragment.previous = previous
        fragment.next = next
        fragments[Int(place)] = fragment
        words(of: place).update(repeating: 0, count: wordCount)
        if previous >= 0 { fragments[Int(previous)].next = place }
        if next >= 0 { fragments[Int(next)].previous = place }
        count += 1
        return place
    }

    /// Gives a fragment that was made empty its content; its place in the visitor's list stays.
    mutating func fill(_ place: Int32, with content: VisitFragment) {
        let made = fragments[Int(place)]
        fragments[Int(place)] = content
        fragments[Int(place)].visitor = made.visitor
        fragments[Int(place)].previous = made.previous
        fragments[Int(place)].next = made.next
        fragments[Int(place)].armedAt = made.armedAt
    }

    /// Sets the cell in which a fragment's run begins.
    mutating func setAnchor(_ anchor: Int64, of place: Int32) { fragments[Int(place)].anchor = anchor }

    /// Takes a fragment out of its visitor's list and forgets it.
    mutating func remove(_ place: Int32) {
        let fragment = fragments + Int(place)
        let (previous, next) = (fragment.pointee.previous, fragment.pointee.next)
        if previous >= 0 { fragments[Int(previous)].next = next }
        if next >= 0 { fragments[Int(next)].previous = previous }
        pool.release(&fragment.pointee.trail)
        pool.release(&fragment.pointee.distinct)
        fragment.pointee.armedAt = VisitFragment.unarmed
        fragment.pointee.next = firstFree
        firstFree = place
        count -= 1
    }

    /// Takes an event in.
    mutating func add(_ event: VisitEvent, of batch: RowBatch, to place: Int32) {
        let fragment = fragments + Int(place)
        let words = words(of: place)
        if fragment.pointee.begins(after: event) {
            fragment.pointee.start = event.time
            fragment.pointee.startTie = event.tie
            remember(shape.entryColumns, of: batch, event.row, words, first: shape.firstEntry)
        }
        if fragment.pointee.ends(before: event) {
            fragment.pointee.end = event.time
            fragment.pointee.endTie = event.tie
            remember(shape.exitColumns, of: batch, event.row, words, first: shape.firstExit)
        }
        fragment.pointee.events += 1
        fragment.pointee.mask |= event.mask
        let counted = event.mask >> UInt64(shape.bits.page)
        for count in 0..<shape.bits.countedCount { words[count] += Int64((counted >> UInt64(count)) & 1) }
        let steps = UInt32(truncatingIfNeeded: event.mask & shape.bits.steps)
        if steps != 0 {
            leftOut += StepTrail.insert(
                (event.time, event.tie, steps), into: &fragment.pointee.trail,
                beyond: &fragment.pointee.stepsBeyond,
                pool: &pool, limit: shape.limits.eventsPerStep)
        }
        if let value = event.distinct {
            let isBeyond = DistinctSample.insert(
                value, into: &fragment.pointee.distinct, pool: &pool, limit: shape.limits.distinctValues)
            fragment.pointee.isDistinctBeyond = fragment.pointee.isDistinctBeyond || isBeyond
        }
    }

    /// Joins a fragment with the next one, which lies behind it in time, and forgets that.
    mutating func joinNext(of place: Int32) {
        let fragment = fragments + Int(place)
        let later = fragments + Int(fragment.pointee.next)
        let (words, laterWords) = (words(of: place), words(of: fragment.pointee.next))
        fragment.pointee.end = later.pointee.end
        fragment.pointee.endTie = later.pointee.endTie
        fragment.pointee.events += later.pointee.events
        fragment.pointee.mask |= later.pointee.mask
        for count in 0..<shape.bits.countedCount { words[count] += laterWords[count] }
        (words + shape.firstExit).update(from: laterWords + shape.firstExit, count: shape.exitColumns.count)
        let exits = shape.exitMask
        words[shape.known] = (words[shape.known] & ~exits) | (laterWords[shape.known] & exits)
        fragment.pointee.stepsBeyond |= later.pointee.stepsBeyond
        leftOut += StepTrail.append(
            later.pointee.trail, to: &fragment.pointee.trail, beyond: &fragment.pointee.stepsBeyond,
            pool: &pool,
            limit: shape.limits.eventsPerStep)
        let isBeyond = DistinctSample.insert(
            all: later.pointee.distinct, into: &fragment.pointee.distinct, pool: &pool,
            limit: shape.limits.distinctValues)
        fragment.pointee.isDistinctBeyond =
            fragment.pointee.isDistinctBeyond || later.pointee.isDistinctBeyond || isBeyond
        remove(fragment.pointee.next)
    }

    /// How many different values the fragments of a visit have; `scratch` is emptied again.
    mutating func distinctNumber(_ visit: VisitSpan) -> Int64 {
        let first = fragments[Int(visit.first)]
        guard visit.first != visit.last else {
            return DistinctSample.number(first.distinct, isBeyond: first.isDistinctBeyond, pool: pool)
        }
        var union = WordList()
        var isBeyond = false
        var place = visit.first
        while true {
            let fragment = fragments[Int(place)]
            let isMore = DistinctSample.insert(
                all: fragment.distinct, into: &union, pool: &pool, limit: shape.limits.distinctValues)
            isBeyond = isBeyond || fragment.isDistinctBeyond || isMore
            if place == visit.last { break }
            place = fragment.next
        }
        defer { pool.release(&union) }
        return DistinctSample.number(union, isBeyond: isBeyond, pool: pool)
    }

    private func remember(
        _ columns: [Int], of batch: RowBatch, _ row: Int, _ words: UnsafeMutablePointer<Int64>, first: Int
    ) {
        for (number, column) in columns.enumerated() {
            let isKnown = batch.states[column][row] == CellState.value.rawValue
            let bit: Int64 = 1 << Int64(first - shape.firstEntry + number)
            words[first + number] = isKnown ? batch.values[column][row] : 0
            words[shape.known] = isKnown ? words[shape.known] | bit : words[shape.known] & ~bit
        }
    }

    private mutating func takePlace() -> Int32 {
        if firstFree >= 0 {
            defer { firstFree = fragments[Int(firstFree)].next }
            return firstFree
        }
        if used == capacity { grow() }
        defer { used += 1 }
        return Int32(used)
    }

    private mutating func grow() {
        precondition(capacity < Int(Int32.max) / 2, "too many visits for one task")
        let (fragmentBytes, wordBytes) = (
            capacity * MemoryLayout<VisitFragment>.stride, capacity * wordCount * 8
        )
        let movedFragments = Self.fragments(capacity * 2, space)
        space.copy(fragmentBytes, from: fragments, to: movedFragments)
        space.deallocate(fragments, byteCount: fragmentBytes)
        let movedWords = Self.words(capacity * 2 * wordCount, space)
        space.copy(wordBytes, from: words, to: movedWords)
        space.deallocate(words, byteCount: wordBytes)
        (fragments, words, capacity) = (movedFragments, movedWords, capacity * 2)
    }
}
