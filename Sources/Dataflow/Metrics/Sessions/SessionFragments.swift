import EventModel

/// Fragments of sessions in flat memory, each key's in a list by time, over one arena of records.
///
/// Fragments of a key never overlap. Taking in rows never makes one fragment of two, because the aggregates of a
/// batch are added column by column after the records of all its rows are known; see ``join(next:)``.
///
/// - Complexity: O(1) for a row that comes near the end of its key's rows, otherwise O(fragments of the key behind it).
final class SessionFragments {
    let arena: RecordArena
    let cut: VisitCut
    /// How many fragments there are.
    @exclusivity(unchecked) private(set) var count = 0
    @exclusivity(unchecked) private var fragments: StateArray<SessionFragment>
    // The last fragment of each key.
    @exclusivity(unchecked) private var tails: StateArray<Int32>
    private let space: StateSpace
    /// Keys whose fragments have changed.
    @exclusivity(unchecked) var changes = SlotChanges()
    // Rows that are left out go to a record of their own, so that no loop has to ask.
    private let sink: Int

    init(layout: RecordLayout, cut: VisitCut, in space: StateSpace) {
        self.cut = cut
        self.space = space
        arena = RecordArena(layout: layout, in: space)
        sink = arena.make()
        fragments = StateArray(repeating: .dead, count: 64, in: space)
        tails = StateArray(repeating: SessionFragment.none, count: 64, in: space)
    }

    /// Bytes of memory.
    var byteCount: Int {
        arena.byteCount + fragments.byteCount + tails.byteCount
    }

    subscript(place: Int32) -> SessionFragment {
        @inline(__always) get { fragments[Int(place)] }
        @inline(__always) _modify { yield &fragments.base[Int(place)] }
    }

    /// Finds each row's record, as the place of its first word, and stretches the fragments around the rows.
    ///
    /// - Parameters:
    ///   - times: the rows' event times.
    ///   - keys: their keys; ``KeyReader/noKey`` for rows that are left out.
    ///   - count: how many rows there are.
    ///   - places: what is found.
    ///   - earliest: rows before it are left out.
    ///   - changed: takes fragments that are new, begin earlier or reach the next one.
    /// - Returns: how many rows came before the earliest.
    func find(
        times: UnsafePointer<Int64>, keys: UnsafePointer<UInt32>, count: Int,
        places: UnsafeMutablePointer<Int>, earliest: Int64, changed: (Int32) -> Void
    ) -> Int {
        let wordCount = arena.layout.wordCount
        var refused = 0
        for row in 0..<count {
            guard keys[row] != KeyReader.noKey, times[row] >= earliest else {
                refused += keys[row] == KeyReader.noKey ? 0 : 1
                places[row] = sink * wordCount
                continue
            }
            places[row] = place(keys[row], times[row], changed) * wordCount
            // The key's last fragment, itself and its record.
            if row & 127 == 127 { space.noteAccesses(3 * 128) }
        }
        return refused
    }

    /// The record for a stretch of a key's rows without a gap within one cell.
    func place(
        _ key: UInt32, from start: Int64, through end: Int64, changed: (Int32) -> Void
    ) -> Int {
        let (previous, next) = neighbours(of: start, tail: tail(of: key))
        let cell = cut.cell(of: start)
        if previous >= 0, self[previous].cell == cell, cut.joins(self[previous].end, start) {
            touch(previous)
            if end > self[previous].end {
                self[previous].end = end
                if isJoinedToNext(previous) { changed(previous) }
            }
            return Int(previous)
        }
        let place: Int32
        if next >= 0, self[next].cell == cell, cut.joins(end, self[next].start) {
            place = next
            touch(next)
            self[next].start = start
            self[next].end = max(self[next].end, end)
        } else {
            place = make(
                SessionFragment(
                    start: start, end: end, cell: cell, anchor: cell, key: key, previous: previous, next: next
                ))
        }
        changed(place)
        return Int(place)
    }

    /// Goes through all fragments in no particular order.
    func forEach(_ body: (Int, SessionFragment) -> Void) {
        for place in 0..<arena.bound where place != sink && fragments[place].isLive {
            body(place, fragments[place])
        }
    }

    /// Forgets a fragment.
    func remove(_ place: Int32) {
        changes.mark(Int(self[place].key))
        let (previous, next) = (self[place].previous, self[place].next)
        if previous >= 0 { self[previous].next = next }
        if next >= 0 { self[next].previous = previous } else { tails[Int(self[place].key)] = previous }
        self[place].isLive = false
        arena.release(Int(place))
        count -= 1
    }

    /// Forgets everything; the memory stays for the next round.
    func removeAll() {
        forEach {
            tails[Int($1.key)] = SessionFragment.none
            fragments[$0].isLive = false
        }
        changes.clear()
        arena.removeAll()
        _ = arena.make()
        count = 0
    }

    /// One past the last place that may hold a fragment.
    var placeBound: Int { min(arena.bound, fragments.count) }

    /// Notes that a fragment or its sums change.
    @inline(__always)
    func touch(_ place: Int32) {
        guard !self[place].isChanged else { return }
        self[place].isChanged = true
        changes.mark(Int(self[place].key))
    }

    /// A key's last fragment.
    @inline(__always)
    func tail(of key: UInt32) -> Int32 {
        Int(key) < tails.count ? tails[Int(key)] : SessionFragment.none
    }

    @inline(__always)
    private func place(_ key: UInt32, _ time: Int64, _ changed: (Int32) -> Void) -> Int {
        let tail = tail(of: key)
        if tail >= 0 {
            let last = fragments.base + Int(tail)
            if time >= last.pointee.start {
                if !last.pointee.isChanged { touch(tail) }
                // Most rows are in order and go on with what their key did last.
                if time <= last.pointee.end { return Int(tail) }
                if cut.joins(last.pointee.end, time), cut.cell(of: time) == last.pointee.cell {
                    last.pointee.end = time
                    return Int(tail)
                }
            }
        }
        return place(key, from: time, through: time, changed: changed)
    }

    /// The last fragment of a key that begins at or before a time, and the one behind it.
    private func neighbours(of time: Int64, tail: Int32) -> (previous: Int32, next: Int32) {
        var (previous, next) = (tail, SessionFragment.none)
        while previous >= 0, self[previous].start > time {
            next = previous
            previous = self[previous].previous
        }
        return (previous, next)
    }

    /// Puts a fragment between its neighbours, with a record of no rows.
    func make(_ fragment: SessionFragment) -> Int32 {
        let record = arena.make()
        precondition(record < Int(Int32.max), "too many sessions for one task")
        if record >= fragments.count { growFragments(toHold: record) }
        let place = Int32(record)
        fragments[record] = fragment
        if fragment.previous >= 0 { self[fragment.previous].next = place }
        if fragment.next >= 0 {
            self[fragment.next].previous = place
        } else {
            if Int(fragment.key) >= tails.count { growTails(toHold: Int(fragment.key)) }
            tails[Int(fragment.key)] = place
        }
        count += 1
        touch(place)
        return place
    }

    private func growFragments(toHold record: Int) {
        let larger = max(record + 1, fragments.count + fragments.count / 2)
        fragments.append(repeating: .dead, count: larger - fragments.count)
    }

    private func growTails(toHold key: Int) {
        let larger = max(key + 1, tails.count * 3 / 2)
        tails.append(repeating: SessionFragment.none, count: larger - tails.count)
    }
}
