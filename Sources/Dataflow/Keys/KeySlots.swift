import EventModel

/// Gives each live key a small number that is used again after the key is removed: places in flat arrays.
///
/// Memory follows the number of live keys, not the number ever seen: removed keys' bytes are reclaimed by rewriting
/// the byte store when half of it is dead.
///
/// - Complexity: all operations O(key length) amortised.
package struct KeySlots: ~Copyable {
    private struct Entry {
        var hash: UInt64
        var offset: Int
        var count: Int32
        var isLive: Bool
    }

    /// How many keys are live.
    package private(set) var count = 0
    // Index cells hold slot + 1, 0 is empty; at most half full.
    private var index: [UInt32]
    private var mask: Int
    private var entries: [Entry] = []
    private var free: [UInt32] = []
    private var bytes: [UInt8] = []
    private var deadBytes = 0

    /// No keys.
    package init() {
        mask = 63
        index = Array(repeating: 0, count: 64)
    }

    /// One past the largest slot ever given.
    package var capacity: Int { entries.count }

    /// The slot of a key, if it is live.
    package func find(_ key: UnsafeRawBufferPointer) -> Int? {
        cell(of: key, hash: ByteHash.hash(key)).map { Int(index[$0]) - 1 }
    }

    /// The slot of a key; `isNew` tells that the key was not live before.
    package mutating func insert(_ key: UnsafeRawBufferPointer) -> (slot: Int, isNew: Bool) {
        let hash = ByteHash.hash(key)
        if let cell = cell(of: key, hash: hash) { return (Int(index[cell]) - 1, false) }
        let entry = Entry(hash: hash, offset: bytes.count, count: Int32(key.count), isLive: true)
        bytes.append(contentsOf: key)
        let slot: Int
        if let reused = free.popLast() {
            slot = Int(reused)
            entries[slot] = entry
        } else {
            slot = entries.count
            entries.append(entry)
        }
        count += 1
        if count * 2 > mask { growIndex() } else { place(slot, hash) }
        return (slot, true)
    }

    /// Frees a slot.
    package mutating func remove(slot: Int) {
        precondition(entries[slot].isLive, "the slot is not in use")
        let hash = entries[slot].hash
        var hole = Int(truncatingIfNeeded: hash) & mask
        while Int(index[hole]) != slot + 1 { hole = (hole + 1) & mask }
        closeGap(hole)
        entries[slot].isLive = false
        deadBytes += Int(entries[slot].count)
        free.append(UInt32(slot))
        count -= 1
        if deadBytes > 65_536, deadBytes * 2 > bytes.count { compact() }
    }

    /// Reads the key of a live slot.
    package func withKey<Result>(of slot: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let entry = entries[slot]
        return bytes.withUnsafeBytes {
            body(UnsafeRawBufferPointer(rebasing: $0[entry.offset..<entry.offset + Int(entry.count)]))
        }
    }

    private func cell(of key: UnsafeRawBufferPointer, hash: UInt64) -> Int? {
        var cell = Int(truncatingIfNeeded: hash) & mask
        while index[cell] != 0 {
            let entry = entries[Int(index[cell]) - 1]
            if entry.hash == hash, Int(entry.count) == key.count,
                bytes.withUnsafeBytes({
                    ByteHash.equal(
                        $0.baseAddress.map { $0 + entry.offset }, key.baseAddress, count: key.count)
                })
            {
                return cell
            }
            cell = (cell + 1) & mask
        }
        return nil
    }

    private mutating func place(_ slot: Int, _ hash: UInt64) {
        var cell = Int(truncatingIfNeeded: hash) & mask
        while index[cell] != 0 { cell = (cell + 1) & mask }
        index[cell] = UInt32(slot + 1)
    }

    // Linear probing without tombstones: later cells of the run move up into the hole where they may.
    private mutating func closeGap(_ hole: Int) {
        var hole = hole
        var cell = hole
        index[hole] = 0
        while true {
            cell = (cell + 1) & mask
            guard index[cell] != 0 else { return }
            let home = Int(truncatingIfNeeded: entries[Int(index[cell]) - 1].hash) & mask
            if (cell &- home) & mask >= (cell &- hole) & mask {
                index[hole] = index[cell]
                index[cell] = 0
                hole = cell
            }
        }
    }

    private mutating func growIndex() {
        let size = (mask + 1) * 2
        mask = size - 1
        index = Array(repeating: 0, count: size)
        for slot in entries.indices where entries[slot].isLive { place(slot, entries[slot].hash) }
    }

    private mutating func compact() {
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count - deadBytes)
        for slot in entries.indices where entries[slot].isLive {
            let start = entries[slot].offset
            entries[slot].offset = kept.count
            kept.append(contentsOf: bytes[start..<start + Int(entries[slot].count)])
        }
        bytes = kept
        deadBytes = 0
    }
}
