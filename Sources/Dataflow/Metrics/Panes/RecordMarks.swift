import EventModel

/// Which records have changed: one bit each, so that those of a million fit the cache beside the rows.
final class RecordMarks {
    @exclusivity(unchecked) private var bits: StateArray<UInt64>

    init(in space: StateSpace) { bits = StateArray(repeating: 0, count: 64, in: space) }

    var byteCount: Int { bits.byteCount }

    /// Marks a record; returns whether it was not marked before.
    @inline(__always)
    func mark(_ record: Int) -> Bool {
        if record &>> 6 >= bits.count { grow(toHold: record &>> 6) }
        let bit = UInt64(1) &<< UInt64(record & 63)
        let word = bits[record &>> 6]
        guard word & bit == 0 else { return false }
        bits[record &>> 6] = word | bit
        return true
    }

    /// Takes a mark away.
    func unmark(_ record: Int) {
        guard record &>> 6 < bits.count else { return }
        bits[record &>> 6] &= ~(UInt64(1) &<< UInt64(record & 63))
    }

    private func grow(toHold word: Int) {
        bits.append(repeating: 0, count: max(word + 1, bits.count * 2) - bits.count)
    }
}

/// Records that have changed, each once.
final class MarkedRecords {
    private let marks: RecordMarks
    @exclusivity(unchecked) private(set) var records: StateArray<UInt32>

    init(in space: StateSpace) {
        marks = RecordMarks(in: space)
        records = StateArray(in: space)
    }

    var byteCount: Int { marks.byteCount + records.byteCount }

    /// Marks a record.
    @inline(__always)
    func mark(_ record: Int) { if marks.mark(record) { records.append(UInt32(truncatingIfNeeded: record)) } }

    /// Forgets all marks.
    ///
    /// - Complexity: O(marked records).
    func removeAll() {
        for record in records.all { marks.unmark(Int(record)) }
        records.removeAll()
    }
}
