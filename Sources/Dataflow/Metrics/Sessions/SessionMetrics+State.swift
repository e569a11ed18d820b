import EventModel

/// An entry is all that is known of one key: its fragments in the order of time; none when it is gone. What is to be
/// withdrawn goes with every change and slice: there is some only between late rows and the next watermark. Timers
/// follow from the fragments.
extension SessionMetrics: DurableState {
    // A place that is passed over costs the round as much as a part of a byte.
    private static let placesPerByte = 16

    var hasChanges: Bool { !store.changes.isEmpty }

    func writeChanges(to writer: StateWriter) {
        writeShared(to: writer)
        for key in store.changes.slots {
            writeEntry(UInt32(key), to: writer)
            store.forEach(ofKey: UInt32(key)) { store[$0].isChanged = false }
        }
        store.changes.clear()
    }

    /// Comes to a key at the place of its first fragment. A key whose first fragment has moved meanwhile has changed.
    func writeSlice(bytes: Int, to writer: StateWriter) -> Bool {
        writeShared(to: writer)
        let (start, first) = (writer.count, nextPlace)
        while nextPlace < store.placeBound {
            let fragment = store[Int32(nextPlace)]
            if fragment.isLive, fragment.previous < 0 { writeEntry(fragment.key, to: writer) }
            nextPlace += 1
            if writer.count - start + (nextPlace - first) / Self.placesPerByte >= bytes { break }
        }
        guard nextPlace >= store.placeBound else { return false }
        nextPlace = 0
        return true
    }

    func restore(from reader: inout StateReader) throws(StateDamage) {
        while !reader.isAtEnd {
            switch try reader.byte() {
            case 0: try restoreShared(from: &reader)
            case 1: try restoreEntry(from: &reader)
            case let other: throw StateDamage("\(other) is no kind of entry of sessions")
            }
        }
    }

    func finishRestore() {
        for place in 0..<store.placeBound where store[Int32(place)].isLive {
            store[Int32(place)].isChanged = false
            let span = store.span(containing: Int32(place))
            if span.last == Int32(place) { arm(span) }
        }
        store.changes.clear()
    }

    private func writeShared(to writer: StateWriter) {
        writer.byte(0)
        writer.integer(closedThrough)
        writer.integer(lastBoundary)
        writer.count(partialsAfterFinal)
        told.writeWithdrawals(keys, to: writer)
    }

    private func restoreShared(from reader: inout StateReader) throws(StateDamage) {
        (closedThrough, lastBoundary) = (try reader.integer(), try reader.integer())
        partialsAfterFinal = try reader.count()
        guard partialsAfterFinal < 1 << 60 else { throw StateDamage("a count is too large") }
        try told.restoreWithdrawals(keys, parts: plan.keyNames.count, from: &reader)
    }

    private func writeEntry(_ key: UInt32, to writer: StateWriter) {
        writer.byte(1)
        writer.bytes(keys.bytes(of: key))
        store.forEach(ofKey: key) { place in
            let fragment = store[place]
            // What follows is a fragment; told or not.
            writer.byte(fragment.isTold ? 2 : 1)
            writer.integer(fragment.start)
            writer.integer(fragment.end)
            writer.integer(fragment.anchor)
            if fragment.isTold {
                writer.integer(fragment.toldStart)
                writer.integer(fragment.toldEnd)
                for word in told.marks(of: place) { writer.word(word) }
            }
            store.writeRecord(place, symbols, to: writer)
        }
        writer.byte(0)
    }

    private func restoreEntry(from reader: inout StateReader) throws(StateDamage) {
        let key = try reader.key(of: plan.keyNames.count, in: keys)
        while store.tail(of: key) >= 0 { store.remove(store.tail(of: key)) }
        while true {
            switch try reader.byte() {
            case 0: return
            case 1: try restoreFragment(key, isTold: false, from: &reader)
            case 2: try restoreFragment(key, isTold: true, from: &reader)
            case let other: throw StateDamage("\(other) is no kind of a session's part")
            }
        }
    }

    private func restoreFragment(
        _ key: UInt32, isTold: Bool, from reader: inout StateReader
    ) throws(StateDamage) {
        let (start, end, anchor) = (try reader.integer(), try reader.integer(), try reader.integer())
        let tail = store.tail(of: key)
        let cell = cut.cell(of: start)
        guard start <= end, cut.cell(of: end) == cell, tail < 0 || store[tail].end < start else {
            throw StateDamage("a part of a session from \(start) to \(end) behind another one")
        }
        let place = store.make(
            SessionFragment(
                start: start, end: end, cell: cell, anchor: anchor, key: key, previous: tail,
                next: SessionFragment.none))
        if isTold {
            store[place].isTold = true
            store[place].toldStart = try reader.integer()
            store[place].toldEnd = try reader.integer()
            try told.restoreMarks(of: place, from: &reader)
        }
        try store.restoreRecord(place, symbols, from: &reader)
    }
}
