import Dataflow
import EventModel
import Testing

/// Partial blocks as bytes: what is read is what was written, and no bytes make a merge task fall over.
@Suite struct PartialBlockTests {
    private static func groups() throws -> [MetricGroupPlan] {
        let grid = PaneGrid.fixed(widthMilliseconds: 10)
        let panes = try WindowTrial(grid: grid, shape: .unbounded(every: 2)).plan().groups[0]
        var sessions = MetricGroupPlan(
            name: "s", keyColumns: [1, 2], keyNames: ["seller", "region"],
            sessions: SessionRule(gapMilliseconds: 20))
        sessions.add(
            name: "v",
            aggregates: [
                AggregatePlan(name: "value", form: .count),
                AggregatePlan(
                    name: "top", form: .top(2, counters: 4), operand: try MergeMetric.expression("region")),
                AggregatePlan(
                    name: "last", form: .edge(.string, latest: true),
                    operand: try MergeMetric.expression("region")),
            ])
        return [panes, sessions]
    }

    private static func plan() throws -> MergePlan {
        MergePlan(groups: try groups(), rules: [], allowedLatenessMilliseconds: 30)
    }

    /// The blocks of some random rows, of all groups and for two merge tasks.
    private static func blocks(_ random: inout SplitMix64) throws -> [PartialBlock] {
        let rows = MergeRow.random(
            &random, count: Int.random(in: 1...60, using: &random), times: -130..<400, withTakingBack: false)
        let symbols = SymbolTable()
        let batch = RowBatch(layout: MergeMetric.layout, capacity: rows.count)
        let weights = UnsafeMutablePointer<Int64>.allocate(capacity: rows.count)
        defer { weights.deallocate() }
        rows[...].fill(batch, weights, symbols)
        var blocks: [[PartialBlock]] = [[], []]
        for (index, group) in try groups().enumerated() {
            let deltas = group.makeDeltas(index: index, symbols: symbols, capacity: rows.count)
            deltas.add(batch, weights: nil)
            let entry = Bool.random(using: &random) ? EventTime(milliseconds: 500) : nil
            deltas.flush(mergeTasks: 2, entry: entry, into: &blocks)
        }
        return blocks[0] + blocks[1]
    }

    private static func encoded(_ block: PartialBlock) -> [UInt8] {
        let writer = StateWriter()
        block.encode(to: writer)
        return Array(writer.bytes)
    }

    private static func decoded(_ bytes: [UInt8]) throws -> (block: PartialBlock, isWhole: Bool) {
        try bytes.withUnsafeBytes { bytes in
            var reader = StateReader(bytes)
            let block = try PartialBlock(from: &reader)
            return (block, reader.isAtEnd)
        }
    }

    @Test(arguments: UInt64(0)..<60)
    func `what is read is what was written`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for block in try Self.blocks(&random) {
            let (read, isWhole) = try Self.decoded(Self.encoded(block))
            #expect(isWhole, "seed \(seed)")
            #expect(read.group == block.group && read.entry == block.entry, "seed \(seed)")
            #expect(read.keyBytes == block.keyBytes && read.keyEnds == block.keyEnds, "seed \(seed)")
            #expect(read.panes == block.panes && read.ends == block.ends, "seed \(seed)")
            #expect(read.words == block.words, "seed \(seed)")
            #expect(
                read.sketchBytes == block.sketchBytes && read.sketchEnds == block.sketchEnds, "seed \(seed)")
            #expect(
                read.stringBytes == block.stringBytes && read.stringEnds == block.stringEnds, "seed \(seed)")
            try read.check(against: try Self.groups())
        }
    }

    @Test func `an empty block is a block`() throws {
        let (read, isWhole) = try Self.decoded(Self.encoded(PartialBlock(group: 7)))
        #expect(read.group == 7 && read.isEmptyOfRows && isWhole)
    }

    @Test func `numbers of any size come back`() throws {
        var block = PartialBlock(group: 0)
        let extremes: [Int64] = [.min, .max, 0, -1, 1, 255, 256, 65_536, -65_537, 1 << 32]
        for number in extremes {
            block.keyBytes += [0, 0, 0, 0]
            block.keyEnds.append(block.keyBytes.count)
            block.panes.append(number)
            block.words += [number, 5, number / 3, number & 0xFF, number & 0xFFFF, number & 0xFFFF_FFFF]
        }
        let (read, _) = try Self.decoded(Self.encoded(block))
        #expect(read.panes == block.panes && read.words == block.words)
    }

    @Test func `a block that is cut off is refused, wherever it was cut`() throws {
        var random = SplitMix64(seed: 2)
        for block in try Self.blocks(&random) {
            let bytes = Self.encoded(block)
            for count in 0..<bytes.count {
                #expect(throws: StateDamage.self) { try Self.decoded(Array(bytes[..<count])) }
            }
        }
    }

    @Test(arguments: UInt64(0)..<150)
    func `damaged bytes are refused or do no harm`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let plan = try Self.plan()
        for block in try Self.blocks(&random) {
            var bytes = Self.encoded(block)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: bytes.indices, using: &random)
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
            if Bool.random(using: &random) {
                bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
            }
            guard let read = try? Self.decoded(bytes).block, (try? read.check(against: plan.groups)) != nil
            else { continue }
            // What passes is taken in and told like any other.
            let task = MergeTask(plan: plan)
            var calm = read
            calm.entry = nil
            task.add(calm)
            // Windows between panes that lie ages apart would be told for ages.
            guard read.panes.allSatisfy({ $0.magnitude < 100_000 }) else { continue }
            task.advance(
                to: EventTime(milliseconds: 100_000_000), firstEventTime: EventTime(milliseconds: 0),
                output: Silent())
        }
    }

    @Test func `a block of another plan is refused`() throws {
        var random = SplitMix64(seed: 1)
        let blocks = try Self.blocks(&random)
        let groups = try Self.groups()
        for block in blocks {
            #expect(throws: StateDamage.self) { try block.check(against: [groups[1 - block.group]]) }
            #expect(throws: StateDamage.self) {
                try block.check(against: [groups[1 - block.group], groups[1 - block.group]])
            }
        }
    }

    private final class Silent: MergeOutput {
        func tell(_ results: RowBatch, group: Int, metric: Int, kind: ResultKind) {}
        func tell(_ transition: AlertTransition, entity: UnsafeRawBufferPointer) {}
    }
}

extension PartialBlock {
    fileprivate var isEmptyOfRows: Bool { panes.isEmpty && words.isEmpty && keyEnds.isEmpty }
}
