import EventModel

/// What the panes of a sliding or hopping window add up to, by key: panes are added as they enter and taken out as they
/// leave, so that a step costs what enters and leaves and not the width of the window.
final class RunningRecords {
    let arena: RecordArena
    // Record + 1 of each key, 0 for none.
    @exclusivity(unchecked) private var recordOfKey: StateArray<UInt32>
    @exclusivity(unchecked) private(set) var keyOfRecord: StateArray<UInt32>
    private let space: StateSpace
    private let records: UnsafeMutablePointer<UInt32>
    private let values: UnsafeMutablePointer<Int64>
    private let upper: UnsafeMutablePointer<Int64>
    /// How many records of a pane are worked on together, so that they stay in the nearest cache.
    static let chunk = 512

    init(layout: RecordLayout, in space: StateSpace) {
        self.space = space
        arena = RecordArena(layout: layout, in: space)
        recordOfKey = StateArray(repeating: 0, count: 64, in: space)
        keyOfRecord = StateArray(in: space)
        records = .allocate(capacity: Self.chunk)
        values = .allocate(capacity: Self.chunk)
        upper = .allocate(capacity: Self.chunk)
    }

    deinit {
        records.deallocate()
        values.deallocate()
        upper.deallocate()
    }

    var byteCount: Int { arena.byteCount + recordOfKey.byteCount + keyOfRecord.byteCount }

    /// The record of a key, made now if there is none.
    @inline(__always)
    func record(of key: UInt32) -> Int {
        let place = Int(key)
        if place < recordOfKey.count, recordOfKey[place] != 0 { return Int(recordOfKey[place]) - 1 }
        return insert(place)
    }

    /// The record of a key, if it has one.
    @inline(__always)
    func find(_ key: UInt32) -> Int? {
        let place = Int(key)
        return place < recordOfKey.count && recordOfKey[place] != 0 ? Int(recordOfKey[place]) - 1 : nil
    }

    /// Adds the sums of a pane; `body` takes the records, some at a time, with their places in the pane.
    func add(_ pane: SealedPane, _ body: (Range<Int>, UnsafePointer<UInt32>) -> Void) {
        forEachChunk(pane) { range in
            add(pane, range, takingOut: false)
            body(range, records)
        }
    }

    /// Takes the sums of a pane out again; `body` takes the records as in ``add(_:_:)``.
    func subtract(_ pane: SealedPane, _ body: (Range<Int>, UnsafePointer<UInt32>) -> Void) {
        forEachChunk(pane) { range in
            add(pane, range, takingOut: true)
            body(range, records)
        }
    }

    /// Finds the records of a pane's keys, some at a time.
    func forEachChunk(
        _ pane: SealedPane, _ body: (Range<Int>, UnsafePointer<UInt32>) -> Void
    ) {
        forEachChunk(pane) { body($0, records) }
    }

    /// Forgets keys of a pane that has left if nothing is left of them.
    func releaseEmpty(keysOf pane: SealedPane, _ released: (Int) -> Void) {
        for key in pane.keys.all {
            guard let record = find(key), isEmpty(record) else { continue }
            released(record)
            recordOfKey[Int(key)] = 0
            keyOfRecord[record] = KeyReader.noKey
            arena.release(record)
        }
    }

    /// Forgets everything.
    func removeAll() {
        for key in keyOfRecord.all where key != KeyReader.noKey { recordOfKey[Int(key)] = 0 }
        keyOfRecord.removeAll()
        arena.removeAll()
    }

    /// Whether the sums of a record are all 0. Whatever is in a record has added to one of them.
    @inline(__always)
    private func isEmpty(_ record: Int) -> Bool {
        let words = arena.words(of: record)
        for word in arena.layout.sums where words[word] != 0 { return false }
        for word in arena.layout.wideSums where words[word] | words[word + 1] != 0 { return false }
        return true
    }

    private func insert(_ key: Int) -> Int {
        if key >= recordOfKey.count { growKeys(toHold: key) }
        let record = arena.make()
        recordOfKey[key] = UInt32(record + 1)
        if record < keyOfRecord.count {
            keyOfRecord[record] = UInt32(key)
        } else {
            keyOfRecord.append(UInt32(key))
        }
        return record
    }

    private func growKeys(toHold key: Int) {
        let larger = max(key + 1, recordOfKey.count * 3 / 2)
        recordOfKey.append(repeating: 0, count: larger - recordOfKey.count)
    }

    @inline(__always)
    private func forEachChunk(_ pane: SealedPane, _ body: (Range<Int>) -> Void) {
        let keys = pane.keys.all
        var start = 0
        while start < keys.count {
            let end = min(start + Self.chunk, keys.count)
            for place in start..<end {
                records[place - start] = UInt32(truncatingIfNeeded: record(of: keys[place]))
            }
            body(start..<end)
            space.noteAccesses(2 * (end - start))
            start = end
        }
    }

    private func add(_ pane: SealedPane, _ range: Range<Int>, takingOut: Bool) {
        let (words, wordCount) = (arena.words, arena.layout.wordCount)
        for word in arena.layout.sums where !pane.isZero(word) {
            pane.unpack(word, range, into: values)
            if takingOut { for place in 0..<range.count { values[place] = 0 &- values[place] } }
            for place in 0..<range.count { words[Int(records[place]) * wordCount + word] &+= values[place] }
        }
        for word in arena.layout.wideSums where !(pane.isZero(word) && pane.isZero(word + 1)) {
            pane.unpack(word, range, into: values)
            pane.unpack(word + 1, range, into: upper)
            for place in 0..<range.count {
                let value = Int128(upper[place]) << 64 | Int128(UInt64(bitPattern: values[place]))
                AggregateWords.add(
                    takingOut ? 0 &- value : value, to: words + Int(records[place]) * wordCount + word)
            }
        }
    }
}
