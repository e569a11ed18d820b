/// Strings as small integers: equal bytes get equal ids, from 0 upwards in the order of first sight.
///
/// Ids are valid in the table that gave them and nowhere else; what leaves a task carries the bytes. One thread
/// owns a table. An entry costs its bytes + 16 bytes + 8 to 16 bytes of index.
///
/// A table comes with the ``space`` that its memory is from. Whatever keeps state of its strings has its memory from
/// there, too.
///
/// - Complexity: a look-up is O(length), one cache line of index and one of bytes in the usual case.
public final class SymbolTable {
    private struct Entry {
        var hash: UInt64
        var offset: Int
    }

    /// How many different strings there are.
    @exclusivity(unchecked) public private(set) var count = 0
    /// How many bytes all strings have together.
    @exclusivity(unchecked) public private(set) var byteCount = 0
    // Index slots hold id + 1, 0 is empty; linear probing, at most half full.
    @exclusivity(unchecked) private var index: UnsafeMutablePointer<UInt32>
    @exclusivity(unchecked) private var indexMask: Int
    @exclusivity(unchecked) private var entries: UnsafeMutablePointer<Entry>
    @exclusivity(unchecked) private var entryCapacity: Int
    @exclusivity(unchecked) private var bytes: UnsafeMutableRawPointer
    @exclusivity(unchecked) private var byteCapacity: Int
    /// Where its memory is from.
    public let space: StateSpace

    /// An empty table.
    public init(in space: StateSpace = .heap) {
        self.space = space
        indexMask = 63
        index = Self.emptyIndex(64, in: space)
        entryCapacity = 32
        entries = Self.entries(entryCapacity, in: space)
        byteCapacity = 1024
        bytes = space.allocate(byteCount: byteCapacity)
    }

    deinit {
        space.deallocate(index, byteCount: (indexMask + 1) * 4)
        space.deallocate(entries, byteCount: entryCapacity * MemoryLayout<Entry>.stride)
        space.deallocate(bytes, byteCount: byteCapacity)
    }

    private static func emptyIndex(_ count: Int, in space: StateSpace) -> UnsafeMutablePointer<UInt32> {
        let index = space.allocate(byteCount: count * 4)
        space.clear(index, byteCount: count * 4)
        return index.bindMemory(to: UInt32.self, capacity: count)
    }

    private static func entries(_ count: Int, in space: StateSpace) -> UnsafeMutablePointer<Entry> {
        space.allocate(byteCount: count * MemoryLayout<Entry>.stride)
            .bindMemory(to: Entry.self, capacity: count)
    }

    /// The id of a string, given now if it is new. At most 2³² − 2 strings.
    public func intern(_ string: UnsafeRawBufferPointer) -> UInt32 {
        let hash = ByteHash.hash(string)
        var slot = Int(truncatingIfNeeded: hash) & indexMask
        while true {
            let stored = index[slot]
            if stored == 0 { break }
            if matches(stored - 1, hash, string) { return stored - 1 }
            slot = (slot + 1) & indexMask
        }
        return insert(string, hash: hash, slot: slot)
    }

    /// The id of a string.
    public func intern(_ string: String) -> UInt32 {
        var copy = string
        return copy.withUTF8 { intern(UnsafeRawBufferPointer($0)) }
    }

    /// Interns a column: the slots whose state is a value hold places (``TextPlace``) among the bytes at `base` and get
    /// the ids of their strings.
    ///
    /// Does for many strings what ``intern(_:)`` does for one. The steps are taken for up to 64 strings together, so
    /// that the processor waits for the memory of all of them at once and not for one after the other.
    public func intern(
        slots: UnsafeMutablePointer<Int64>, states: UnsafePointer<UInt8>, count: Int, base: UnsafeRawPointer
    ) {
        var start = 0
        while start < count {
            let size = min(64, count - start)
            internChunk(slots + start, states + start, size, base)
            // Index, entry and bytes of each.
            space.noteAccesses(3 * size)
            start += size
        }
    }

    private func internChunk(
        _ slots: UnsafeMutablePointer<Int64>, _ states: UnsafePointer<UInt8>, _ count: Int,
        _ base: UnsafeRawPointer
    ) {
        withUnsafeTemporaryAllocation(of: (hash: UInt64, id: UInt32).self, capacity: count) { guesses in
            let index = self.index
            let mask = indexMask
            for row in 0..<count where states[row] == CellState.value.rawValue {
                let hash = ByteHash.hash(Self.bytes(slots[row], base))
                guesses[row] = (hash: hash, id: index[Int(truncatingIfNeeded: hash) & mask])
            }
            let entries = self.entries
            for row in 0..<count where states[row] == CellState.value.rawValue {
                let guess = guesses[row]
                if guess.id != 0, entries[Int(guess.id - 1)].hash != guess.hash { guesses[row].id = 0 }
            }
            for row in 0..<count where states[row] == CellState.value.rawValue {
                let string = Self.bytes(slots[row], base)
                let guess = guesses[row]
                let isRight = guess.id != 0 && matches(guess.id - 1, guess.hash, string)
                slots[row] = Int64(isRight ? guess.id - 1 : intern(string))
            }
        }
    }

    private static func bytes(_ slot: Int64, _ base: UnsafeRawPointer) -> UnsafeRawBufferPointer {
        let place = TextPlace(slot: slot)
        return UnsafeRawBufferPointer(start: base + Int(place.offset), count: Int(place.count))
    }

    /// The id of a string that was interned before, otherwise `nil`.
    public func find(_ string: UnsafeRawBufferPointer) -> UInt32? {
        let hash = ByteHash.hash(string)
        var slot = Int(truncatingIfNeeded: hash) & indexMask
        while index[slot] != 0 {
            if matches(index[slot] - 1, hash, string) { return index[slot] - 1 }
            slot = (slot + 1) & indexMask
        }
        return nil
    }

    /// The bytes of an id; valid until the next string is interned.
    public func bytes(of id: UInt32) -> UnsafeRawBufferPointer {
        precondition(Int(id) < count, "an id of another table")
        let start = entries[Int(id)].offset
        return UnsafeRawBufferPointer(start: bytes + start, count: end(of: Int(id)) - start)
    }

    /// The string of an id; for output, not for the hot path.
    public func string(of id: UInt32) -> String { String(decoding: bytes(of: id), as: UTF8.self) }

    private func end(of id: Int) -> Int { id + 1 < count ? entries[id + 1].offset : byteCount }

    @inline(__always)
    private func matches(_ id: UInt32, _ hash: UInt64, _ string: UnsafeRawBufferPointer) -> Bool {
        let entry = entries[Int(id)]
        guard entry.hash == hash, end(of: Int(id)) - entry.offset == string.count else { return false }
        return ByteHash.equal(bytes + entry.offset, string.baseAddress, count: string.count)
    }

    private func insert(_ string: UnsafeRawBufferPointer, hash: UInt64, slot: Int) -> UInt32 {
        precondition(count < Int(UInt32.max) - 1, "too many different strings")
        reserve(string.count)
        if let source = string.baseAddress, string.count > 0 {
            (bytes + byteCount).copyMemory(from: source, byteCount: string.count)
        }
        entries[count] = Entry(hash: hash, offset: byteCount)
        byteCount += string.count
        count += 1
        index[slot] = UInt32(count)
        if count * 2 > indexMask { growIndex() }
        return UInt32(count - 1)
    }

    private func reserve(_ extra: Int) {
        if byteCount + extra > byteCapacity {
            let larger = max(byteCapacity * 2, byteCount + extra)
            let moved = space.allocate(byteCount: larger)
            space.copy(byteCount, from: bytes, to: moved)
            space.deallocate(bytes, byteCount: byteCapacity)
            (bytes, byteCapacity) = (moved, larger)
        }
        if count == entryCapacity {
            let size = entryCapacity * MemoryLayout<Entry>.stride
            let moved = Self.entries(entryCapacity * 2, in: space)
            space.copy(size, from: entries, to: moved)
            space.deallocate(entries, byteCount: size)
            (entries, entryCapacity) = (moved, entryCapacity * 2)
        }
    }

    private func growIndex() {
        let size = (indexMask + 1) * 2
        space.deallocate(index, byteCount: (indexMask + 1) * 4)
        index = Self.emptyIndex(size, in: space)
        indexMask = size - 1
        for id in 0..<count {
            var slot = Int(truncatingIfNeeded: entries[id].hash) & indexMask
            while index[slot] != 0 { slot = (slot + 1) & indexMask }
            index[slot] = UInt32(id + 1)
            if id & 255 == 0 { space.noteAccesses(256) }
        }
    }
}
