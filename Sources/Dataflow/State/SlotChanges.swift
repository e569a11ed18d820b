/// Which slots of a table the next commit must write, and how far the round through all of them has come.
///
/// - Complexity: marking O(1), the first time for each slot and commit an append.
package struct SlotChanges {
    /// The slots that have changed, each once, also those that are free again.
    private(set) var slots: [UInt32] = []
    /// The entities whose slots were freed; they may have got others since.
    private(set) var removed: [UInt32] = []
    /// Whether something has changed that belongs to no slot.
    var hasOther = false
    /// The next slot of the round.
    var next = 0
    private var isMarked: [Bool] = []

    var isEmpty: Bool { slots.isEmpty && removed.isEmpty && !hasOther }

    @inline(__always)
    mutating func mark(_ slot: Int) {
        if slot < isMarked.count, isMarked[slot] { return }
        note(slot)
    }

    /// Notes that an entity has no slot any more.
    mutating func remove(_ entity: UInt32) { removed.append(entity) }

    /// Forgets what has changed; the round goes on.
    mutating func clear() {
        for slot in slots { isMarked[Int(slot)] = false }
        slots.removeAll(keepingCapacity: true)
        removed.removeAll(keepingCapacity: true)
        hasOther = false
    }

    private mutating func note(_ slot: Int) {
        if slot >= isMarked.count {
            let room = max(slot + 1, isMarked.count * 3 / 2) - isMarked.count
            isMarked.append(contentsOf: repeatElement(false, count: room))
        }
        isMarked[slot] = true
        slots.append(UInt32(slot))
    }
}
