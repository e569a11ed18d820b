package import EventModel

/// Gives each live key a small number that is used again after the key is removed: places in flat arrays.
///
/// Memory follows the most keys that were live at once, not the number ever seen, and ``trim()`` gives it back when none is left.
/// Nothing is ever moved but the cells of the index, which is cut into tables by bits of the hash that grow one at a
/// time: with 10 million keys the longest insertion rewrites a 64th of them. A key costs 8 bytes + its length rounded
/// up to four + 11 to 21 bytes of index.
///
/// - Complexity: all operations O(key length) amortised.
package struct KeySlots: ~Copyable {
    private struct Slot {
        // Where the key's bytes lie; for a free slot the next free one + 1.
        var place: UInt32
        var count: UInt32
    }

    private static let tableExponent = 6
    private static let unused = UInt32.max
    private static let twinBit: UInt32 = 1 << 31

    /// How many slots are in use.
    package private(set) var count = 0
    /// One past the largest slot in use since none was.
    package private(set) var capacity = 0
    private let tables: UnsafeMutablePointer<KeyIndex>
    private var slots: Chunks
    private var firstFree: UInt32 = 0
    private var bytes: ByteCells

    /// No keys.
    ///
    /// - Parameter pool: where memory is taken from; plain memory if nil.
    package init(pool: PagePool? = nil) {
        slots = Chunks(stride: MemoryLayout<Slot>.stride, pool: pool)
        bytes = ByteCells(pool: pool)
        tables = .allocate(capacity: 1 << Self.tableExponent)
        for table in 0..<1 << Self.tableExponent {
            (tables + table).initialize(to: KeyIndex(in: StateSpace(pool: pool)))
        }
    }

    deinit {
        for slot in 0..<capacity {
            let slot = self[slot].pointee
            if slot.count != Self.unused, slot.count & ~Self.twinBit > ByteCells.longestInCells {
                bytes.deallocateOutside(at: slot.place)
            }
        }
        for table in 0..<1 << Self.tableExponent { tables[table].deallocate() }
        tables.deallocate()
    }

    /// Bytes taken from the system.
    package var memoryBytes: Int {
        let index = (0..<1 << Self.tableExponent).reduce(0) { $0 + tables[$1].memoryBytes }
        return index + slots.memoryBytes + bytes.memoryBytes
    }

    /// The slot of a key, if it is live.
    package func find(_ key: UnsafeRawBufferPointer) -> Int? {
        let hash = ByteHash.hash(key)
        let table = table(of: hash)
        return cell(of: key, hash, in: table).map { table.pointee.slot(at: $0) }
    }

    /// The slot of a key; `isNew` tells that the key was not live before.
    package mutating func insert(_ key: UnsafeRawBufferPointer) -> (slot: Int, isNew: Bool) {
        let hash = ByteHash.hash(key)
        let table = table(of: hash)
        if let cell = cell(of: key, hash, in: table) { return (table.pointee.slot(at: cell), false) }
        let slot = take(key, mark: 0)
        table.pointee.insert(slot, tag: Self.tag(hash))
        return (slot, true)
    }

    /// Reads what a look-up of the key will read, of which the first slot is told: memory that is far away comes for
    /// many keys at once when their look-ups do not wait for each other.
    @inline(__always)
    func touch(_ key: UnsafeRawBufferPointer) -> Int? {
        let hash = ByteHash.hash(key)
        let slot = table(of: hash).pointee.likelySlot(of: Self.tag(hash))
        return slot.flatMap { $0 < capacity ? $0 : nil }
    }

    /// A further slot with the key of another, which ``find(_:)`` does not see.
    package mutating func insertTwin(of slot: Int) -> Int { take(key(of: slot), mark: Self.twinBit) }

    /// Whether a slot is a further one of its key.
    package func isTwin(_ slot: Int) -> Bool { self[slot].pointee.count & Self.twinBit != 0 }

    /// Whether a slot below ``capacity`` is in use.
    package func isUsed(_ slot: Int) -> Bool { self[slot].pointee.count != Self.unused }

    /// Whether a slot below ``capacity`` is the one that ``find(_:)`` sees.
    package func isFirst(_ slot: Int) -> Bool { self[slot].pointee.count & Self.twinBit == 0 }

    /// Frees a slot; when it is the one that ``find(_:)`` sees, that sees its successor from now on, if there is one.
    package mutating func remove(slot: Int, successor twin: Int? = nil) {
        precondition(self[slot].pointee.count != Self.unused, "the slot is not in use")
        if !isTwin(slot) {
            let hash = ByteHash.hash(key(of: slot))
            let table = table(of: hash)
            guard let cell = table.pointee.cell(of: Self.tag(hash), where: { $0 == slot }) else { return }
            if let twin {
                self[twin].pointee.count &= ~Self.twinBit
                table.pointee.replace(at: cell, with: twin)
            } else {
                table.pointee.remove(at: cell)
            }
        }
        release(slot)
    }

    /// Gives some memory back if no key is live; a large table needs several calls.
    package mutating func trim() {
        guard count == 0 else { return }
        slots.trim()
        bytes.trim()
    }

    /// The key of a slot in use; valid until the slot is freed.
    package func key(of slot: Int) -> UnsafeRawBufferPointer {
        let slot = self[slot].pointee
        return bytes.bytes(at: slot.place, count: Int(slot.count & ~Self.twinBit))
    }

    @inline(__always)
    private subscript(slot: Int) -> UnsafeMutablePointer<Slot> {
        slots.at(slot).assumingMemoryBound(to: Slot.self)
    }

    private static func tag(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash) }

    @inline(__always)
    private func table(of hash: UInt64) -> UnsafeMutablePointer<KeyIndex> {
        tables + Int(hash >> UInt64(64 - Self.tableExponent))
    }

    @inline(__always)
    private func cell(
        of key: UnsafeRawBufferPointer, _ hash: UInt64, in table: UnsafeMutablePointer<KeyIndex>
    ) -> Int? {
        table.pointee.cell(of: Self.tag(hash)) { slot in
            let known = self.key(of: slot)
            return known.count == key.count
                && ByteHash.equal(known.baseAddress, key.baseAddress, count: key.count)
        }
    }

    private mutating func take(_ key: UnsafeRawBufferPointer, mark: UInt32) -> Int {
        precondition(key.count < Int(Self.twinBit) - 1, "a key is limited to 2 GiB")
        let slot: Int
        if firstFree != 0 {
            slot = Int(firstFree) - 1
            firstFree = self[slot].pointee.place
        } else {
            precondition(capacity < Int(Self.twinBit), "a table is limited to 2,147,483,648 keys")
            slot = capacity
            capacity += 1
            if capacity > slots.capacity { slots.grow() }
        }
        self[slot].initialize(to: Slot(place: bytes.store(key), count: UInt32(key.count) | mark))
        count += 1
        return slot
    }

    private mutating func release(_ slot: Int) {
        let old = self[slot].pointee
        bytes.free(old.place, count: Int(old.count & ~Self.twinBit))
        self[slot].pointee = Slot(place: firstFree, count: Self.unused)
        firstFree = UInt32(slot + 1)
        count -= 1
        guard count == 0 else { return }
        capacity = 0
        firstFree = 0
        bytes.reset()
    }
}
