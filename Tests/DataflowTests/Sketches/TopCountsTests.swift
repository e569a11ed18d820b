import Dataflow
import EventModel
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct TopCountsTests {
    // Bytes in the order of the symbols' decimal digits: not the numbers' order, as in a real table.
    private func order(_ left: UInt32, _ right: UInt32) -> Bool { String(left) < String(right) }

    /// Symbols of which the one of rank r occurs in proportion to 1/r^exponent.
    private func zipf(_ count: Int, distinct: Int, exponent: Double, seed: UInt64) -> [UInt32] {
        var random = SplitMix64(seed: seed)
        var cumulated = (1...distinct).map { pow(Double($0), -exponent) }
        for rank in 1..<distinct { cumulated[rank] += cumulated[rank - 1] }
        return (0..<count).map { _ in
            let share = Double.random(in: 0..<cumulated[distinct - 1], using: &random)
            var (low, high) = (0, distinct - 1)
            while low < high {
                let middle = (low + high) / 2
                if cumulated[middle] <= share { low = middle + 1 } else { high = middle }
            }
            return UInt32(low)
        }
    }

    private func counted(_ symbols: some Sequence<UInt32>) -> TopCounts {
        var counts = TopCounts()
        for symbol in symbols { counts.insert(symbol, weight: 1) }
        return counts
    }

    private func closed(_ symbols: some Sequence<UInt32>, capacity: Int) -> TopCounts {
        var counts = counted(symbols)
        counts.truncate(to: capacity, order: order)
        return counts
    }

    private func exact(_ symbols: some Sequence<UInt32>) -> [UInt32: Int64] {
        symbols.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    private func ranked(_ counts: [UInt32: Int64]) -> [[Int64]] {
        counts.sorted { ($1.value, String($0.key)) < ($0.value, String($1.key)) }
            .map { [Int64($0.key), $0.value, 0] }
    }

    private func numbers(_ items: [TopCounts.Item]) -> [[Int64]] {
        items.map { [Int64($0.symbol), $0.count, $0.error] }
    }

    @Test(arguments: [1, 8, 9, 64, 500])
    func `counts are exact while there are no more symbols than counters`(distinct: Int) {
        let panes = (0..<5).map { zipf(2000, distinct: max(distinct, 2), exponent: 1, seed: $0) }
        var window = TopCounts()
        for pane in panes { window.merge(closed(pane, capacity: max(distinct, 2))) }
        #expect(window.floor == 0)
        let expected = ranked(exact(panes.joined()))
        #expect(numbers(window.top(.max, order: order)) == expected)
        #expect(numbers(window.top(3, order: order)) == Array(expected.prefix(3)))
        #expect(window.top(0, order: order).isEmpty && window.top(-1, order: order).isEmpty)
        #expect(window == counted(panes.joined()))
    }

    @Test(arguments: [0.6, 1, 1.4], [10, 100])
    func `the bounds hold for every symbol of a window of Zipf data`(exponent: Double, capacity: Int) {
        let panes = (0..<12).map { zipf(3000, distinct: 2000, exponent: exponent, seed: $0) }
        var window = TopCounts()
        for pane in panes { window.merge(closed(pane, capacity: capacity)) }
        let truth = exact(panes.joined())
        #expect(window.floor > 0)
        #expect(window.floor <= 12 * 3000 / Int64(capacity + 1))
        for symbol in UInt32(0)..<2100 {
            let item = window.item(of: symbol)
            let count = truth[symbol] ?? 0
            #expect(item.count - item.error <= count && count <= item.count, "symbol \(symbol)")
            #expect((0...window.floor).contains(item.error))
        }
        // What occurs more often than the floor has a counter.
        let listed = Set(window.top(.max, order: order).map(\.symbol))
        #expect(truth.filter { $0.value > window.floor }.allSatisfy { listed.contains($0.key) })
    }

    @Test(arguments: UInt64(0)..<20)
    func `no bound is wider than that of a space-saving summary of the same counts`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let capacity = Int.random(in: 1...40, using: &random)
        let symbols = zipf(2000, distinct: 300, exponent: 1, seed: seed)
        var saving = SpaceSaving(capacity: capacity)
        for row in ranked(exact(symbols)) { saving.insert(UInt32(row[0]), weight: row[1]) }
        let pane = closed(symbols, capacity: capacity)
        #expect(pane.floor <= saving.floor, "seed \(seed)")
        for counter in saving.counters {
            let item = pane.item(of: counter.symbol)
            #expect(item.count <= counter.count && item.error <= counter.error, "seed \(seed)")
        }
        #expect(pane.top(.max, order: order).allSatisfy { $0.error == 0 }, "seed \(seed)")
    }

    @Test(arguments: UInt64(0)..<30)
    func `neither arrival, splits into partials nor the tree of merges show`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let capacity = Int.random(in: 1...50, using: &random)
        let panes = (0..<6).map { zipf(500, distinct: 120, exponent: 0.8, seed: seed << 8 | $0) }
        let straight = panes.map { closed($0, capacity: capacity) }
        let other = try panes.map { pane in
            // Some are counted and taken back elsewhere.
            let passing = pane.prefix(100).map { (($0 &+ 60), Int64(1)) }
            let changes = pane.map { ($0, Int64(1)) } + passing + passing.map { ($0.0, -1) }
            let partials = changes.shuffled(using: &random).dealt(to: 5, using: &random).map {
                var partial = TopCounts()
                for (symbol, weight) in $0 { partial.insert(symbol, weight: weight) }
                return partial
            }
            var merged = try #require(TopCounts.merged(partials, using: &random))
            #expect(merged == counted(pane), "seed \(seed)")
            merged.truncate(to: capacity, order: order)
            return merged
        }
        #expect(other == straight, "seed \(seed)")
        let windows = (0..<4).compactMap { _ in TopCounts.merged(other, using: &random) }
        for window in windows {
            #expect(window == windows[0], "seed \(seed)")
            #expect(window.encoded == windows[0].encoded, "seed \(seed)")
            let top = window.top(10, order: order)
            #expect(numbers(top) == numbers(windows[0].top(10, order: order)), "seed \(seed)")
        }
    }

    @Test func `a summary that is cut again keeps its bounds`() {
        let panes = (0..<8).map { zipf(2000, distinct: 700, exponent: 1, seed: 50 + $0) }
        var window = TopCounts()
        for pane in panes { window.merge(closed(pane, capacity: 60)) }
        window.truncate(to: 25, order: order)
        #expect(window.top(.max, order: order).count == 25)
        let truth = exact(panes.joined())
        for symbol in UInt32(0)..<700 {
            let item = window.item(of: symbol)
            let count = truth[symbol] ?? 0
            #expect(item.count - item.error <= count && count <= item.count, "symbol \(symbol)")
        }
    }

    @Test func `symbols follow into another table`() {
        let symbols = zipf(1000, distinct: 90, exponent: 1, seed: 4)
        let there = closed(symbols, capacity: 30).mapped { 5000 - $0 }
        #expect(there.floor == closed(symbols, capacity: 30).floor)
        for item in closed(symbols, capacity: 30).top(.max, order: order) {
            let mapped = there.item(of: 5000 - item.symbol)
            #expect(mapped.count == item.count && mapped.error == item.error)
        }
        #expect(there.mapped { 5000 - $0 } == closed(symbols, capacity: 30))
    }

    @Test func `what is taken back is gone, also from memory when many pass by`() {
        var counts = TopCounts()
        #expect(counts.isEmpty && counts.byteCount == 0)
        for symbol in UInt32(0)..<50_000 {
            counts.insert(symbol, weight: 2)
            counts.insert(symbol, weight: -2)
        }
        #expect(counts.isEmpty && counts == TopCounts() && counts.encoded == TopCounts().encoded)
        #expect(counts.byteCount < 4000)
    }

    @Test(arguments: [1, 5, 300])
    func `bytes come back and damaged ones do no harm`(distinct: Int) {
        let symbols = zipf(800, distinct: max(distinct, 2), exponent: 1, seed: 9)
        for var counts in [TopCounts(), counted(symbols), closed(symbols, capacity: 20)] {
            counts.expectSoundEncoding(seed: UInt64(distinct))
            counts.insert(.max, weight: .min)
            counts.insert(0, weight: .max)
            counts.expectSoundEncoding(seed: UInt64(distinct))
            TopCounts.expectSoundRefusal(behind: Array(counts.encoded.prefix(12)), seed: UInt64(distinct))
        }
    }
}
