import EventModel

/// Finds the record of a key in a pane: a flat table with open addressing, emptied all at once.
struct PaneKeyTable: ~Copyable {
    private struct Entry {
        var pane: Int64
        var key: UInt32
    }

    private(set) var count = 0
    // Slots hold record + 1, 0 is empty; at most half full.
    private var slots: UnsafeMutablePointer<UInt32>
    private var mask: Int
    private var entries: UnsafeMutablePointer<Entry>
    private var entryCapacity: Int

    /// An empty table with room for some records, a power of two.
    init(capacity: Int = 1024) {
        precondition(capacity > 0 && capacity & (capacity - 1) == 0)
        mask = capacity * 2 - 1
        slots = .allocate(capacity: capacity * 2)
        slots.initialize(repeating: 0, count: capacity * 2)
        entryCapacity = capacity
        entries = .allocate(capacity: capacity)
    }

    deinit {
        slots.deallocate()
        entries.deallocate()
    }

    func key(of record: Int) -> UInt32 { entries[record].key }
    func pane(of record: Int) -> Int64 { entries[record].pane }

    /// The record of a key in a pane, made now if there is none.
    @inline(__always)
    mutating func find(key: UInt32, pane: Int64) -> (record: Int, isNew: Bool) {
        var slot = Self.hash(key, pane) & mask
        while slots[slot] != 0 {
            let record = Int(slots[slot]) - 1
            if entries[record].key == key, entries[record].pane == pane { return (record, false) }
            slot = (slot + 1) & mask
        }
        return (insert(key, pane, slot), true)
    }

    /// Forgets all records; the memory stays for the next round.
    mutating func removeAll() {
        slots.update(repeating: 0, count: mask + 1)
        count = 0
    }

    private mutating func insert(_ key: UInt32, _ pane: Int64, _ slot: Int) -> Int {
        if count == entryCapacity {
            let moved = UnsafeMutablePointer<Entry>.allocate(capacity: entryCapacity * 2)
            moved.update(from: entries, count: count)
            entries.deallocate()
            entries = moved
            entryCapacity *= 2
        }
        entries[count] = Entry(pane: pane, key: key)
        count += 1
        slots[slot] = UInt32(count)
        if count * 2 > mask { grow() }
        return count - 1
    }

    private mutating func grow() {
        let size = (mask + 1) * 2
        slots.deallocate()
        slots = .allocate(capacity: size)
        slots.initialize(repeating: 0, count: size)
        mask = size - 1
        for record in 0..<count {
            var slot = Self.hash(entries[record].key, entries[record].pane) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = UInt32(record + 1)
        }
    }

    @inline(__always)
    private static func hash(_ key: UInt32, _ pane: Int64) -> Int {
        let mixed =
            (UInt64(key) &+ UInt64(bitPattern: pane) &* 0x9E37_79B9_7F4A_7C15) &* 0xD6E8_FEB8_6659_FD93
        return Int(truncatingIfNeeded: mixed ^ mixed >> 32)
    }
}
