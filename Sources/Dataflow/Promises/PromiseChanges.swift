/// What has changed in a ledger since it was last written: the slots of promises, and the keys that nothing is left of.
///
/// Nothing is noted before the first writing, as all there is has changed by then; so a ledger that is never written
/// keeps nothing here.
struct PromiseChanges: ~Copyable {
    private static let fewest = 1024

    /// Whether changes are noted.
    private(set) var isNoting = false
    /// How many slots were noted; some may have been freed since.
    private(set) var count = 0
    private var capacity = 0
    private var slots: UnsafeMutablePointer<UInt32>?
    /// The keys that were removed, each with its length.
    private(set) var removed = StateWriter(capacity: 64)
    /// How many they are.
    private(set) var removedCount = 0

    deinit { slots?.deallocate() }

    /// Whether anything was noted.
    var isEmpty: Bool { count == 0 && removedCount == 0 }

    /// Bytes taken from the system for slots.
    var memoryBytes: Int { capacity * MemoryLayout<UInt32>.stride }

    /// A slot, in the order in which they were noted.
    subscript(place: Int) -> Int { slots.map { Int($0[place]) } ?? 0 }

    /// Notes a slot.
    @inline(__always)
    mutating func append(_ slot: Int) {
        guard isNoting else { return }
        if count == capacity { grow() }
        slots?[count] = UInt32(slot)
        count += 1
    }

    /// Notes that nothing is left of a key.
    mutating func appendRemoved(_ key: UnsafeRawBufferPointer) {
        guard isNoting else { return }
        removed.bytes(key)
        removedCount += 1
    }

    /// Forgets what was noted and begins to note, if that has not begun.
    mutating func begin() {
        isNoting = true
        count = 0
        removedCount = 0
        removed.removeAll()
        guard capacity > 64 * Self.fewest else { return }
        // A burst does not keep its memory.
        slots?.deallocate()
        (slots, capacity) = (nil, 0)
        removed = StateWriter(capacity: 64)
    }

    private mutating func grow() {
        let moved = UnsafeMutablePointer<UInt32>.allocate(capacity: max(capacity * 2, Self.fewest))
        if let slots {
            moved.moveInitialize(from: slots, count: count)
            slots.deallocate()
        }
        (slots, capacity) = (moved, max(capacity * 2, Self.fewest))
    }
}
