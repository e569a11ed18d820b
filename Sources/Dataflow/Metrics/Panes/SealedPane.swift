import EventModel

/// The records of a pane that is no longer expected to change, packed column by column and in the order of their keys.
///
/// A pane of a long window is read twice more, when it enters and when it leaves the window, and both times as a
/// whole. What still comes in for it late makes another sealed pane beside it.
final class SealedPane {
    let layout: RecordLayout
    /// The keys, ascending.
    let keys: StateArray<UInt32>
    private let columns: [PackedColumn]
    let sketches: [any SketchColumn]

    /// Packs an open pane; its sketches are moved out of the arena.
    init(_ pane: OpenPane, _ arena: RecordArena, in space: StateSpace) {
        layout = arena.layout
        let order = KeyOrder.records(of: pane, in: space)
        var keys = StateArray<UInt32>(in: space, capacity: order.count)
        for entry in order.all { keys.append(UInt32(truncatingIfNeeded: entry >> 32)) }
        self.keys = keys
        let values = StateArray<Int64>(repeating: 0, count: order.count, in: space)
        let (words, wordCount) = (arena.words, arena.layout.wordCount)
        columns = (0..<wordCount).map { word in
            for place in 0..<order.count {
                values[place] = words[Int(UInt32(truncatingIfNeeded: order[place])) * wordCount + word]
                if place & 511 == 511 { space.noteAccesses(512) }
            }
            return PackedColumn(values.base, count: order.count, in: space)
        }
        sketches = zip(layout.sketches, arena.sketches).map { form, source in
            let column = form.makeColumn()
            column.reserve(order.count)
            for place in 0..<order.count {
                column.move(from: source, Int(UInt32(truncatingIfNeeded: order[place])), to: place)
            }
            return column
        }
    }

    deinit { for column in columns { column.deallocate() } }

    var count: Int { keys.count }

    var byteCount: Int {
        keys.byteCount + columns.reduce(0) { $0 + $1.byteCount } + sketches.reduce(0) { $0 + $1.byteCount }
    }

    /// Whether a word is 0 in all records.
    func isZero(_ word: Int) -> Bool { columns[word].isZero }

    /// The place of a key.
    func place(of key: UInt32) -> Int? {
        var (low, high) = (0, keys.count)
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low < keys.count && keys[low] == key ? low : nil
    }

    /// Unpacks all words of a record.
    func unpack(_ place: Int, into words: UnsafeMutablePointer<Int64>) {
        for word in 0..<layout.wordCount { unpack(word, place..<place + 1, into: words + word) }
    }

    /// Unpacks one word of some records.
    @inline(__always)
    func unpack(_ word: Int, _ range: Range<Int>, into target: UnsafeMutablePointer<Int64>) {
        columns[word].unpack(range, into: target)
    }
}

extension SealedPane {
    /// One pane of several of the same number.
    convenience init(merging panes: [SealedPane], layout: RecordLayout, in space: StateSpace) {
        let arena = RecordArena(layout: layout, in: space)
        let open = OpenPane(in: space)
        withUnsafeTemporaryAllocation(of: Int64.self, capacity: layout.wordCount) { words in
            guard let base = words.baseAddress else { return }
            for pane in panes {
                for place in 0..<pane.count {
                    for word in 0..<layout.wordCount {
                        pane.unpack(word, place..<place + 1, into: base + word)
                    }
                    let record = open.record(of: pane.keys[place], in: arena)
                    layout.merge(into: arena.words(of: record), from: base)
                    for (column, source) in zip(arena.sketches, pane.sketches) {
                        column.merge(record, from: source, place)
                    }
                }
            }
        }
        self.init(open, arena, in: space)
    }
}

extension SealedPane {
    /// One pane of several of the same number, of which later ones stand for what earlier ones say of the same keys.
    convenience init(replacing panes: [SealedPane], layout: RecordLayout, in space: StateSpace) {
        let arena = RecordArena(layout: layout, in: space)
        let open = OpenPane(in: space)
        for pane in panes {
            for place in 0..<pane.count {
                let record = open.record(of: pane.keys[place], in: arena)
                pane.unpack(place, into: arena.words(of: record))
                for (column, source) in zip(arena.sketches, pane.sketches) {
                    column.copy(from: source, place, to: record)
                }
            }
        }
        self.init(open, arena, in: space)
    }
}

/// Sorts the records of a pane by key.
enum KeyOrder {
    /// Keys in the upper, records in the lower half, ascending: a radix sort, as there may be a million.
    static func records(of pane: OpenPane, in space: StateSpace) -> StateArray<UInt64> {
        var order = StateArray<UInt64>(in: space, capacity: pane.count)
        var highest: UInt32 = 0
        pane.forEach { key, record in
            order.append(UInt64(key) << 32 | UInt64(record))
            highest = max(highest, key)
        }
        if order.count < 256 {
            var all = UnsafeMutableBufferPointer(start: order.base, count: order.count)
            all.sort()
            return order
        }
        var other = StateArray<UInt64>(repeating: 0, count: order.count, in: space)
        var shift = UInt64(32)
        while shift < 64, highest >> UInt32(shift - 32) > 0 {
            pass(order, other, shift, space)
            swap(&order, &other)
            shift += 11
        }
        return order
    }

    private static func pass(
        _ source: borrowing StateArray<UInt64>, _ target: borrowing StateArray<UInt64>, _ shift: UInt64,
        _ space: StateSpace
    ) {
        var starts = Array(repeating: 0, count: 2049)
        for value in source.all { starts[Int(value >> shift & 2047) + 1] += 1 }
        for digit in 1..<2049 { starts[digit] += starts[digit - 1] }
        for (place, value) in source.all.enumerated() {
            let digit = Int(value >> shift & 2047)
            target[starts[digit]] = value
            starts[digit] += 1
            if place & 511 == 511 { space.noteAccesses(64) }
        }
    }
}
