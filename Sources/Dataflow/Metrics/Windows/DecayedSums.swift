/// The decayed sums of a window: each pane's are brought to one era before they are added.
///
/// Only windows that no pane leaves have them: a sum that was cut to fit a later era cannot be taken out exactly.
final class DecayedSums {
    private struct Sum {
        var decay: FixedPointDecay
        var first: Int
        /// The era of the running sums; the earliest time while there are none.
        var era = Int64.min
    }

    private let grid: PaneGrid
    private let running: RunningRecords
    private var sums: [Sum]

    init(layout: RecordLayout, grid: PaneGrid, running: RunningRecords) {
        self.grid = grid
        self.running = running
        sums = layout.decays.map {
            Sum(decay: FixedPointDecay(halfLifeMilliseconds: $0.halfLifeMilliseconds), first: $0.first)
        }
    }

    /// The era of each sum.
    var eras: [Int64] { sums.map(\.era) }

    /// The eras of the sums of a pane: those of its last millisecond, which hold for all of it.
    static func eras(of layout: RecordLayout, pane: Int64, grid: PaneGrid) -> [Int64] {
        layout.decays.map {
            FixedPointDecay(halfLifeMilliseconds: $0.halfLifeMilliseconds).era(
                of: grid.start(of: pane + 1) - 1)
        }
    }

    /// Adds some records of a pane.
    func enter(_ pane: SealedPane, _ number: Int64, _ range: Range<Int>, _ records: UnsafePointer<UInt32>) {
        guard !sums.isEmpty else { return }
        let end = grid.start(of: number + 1) - 1
        withUnsafeTemporaryAllocation(of: Int64.self, capacity: 2 * range.count) { buffer in
            guard let low = buffer.baseAddress else { return }
            let high = low + range.count
            for index in sums.indices {
                let from = sums[index].decay.era(of: end)
                move(index, to: from)
                pane.unpack(sums[index].first, range, into: low)
                pane.unpack(sums[index].first + 1, range, into: high)
                for place in 0..<range.count {
                    let value = Int128(high[place]) << 64 | Int128(UInt64(bitPattern: low[place]))
                    add(value, from: from, index, Int(records[place]))
                }
            }
        }
    }

    /// Takes in what came in late for a pane that has entered.
    func addLate(_ words: UnsafePointer<Int64>, _ number: Int64, into record: Int) {
        let end = grid.start(of: number + 1) - 1
        for index in sums.indices {
            let from = sums[index].decay.era(of: end)
            move(index, to: from)
            add(AggregateWords.wide(words + sums[index].first), from: from, index, record)
        }
    }

    /// Brings sums that were written in some eras, and all that there are, to one; they are those of a record that has
    /// been put in place.
    func restore(_ record: Int, from eras: [Int64]) {
        for (index, era) in zip(sums.indices, eras) {
            let words = running.arena.words(of: record) + sums[index].first
            AggregateWords.setWide(
                words, sums[index].decay.rebase(AggregateWords.wide(words), from: era, to: sums[index].era))
        }
    }

    /// Brings all sums to eras, as far as they are later than theirs.
    func move(to eras: [Int64]) {
        for (index, era) in zip(sums.indices, eras) { move(index, to: era) }
    }

    func removeAll() { for index in sums.indices { sums[index].era = .min } }

    private func add(_ value: Int128, from era: Int64, _ index: Int, _ record: Int) {
        let sum = sums[index]
        AggregateWords.add(
            sum.decay.rebase(value, from: era, to: sum.era), to: running.arena.words(of: record) + sum.first)
    }

    /// Brings all running sums to an era if it is later than theirs.
    private func move(_ index: Int, to era: Int64) {
        let sum = sums[index]
        guard era > sum.era else { return }
        sums[index].era = era
        guard sum.era != .min else { return }
        for record in 0..<running.arena.bound {
            let words = running.arena.words(of: record) + sum.first
            AggregateWords.setWide(
                words, sum.decay.rebase(AggregateWords.wide(words), from: sum.era, to: era))
        }
    }
}
