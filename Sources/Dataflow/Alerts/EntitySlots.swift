/// Places in flat arrays for the entities that something is remembered of; freed places are used again.
///
/// Entities are ids of the merge task's key table. Memory follows the number of live entities.
///
/// - Complexity: O(1) each.
struct EntitySlots {
    /// How many entities there are.
    private(set) var count = 0
    /// One past the largest slot ever given.
    private(set) var capacity = 0
    // An entity in the upper half, its slot + 1 in the lower; 0 is empty. At most half full.
    private var cells: [UInt64] = Array(repeating: 0, count: 64)
    private var mask = 63
    private var free: [UInt32] = []

    /// The slot of an entity.
    @inline(__always)
    func find(_ entity: UInt32) -> Int? {
        var cell = home(entity)
        while cells[cell] != 0 {
            if cells[cell] >> 32 == UInt64(entity) { return Int(cells[cell] & 0xFFFF_FFFF) - 1 }
            cell = (cell + 1) & mask
        }
        return nil
    }

    /// Gives an entity that has none a slot.
    mutating func insert(_ entity: UInt32) -> Int {
        let slot: Int
        if let reused = free.popLast() {
            slot = Int(reused)
        } else {
            slot = capacity
            capacity += 1
        }
        count += 1
        if count * 2 > mask { grow() }
        place(UInt64(entity) << 32 | UInt64(slot + 1))
        return slot
    }

    /// Frees an entity's slot.
    mutating func remove(_ entity: UInt32) {
        var hole = home(entity)
        while cells[hole] >> 32 != UInt64(entity) || cells[hole] == 0 {
            guard cells[hole] != 0 else { return }
            hole = (hole + 1) & mask
        }
        free.append(UInt32(cells[hole] & 0xFFFF_FFFF) - 1)
        count -= 1
        closeGap(hole)
    }

    // Linear probing without tombstones: later cells of the run move up into the hole where they may.
    private mutating func closeGap(_ start: Int) {
        var hole = start
        var cell = start
        cells[hole] = 0
        while true {
            cell = (cell + 1) & mask
            guard cells[cell] != 0 else { return }
            let home = home(UInt32(cells[cell] >> 32))
            if (cell &- home) & mask >= (cell &- hole) & mask {
                cells[hole] = cells[cell]
                cells[cell] = 0
                hole = cell
            }
        }
    }

    private mutating func place(_ content: UInt64) {
        var cell = home(UInt32(content >> 32))
        while cells[cell] != 0 { cell = (cell + 1) & mask }
        cells[cell] = content
    }

    private mutating func grow() {
        let old = cells
        mask = old.count * 2 - 1
        cells = Array(repeating: 0, count: old.count * 2)
        for content in old where content != 0 { place(content) }
    }

    @inline(__always)
    private func home(_ entity: UInt32) -> Int {
        let mixed = UInt64(entity) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: mixed >> 32) & mask
    }
}
