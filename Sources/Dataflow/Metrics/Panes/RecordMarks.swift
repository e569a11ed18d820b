/// Which records have changed: one bit each, so that those of a million fit the cache beside the rows.
final class RecordMarks {
    @exclusivity(unchecked) private var bits: UnsafeMutablePointer<UInt64>
    @exclusivity(unchecked) private var count = 64

    init() {
        bits = .allocate(capacity: count)
        bits.initialize(repeating: 0, count: count)
    }

    deinit { bits.deallocate() }

    var byteCount: Int { count * 8 }

    /// Marks a record; returns whether it was not marked before.
    @inline(__always)
    func mark(_ record: Int) -> Bool {
        if record &>> 6 >= count { grow(toHold: record &>> 6) }
        let bit = UInt64(1) &<< UInt64(record & 63)
        let word = bits[record &>> 6]
        guard word & bit == 0 else { return false }
        bits[record &>> 6] = word | bit
        return true
    }

    /// Takes a mark away.
    func unmark(_ record: Int) {
        guard record &>> 6 < count else { return }
        bits[record &>> 6] &= ~(UInt64(1) &<< UInt64(record & 63))
    }

    private func grow(toHold word: Int) {
        let larger = max(word + 1, count * 2)
        let moved = UnsafeMutablePointer<UInt64>.allocate(capacity: larger)
        moved.update(from: bits, count: count)
        (moved + count).initialize(repeating: 0, count: larger - count)
        bits.deallocate()
        bits = moved
        count = larger
    }
}

/// Records that have changed, each once.
final class MarkedRecords {
    private let marks = RecordMarks()
    @exclusivity(unchecked) private(set) var records: [UInt32] = []

    var byteCount: Int { marks.byteCount + records.capacity * 4 }

    /// Marks a record.
    @inline(__always)
    func mark(_ record: Int) { if marks.mark(record) { records.append(UInt32(truncatingIfNeeded: record)) } }

    /// Forgets all marks.
    ///
    /// - Complexity: O(marked records).
    func removeAll() {
        for record in records { marks.unmark(Int(record)) }
        records.removeAll(keepingCapacity: true)
    }
}
