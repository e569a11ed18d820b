import Dataflow
import EventModel
import Testing

@Suite struct HeldBlocksTests {
    private let group: MetricGroupPlan
    private let deltas: PaneDeltas
    private let symbols = SymbolTable()

    init() throws {
        let metric = MergeMetric(name: "amounts", width: 10, numbers: [.count, .amounts])
        group = try MergeMetric.group([metric], keys: ["seller"], pane: 10)
        deltas = PaneDeltas(plan: group, index: 0, symbols: symbols, capacity: 1)
    }

    /// A block of one row, in which its number is found again.
    private func block(_ number: Int) -> PartialBlock {
        let batch = RowBatch(layout: MergeMetric.layout, capacity: 1)
        batch.count = 1
        batch.times[0] = Int64(number) * 10
        for states in batch.states { states[0] = CellState.value.rawValue }
        batch.values[1][0] = Int64(symbols.intern("seller \(number)"))
        batch.values[3][0] = Int64(number)
        deltas.add(batch)
        var blocks: [[PartialBlock]] = [[]]
        deltas.flush(mergeTasks: 1, into: &blocks)
        return blocks[0][0]
    }

    private func take(_ blocks: HeldBlocks) -> String {
        guard let entry = blocks.first, let block = blocks.removeFirst() else { return "none" }
        return "\(entry) \(block.panes) \(block.words) \(block.keyBytes)"
    }

    @Test(arguments: UInt64(0)..<40)
    func `restored blocks come out by their entries as the original's do`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var (twins, logs) = ([HeldBlocks(groups: [group])], [Changelog()])
        var number = 0
        for step in 0..<80 {
            for _ in 0..<Int.random(in: 0...5, using: &random) {
                number += 1
                let entry = Int64(step) + Int64.random(in: 0...20, using: &random)
                for twin in twins { twin.insert(block(number), at: entry) }
            }
            while let entry = twins[0].first, entry <= step {
                let expected = take(twins[0])
                for twin in twins[1...] { #expect(take(twin) == expected, "seed \(seed)") }
            }
            for place in twins.indices {
                #expect(twins[place].count == twins[0].count, "seed \(seed)")
                logs[place].commit(twins[place], sliceBytes: .random(in: 1...300, using: &random))
                #expect(!twins[place].hasChanges)
            }
            guard Int.random(in: 0..<12, using: &random) == 0 else { continue }
            let place = twins.indices.randomElement(using: &random) ?? 0
            let twin = HeldBlocks(groups: [group])
            try logs[place].restore(twin, from: .random(in: 0...logs[place].neededFrom, using: &random))
            #expect(twin.count == twins[0].count && !twin.hasChanges, "seed \(seed)")
            twins.append(twin)
            logs.append(logs[place])
        }
        while twins[0].count > 0 {
            let expected = take(twins[0])
            for twin in twins[1...] { #expect(take(twin) == expected, "seed \(seed)") }
        }
    }

    @Test(arguments: UInt64(0)..<40)
    func `damaged bytes throw or do no harm`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let blocks = HeldBlocks(groups: [group])
        for number in 0..<6 { blocks.insert(block(number), at: Int64(number % 3)) }
        let writer = StateWriter()
        blocks.writeChanges(to: writer)
        let bytes = Array(writer.bytes).damaged(using: &random)
        let damaged = HeldBlocks(groups: [group])
        guard bytes.restores(damaged) else { return }
        damaged.insert(block(9), at: 1)
        _ = damaged.writeSlice(bytes: .max, to: writer)
        while damaged.count > 0 { _ = take(damaged) }
    }
}
