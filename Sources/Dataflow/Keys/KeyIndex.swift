import EventModel

/// A hash table from 32 bits of a key's hash to its slot; whether the keys are equal is for the owner to say.
///
/// Plain data in memory of its own, which the owner deallocates. It is at most three quarters full and shrinks as it
/// empties; growing needs nothing but the table itself.
///
/// - Complexity: O(1) expected; growing O(cells).
struct KeyIndex {
    private static let fewestCells = 16

    // The bits of the hash in the upper half, slot + 1 in the lower; 0 is empty. Linear probing.
    private var cells: UnsafeMutablePointer<UInt64>
    private var mask: Int
    private var count = 0
    private let space: StateSpace

    /// An empty table.
    init(in space: StateSpace) {
        self.space = space
        cells = Self.emptyCells(Self.fewestCells, space)
        mask = Self.fewestCells - 1
    }

    /// Gives its memory back; the table must not be used any more.
    func deallocate() { space.deallocate(cells, byteCount: memoryBytes) }

    /// Bytes taken from the system.
    var memoryBytes: Int { (mask + 1) * MemoryLayout<UInt64>.stride }

    /// The cell of the entry that has this tag and is the one that is meant.
    @inline(__always)
    func cell(of tag: UInt32, where isMeant: (_ slot: Int) -> Bool) -> Int? {
        var cell = Int(tag) & mask
        while true {
            let content = cells[cell]
            if content == 0 { return nil }
            if content >> 32 == UInt64(tag), isMeant(Self.slot(content)) { return cell }
            cell = (cell + 1) & mask
        }
    }

    /// The slot of the first entry with this tag, most likely the one that will be meant.
    @inline(__always)
    func likelySlot(of tag: UInt32) -> Int? { cell(of: tag) { _ in true }.map { slot(at: $0) } }

    /// The slot in a cell.
    @inline(__always)
    func slot(at cell: Int) -> Int { Self.slot(cells[cell]) }

    /// Adds an entry.
    mutating func insert(_ slot: Int, tag: UInt32) {
        count += 1
        if count * 4 > (mask + 1) * 3 { resize(to: (mask + 1) * 2) }
        place(UInt64(tag) << 32 | UInt64(slot + 1))
    }

    /// Puts another slot of the same key into a cell.
    mutating func replace(at cell: Int, with slot: Int) {
        cells[cell] = (cells[cell] >> 32) << 32 | UInt64(slot + 1)
    }

    /// Removes an entry.
    mutating func remove(at cell: Int) {
        closeGap(cell)
        count -= 1
        if mask + 1 > Self.fewestCells, count * 8 < mask + 1 { resize(to: (mask + 1) / 2) }
    }

    private static func slot(_ content: UInt64) -> Int { Int(UInt32(truncatingIfNeeded: content)) - 1 }

    private static func emptyCells(_ count: Int, _ space: StateSpace) -> UnsafeMutablePointer<UInt64> {
        let cells = space.allocate(byteCount: count * MemoryLayout<UInt64>.stride)
        space.clear(cells, byteCount: count * MemoryLayout<UInt64>.stride)
        return cells.bindMemory(to: UInt64.self, capacity: count)
    }

    private func home(of content: UInt64) -> Int { Int(content >> 32) & mask }

    private func place(_ content: UInt64) {
        var cell = home(of: content)
        while cells[cell] != 0 { cell = (cell + 1) & mask }
        cells[cell] = content
    }

    // No tombstones: later entries of the run move up into the hole where they may.
    private func closeGap(_ hole: Int) {
        var hole = hole
        var cell = hole
        cells[hole] = 0
        while true {
            cell = (cell + 1) & mask
            let content = cells[cell]
            guard content != 0 else { return }
            if (cell &- home(of: content)) & mask >= (cell &- hole) & mask {
                cells[hole] = content
                cells[cell] = 0
                hole = cell
            }
        }
    }

    private mutating func resize(to size: Int) {
        let old = UnsafeBufferPointer(start: cells, count: mask + 1)
        let oldBytes = memoryBytes
        cells = Self.emptyCells(size, space)
        mask = size - 1
        for content in old where content != 0 { place(content) }
        if let base = old.baseAddress {
            space.deallocate(UnsafeMutableRawPointer(mutating: base), byteCount: oldBytes)
        }
    }
}
