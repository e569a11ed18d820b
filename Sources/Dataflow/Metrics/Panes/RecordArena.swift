import EventModel

/// Records of one group in flat memory, by number; the numbers of released records are given again.
final class RecordArena {
    let layout: RecordLayout
    // Read for every row; one thread owns an arena.
    @exclusivity(unchecked) private(set) var words: UnsafeMutablePointer<Int64>
    let sketches: [any SketchColumn]
    @exclusivity(unchecked) private var capacity: Int
    @exclusivity(unchecked) private var used = 0
    @exclusivity(unchecked) private var released: StateArray<UInt32>
    private let space: StateSpace

    init(layout: RecordLayout, capacity: Int = 64, in space: StateSpace) {
        self.layout = layout
        self.capacity = capacity
        self.space = space
        words = Self.words(capacity * layout.wordCount, space)
        released = StateArray(in: space)
        sketches = layout.sketches.map { $0.makeColumn() }
    }

    deinit { space.deallocate(words, byteCount: capacity * layout.wordCount * 8) }

    private static func words(_ count: Int, _ space: StateSpace) -> UnsafeMutablePointer<Int64> {
        space.allocate(byteCount: count * 8).bindMemory(to: Int64.self, capacity: count)
    }

    /// How many records are in use.
    var count: Int { used - released.count }

    /// One past the largest number ever given.
    var bound: Int { used }

    var byteCount: Int {
        capacity * layout.wordCount * 8 + released.capacity * 4 + sketches.reduce(0) { $0 + $1.byteCount }
    }

    @inline(__always)
    func words(of record: Int) -> UnsafeMutablePointer<Int64> { words + record * layout.wordCount }

    /// A record of no rows.
    func make() -> Int {
        let record: Int
        if let free = released.popLast() {
            record = Int(free)
        } else {
            if used == capacity { grow() }
            record = used
            used += 1
            for column in sketches { column.reserve(used) }
        }
        clear(record)
        return record
    }

    /// Gives a record's number back.
    func release(_ record: Int) {
        for column in sketches { column.clear(record) }
        released.append(UInt32(truncatingIfNeeded: record))
    }

    /// Forgets all records; the memory of words stays.
    func removeAll() {
        for column in sketches { for record in 0..<used { column.clear(record) } }
        used = 0
        released.removeAll()
    }

    @inline(__always)
    private func clear(_ record: Int) {
        let target = words(of: record)
        layout.empty.withUnsafeBufferPointer { empty in
            for word in 0..<empty.count { target[word] = empty[word] }
        }
    }

    private func grow() {
        // Half as much again: at a million records the room that is not used yet counts.
        let larger = capacity + max(capacity / 2, 64)
        let moved = Self.words(larger * layout.wordCount, space)
        let size = capacity * layout.wordCount * 8
        space.copy(size, from: words, to: moved)
        space.deallocate(words, byteCount: size)
        words = moved
        capacity = larger
    }
}
