public import EventModel

/// What a result is worth.
public enum ResultKind: Sendable {
    /// The window has ended; events within the allowed lateness may still change it.
    case provisional
    /// The only final result of its window and key.
    case final
    /// A provisional result turned out to rest on nothing; no final one follows.
    case withdrawn
}

/// Results of one metric for one window end, row by row, with the key of each row.
public final class ResultRows {
    /// The rows, with the columns of the metric's ``ResultLayout``.
    public let batch: RowBatch
    /// The key of each row, in the group's table.
    public let keys: UnsafeMutablePointer<UInt32>

    init(layout: ResultLayout, capacity: Int) {
        batch = RowBatch(layout: layout.rows, capacity: capacity)
        keys = .allocate(capacity: capacity)
    }

    deinit { keys.deallocate() }
}

/// Where results are read from: the records that are to be told and what else belongs to them.
struct ResultSource {
    var arena: RecordArena
    /// The other half of folds and sketches, for windows that panes leave.
    var front: FrontStack?
    /// The eras of decayed sums, in the order of the layout's.
    var eras: [Int64] = []
}

/// A list of records with their keys, in memory that is filled again and again.
final class RecordList {
    @exclusivity(unchecked) private(set) var keys: UnsafeMutablePointer<UInt32>
    @exclusivity(unchecked) private(set) var records: UnsafeMutablePointer<UInt32>
    @exclusivity(unchecked) private(set) var count = 0
    @exclusivity(unchecked) private var capacity = 1024
    private let space: StateSpace

    init(in space: StateSpace) {
        self.space = space
        keys = Self.places(capacity, space)
        records = Self.places(capacity, space)
    }

    deinit {
        space.deallocate(keys, byteCount: capacity * 4)
        space.deallocate(records, byteCount: capacity * 4)
    }

    var byteCount: Int { capacity * 8 }

    func removeAll() { count = 0 }

    func reserve(_ needed: Int) {
        guard needed > capacity else { return }
        let larger = max(needed, capacity * 2)
        keys = moved(keys, larger)
        records = moved(records, larger)
        capacity = larger
    }

    /// Adds a record; there must be room.
    @inline(__always)
    func append(_ key: UInt32, _ record: UInt32) {
        keys[count] = key
        records[count] = record
        count += 1
    }

    /// Fills the list with some of another: those whose word is above 0, or all.
    func choose(_ all: RecordList, _ range: Range<Int>, _ arena: RecordArena, above0 word: Int?) {
        removeAll()
        reserve(range.count)
        let (words, wordCount) = (arena.words, arena.layout.wordCount)
        var count = 0
        for place in range {
            (keys[count], records[count]) = (all.keys[place], all.records[place])
            guard let word else {
                count += 1
                continue
            }
            count += words[Int(all.records[place]) * wordCount + word] > 0 ? 1 : 0
        }
        self.count = count
    }

    private func moved(
        _ old: UnsafeMutablePointer<UInt32>, _ larger: Int
    ) -> UnsafeMutablePointer<UInt32> {
        let moved = Self.places(larger, space)
        space.copy(count * 4, from: old, to: moved)
        space.deallocate(old, byteCount: capacity * 4)
        return moved
    }

    private static func places(_ count: Int, _ space: StateSpace) -> UnsafeMutablePointer<UInt32> {
        space.allocate(byteCount: count * 4).bindMemory(to: UInt32.self, capacity: count)
    }
}
