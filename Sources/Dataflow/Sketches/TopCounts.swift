/// The most frequent symbols: exact while it is filled, cut to a few counters afterwards, and mergeable in both states.
///
/// Like a space-saving summary (Metwally et al. 2005) it has counters with upper bounds and errors, and a ``floor``
/// that no absent symbol's count exceeds. A pane counts exactly while it is open; ``truncate(to:order:)`` closes it.
/// Merging adds counts, errors and floors, a symbol absent from one side having that side's floor as count and error
/// (Agarwal et al., Mergeable Summaries, 2012); nothing is cut on the way, so that merges are associative and
/// commutative and the result has at most panes × capacity counters.
///
/// **Bounds.** For every symbol, count − error ≤ true count ≤ count and error ≤ ``floor``. A pane of total N cut to k
/// counters has floor ≤ N/(k + 1), and 0 when it has at most k symbols: then it is exact. Floors add up, so that a
/// window of total N has floor ≤ N/(k + 1), too. This needs what is taken back to have been there.
package struct TopCounts: Sketch {
    struct Counter: Equatable {
        var symbol: UInt32
        // Occurrences that were surely counted.
        var known: Int64
        // The part of the floor that comes from summaries which counted the symbol, so that it is none of its error.
        var covered: Int64

        var isAbsent: Bool { known == 0 && covered == 0 }
    }

    /// A symbol with an upper bound of its count and how much too high that may be.
    package typealias Item = (symbol: UInt32, count: Int64, error: Int64)

    /// The most that a symbol without a counter may have occurred; 0 while all counts are exact.
    package private(set) var floor: Int64 = 0
    // In order of first sight; some may be absent since they were taken back.
    private var counters: [Counter] = []
    // Cells hold a counter's place + 1, 0 is empty; linear probing, at most half full; none while counters are few.
    private var cells: [UInt32] = []

    private static let scanned = 8

    /// Nothing yet.
    package init() {}

    init(floor: Int64) { self.floor = floor }

    package var isEmpty: Bool { floor == 0 && counters.allSatisfy(\.isAbsent) }
    package var byteCount: Int { counters.storageByteCount + cells.storageByteCount }

    /// Counts a symbol `weight` times; a negative weight takes it back.
    ///
    /// - Complexity: O(1); allocates only when the counters grow.
    package mutating func insert(_ symbol: UInt32, weight: Int64) {
        if let place = place(of: symbol) {
            counters[place].known &+= weight
        } else if weight != 0 {
            append(Counter(symbol: symbol, known: weight, covered: 0))
        }
    }

    /// Adds what another one has counted.
    ///
    /// - Complexity: O(counters of the other).
    package mutating func merge(_ other: TopCounts) {
        floor &+= other.floor
        for counter in other.counters where !counter.isAbsent { add(counter) }
    }

    /// Keeps the counters with the largest counts and lifts the floor to the largest count dropped.
    ///
    /// Called when a pane closes. Were the counts fed in the same order, largest first, to a space-saving summary, each
    /// count that finds no free counter would be added to the smallest one; since they are all known here, the first
    /// ones are kept as they are and the rest is bounded by the largest of it, which is never worse: no error
    /// or floor is larger than that summary's.
    ///
    /// - Parameters:
    ///   - capacity: how many counters to keep, at least 1.
    ///   - order: whether the first symbol's bytes come before the second's: it decides between equal counts.
    /// - Complexity: O(n log n) for n counters; O(n) when they are not more than `capacity`.
    package mutating func truncate(to capacity: Int, order: (UInt32, UInt32) -> Bool) {
        precondition(capacity > 0, "at least one counter must be kept")
        guard counters.count > capacity else { return }
        let ranked = ranked(by: order)
        guard ranked.count > capacity else { return }
        let lift = max(ranked[capacity].known &+ floor &- ranked[capacity].covered, floor) &- floor
        floor &+= lift
        counters = []
        counters.reserveCapacity(capacity)
        cells = []
        for var counter in ranked[..<capacity] {
            // Counts and errors stay as they are.
            counter.covered &+= lift
            append(counter)
        }
    }

    /// The `k` symbols with the largest counts, by count descending and then by `order`, which compares their bytes.
    ///
    /// - Complexity: O(n log n) for n counters.
    package func top(_ k: Int, order: (UInt32, UInt32) -> Bool) -> [Item] {
        ranked(by: order).prefix(max(k, 0)).map(item).filter { $0.count > 0 }
    }

    /// The count of one symbol: an upper bound and how much too high it may be.
    package func item(of symbol: UInt32) -> Item {
        item(place(of: symbol).map { counters[$0] } ?? Counter(symbol: symbol, known: 0, covered: 0))
    }

    /// The same counts with the symbols of another table.
    package func mapped(_ translate: (UInt32) -> UInt32) -> TopCounts {
        var copy = TopCounts(floor: floor)
        for var counter in counters where !counter.isAbsent {
            counter.symbol = translate(counter.symbol)
            copy.add(counter)
        }
        return copy
    }

    package static func == (left: TopCounts, right: TopCounts) -> Bool {
        left.floor == right.floor && left.canonical == right.canonical
    }

    // The counters that tell something, by symbol.
    var canonical: [Counter] { counters.filter { !$0.isAbsent }.sorted { $0.symbol < $1.symbol } }

    mutating func add(_ counter: Counter) {
        guard let place = place(of: counter.symbol) else { return append(counter) }
        counters[place].known &+= counter.known
        counters[place].covered &+= counter.covered
    }

    private func item(_ counter: Counter) -> Item {
        let error = floor &- counter.covered
        return (counter.symbol, counter.known &+ error, error)
    }

    private func ranked(by order: (UInt32, UInt32) -> Bool) -> [Counter] {
        counters.filter { !$0.isAbsent }.sorted {
            // The floor is the same in all counts.
            let (left, right) = ($0.known &- $0.covered, $1.known &- $1.covered)
            return left == right ? order($0.symbol, $1.symbol) : left > right
        }
    }

    private func place(of symbol: UInt32) -> Int? {
        if cells.isEmpty { return counters.firstIndex { $0.symbol == symbol } }
        var cell = home(of: symbol)
        while cells[cell] != 0 {
            let place = Int(cells[cell]) - 1
            if counters[place].symbol == symbol { return place }
            cell = (cell + 1) & (cells.count - 1)
        }
        return nil
    }

    // Symbols count up from 0: a multiplication scatters them over the high bits.
    private func home(of symbol: UInt32) -> Int {
        Int(truncatingIfNeeded: UInt64(symbol) &* 0x9E37_79B9_7F4A_7C15 >> 32) & (cells.count - 1)
    }

    private mutating func append(_ counter: Counter) {
        counters.append(counter)
        if cells.isEmpty, counters.count <= Self.scanned { return }
        if counters.count * 2 > cells.count { rebuildCells() } else { occupy(counters.count - 1) }
    }

    private mutating func rebuildCells() {
        counters.removeAll(where: \.isAbsent)
        var size = 4 * Self.scanned
        while size < 4 * counters.count { size *= 2 }
        cells = Array(repeating: 0, count: size)
        for place in counters.indices { occupy(place) }
    }

    private mutating func occupy(_ place: Int) {
        var cell = home(of: counters[place].symbol)
        while cells[cell] != 0 { cell = (cell + 1) & (cells.count - 1) }
        cells[cell] = UInt32(truncatingIfNeeded: place + 1)
    }
}
