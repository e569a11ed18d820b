import EventModel

/// The records of one pane by key, while rows come in: a flat table with open addressing.
final class OpenPane {
    // The key + 1 in the upper, the record in the lower half; 0 is empty. At most half full.
    @exclusivity(unchecked) private var slots: UnsafeMutablePointer<UInt64>
    @exclusivity(unchecked) private var mask: Int
    // Keys and records as they came, so that going through them goes through the records' memory in its order.
    @exclusivity(unchecked) private var entries: StateArray<UInt64>

    /// Keys and records, as in the slots, that have changed since that was last forgotten.
    @exclusivity(unchecked) private(set) var changed: StateArray<UInt64>
    private let space: StateSpace
    // How many rows are looked up before somebody sees to the memory that they brought back.
    private static let rowsTogether = 256

    init(capacity: Int = 16, in space: StateSpace) {
        precondition(capacity > 0 && capacity & (capacity - 1) == 0)
        self.space = space
        mask = capacity * 2 - 1
        slots = Self.emptySlots(capacity * 2, space)
        entries = StateArray(in: space, capacity: capacity)
        changed = StateArray(in: space)
    }

    deinit { space.deallocate(slots, byteCount: (mask + 1) * 8) }

    private static func emptySlots(_ count: Int, _ space: StateSpace) -> UnsafeMutablePointer<UInt64> {
        let slots = space.allocate(byteCount: count * 8)
        space.clear(slots, byteCount: count * 8)
        return slots.bindMemory(to: UInt64.self, capacity: count)
    }

    /// How many keys there are.
    var count: Int { entries.count }

    var byteCount: Int { (mask + 1 + entries.capacity + changed.capacity) * 8 }

    /// A key and its record by the order of their coming.
    subscript(place: Int) -> (key: UInt32, record: Int) { Self.parts(of: entries[place]) }

    /// The record of a key, if it has one.
    func find(_ key: UInt32) -> Int? {
        var slot = Self.hash(key) & mask
        while slots[slot] != 0 {
            if UInt32(truncatingIfNeeded: slots[slot] >> 32) == key &+ 1 {
                return Int(UInt32(truncatingIfNeeded: slots[slot]))
            }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// The record of a key, made now if there is none.
    @inline(__always)
    func record(of key: UInt32, in arena: RecordArena) -> Int {
        var slot = Self.hash(key) & mask
        while slots[slot] != 0 {
            if UInt32(truncatingIfNeeded: slots[slot] >> 32) == key &+ 1 {
                return Int(UInt32(truncatingIfNeeded: slots[slot]))
            }
            slot = (slot + 1) & mask
        }
        return insert(key, slot, arena)
    }

    /// Finds the records of some rows' keys, as the places of their first words.
    ///
    /// - Parameters:
    ///   - rows: which rows.
    ///   - keys: the key of each row; ``KeyReader/noKey`` for rows that are left out.
    ///   - arena: the records.
    ///   - sink: the record of rows that are left out.
    ///   - places: what is found, in words.
    func find(
        _ rows: Range<Int>, keys: UnsafePointer<UInt32>, in arena: RecordArena, sink: Int,
        places: UnsafeMutablePointer<Int>
    ) {
        let wordCount = arena.layout.wordCount
        forEachStretch(of: rows) { rows in
            for row in rows {
                let key = keys[row]
                guard key != KeyReader.noKey else {
                    places[row] = sink * wordCount
                    continue
                }
                places[row] = record(of: key, in: arena) * wordCount
            }
        }
    }

    // A row brings back some of the slots, its entry if it is new, and later its record.
    @inline(__always)
    private func forEachStretch(of rows: Range<Int>, _ body: (Range<Int>) -> Void) {
        var start = rows.lowerBound
        while start < rows.upperBound {
            let end = min(start + Self.rowsTogether, rows.upperBound)
            body(start..<end)
            space.noteAccesses(2 * (end - start))
            start = end
        }
    }

    /// The same, and notes which records are about to change.
    func find(
        _ rows: Range<Int>, keys: UnsafePointer<UInt32>, in arena: RecordArena, sink: Int,
        places: UnsafeMutablePointer<Int>, marks: RecordMarks
    ) {
        let wordCount = arena.layout.wordCount
        forEachStretch(of: rows) { rows in
            for row in rows {
                let key = keys[row]
                guard key != KeyReader.noKey else {
                    places[row] = sink * wordCount
                    continue
                }
                let record = record(of: key, in: arena)
                if marks.mark(record) { noteChange(key, record) }
                places[row] = record * wordCount
            }
        }
    }

    /// Notes that a record changes.
    @inline(__always)
    func noteChange(_ key: UInt32, _ record: Int) {
        changed.append(UInt64(key &+ 1) << 32 | UInt64(record))
    }

    /// Goes through what has changed.
    func forEachChanged(_ body: (_ key: UInt32, _ record: Int) -> Void) {
        for entry in changed.all {
            let (key, record) = Self.parts(of: entry)
            body(key, record)
        }
    }

    /// Forgets what has changed.
    func forgetChanges(_ marks: RecordMarks) {
        for entry in changed.all { marks.unmark(Self.parts(of: entry).record) }
        changed.removeAll()
    }

    @inline(__always)
    private static func parts(of entry: UInt64) -> (key: UInt32, record: Int) {
        (UInt32(truncatingIfNeeded: entry >> 32) &- 1, Int(UInt32(truncatingIfNeeded: entry)))
    }

    /// Goes through keys and records in the order of their coming.
    @inline(__always)
    func forEach(_ body: (_ key: UInt32, _ record: Int) -> Void) {
        for entry in entries.all {
            body(UInt32(truncatingIfNeeded: entry >> 32) &- 1, Int(UInt32(truncatingIfNeeded: entry)))
        }
    }

    /// Forgets all keys; the memory stays for the next round.
    func removeAll() {
        guard count > 0 else { return }
        space.clear(slots, byteCount: (mask + 1) * 8)
        entries.removeAll()
    }

    private func insert(_ key: UInt32, _ slot: Int, _ arena: RecordArena) -> Int {
        let record = arena.make()
        slots[slot] = UInt64(key &+ 1) << 32 | UInt64(record)
        entries.append(slots[slot])
        if count * 2 > mask { grow() }
        return record
    }

    private func grow() {
        let size = (mask + 1) * 2
        space.deallocate(slots, byteCount: (mask + 1) * 8)
        mask = size - 1
        slots = Self.emptySlots(size, space)
        for place in 0..<entries.count {
            let entry = entries[place]
            var slot = Self.hash(UInt32(truncatingIfNeeded: entry >> 32) &- 1) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = entry
            if place % Self.rowsTogether == 0 { space.noteAccesses(Self.rowsTogether) }
        }
    }

    // The upper bits of the product depend on all bits of the key.
    @inline(__always)
    private static func hash(_ key: UInt32) -> Int {
        Int(truncatingIfNeeded: (UInt64(key) &* 0x9E37_79B9_7F4A_7C15) >> 32)
    }
}
