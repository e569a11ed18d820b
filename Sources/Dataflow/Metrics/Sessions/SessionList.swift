/// Sessions that are told together, in memory that is filled again and again.
final class SessionList {
    static let capacity = 1024

    private(set) var count = 0
    /// The first fragment of each.
    let places: UnsafeMutablePointer<Int32>
    let keys: UnsafeMutablePointer<UInt32>
    let records: UnsafeMutablePointer<UInt32>
    let starts: UnsafeMutablePointer<Int64>
    let ends: UnsafeMutablePointer<Int64>
    /// 1 for those that may have begun before the input.
    let partial: UnsafeMutablePointer<Int64>

    init() {
        places = .allocate(capacity: Self.capacity)
        keys = .allocate(capacity: Self.capacity)
        records = .allocate(capacity: Self.capacity)
        starts = .allocate(capacity: Self.capacity)
        ends = .allocate(capacity: Self.capacity)
        partial = .allocate(capacity: Self.capacity)
    }

    deinit {
        places.deallocate()
        keys.deallocate()
        records.deallocate()
        starts.deallocate()
        ends.deallocate()
        partial.deallocate()
    }

    var isFull: Bool { count == Self.capacity }

    func removeAll() { count = 0 }

    /// Adds a session; the list must not be full.
    func append(place: Int32, key: UInt32, record: Int, start: Int64, end: Int64, isPartial: Bool) {
        places[count] = place
        keys[count] = key
        records[count] = UInt32(truncatingIfNeeded: record)
        starts[count] = start
        ends[count] = end
        partial[count] = isPartial ? 1 : 0
        count += 1
    }

    /// Fills the list with those of another for which a word of the record is above 0.
    func choose(_ all: SessionList, _ arena: RecordArena, above0 word: Int) {
        removeAll()
        for row in 0..<all.count where arena.words(of: Int(all.records[row]))[word] > 0 {
            append(
                place: all.places[row], key: all.keys[row], record: Int(all.records[row]),
                start: all.starts[row],
                end: all.ends[row], isPartial: all.partial[row] != 0)
        }
    }

    /// What they stretch over.
    var windows: ResultWindows { .each(starts: starts, ends: ends, partial: partial) }
}
