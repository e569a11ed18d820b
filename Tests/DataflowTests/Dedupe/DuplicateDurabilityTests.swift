import Dataflow
import EventModel
import Testing

/// A filter that is restored from its changelog takes out what the one that wrote it takes out.
@Suite struct DuplicateDurabilityTests {
    /// A filter, its changelog, and a batch to send rows through it.
    private struct Life {
        let filter: DuplicateFilter
        var changelog = Changelog()
        private let plan: DuplicatePlan
        private let batch: RowBatch

        init(_ plan: DuplicatePlan) {
            self.plan = plan
            filter = DuplicateFilter(plan: plan, symbols: SymbolTable())
            batch = RowBatch(
                layout: RowLayout([.init(name: "event_id", type: .string, storage: .text)]), capacity: 100)
        }

        /// The places of the rows that stay.
        func apply(_ rows: [(id: String?, time: Int64)]) -> [UInt32] {
            batch.removeAll()
            for (place, row) in rows.enumerated() {
                batch.count += 1
                batch.times[place] = row.time
                batch.records[place] = UInt32(place)
                batch.states[1][place] = (row.id == nil ? CellState.null : .value).rawValue
                guard var id = row.id else { continue }
                batch.values[1][place] = id.withUTF8 { batch.text.append(UnsafeRawBufferPointer($0)) }.slot
            }
            _ = filter.apply(to: batch)
            return (0..<batch.count).map { batch.records[$0] }
        }

        mutating func commit(sliceBytes: Int) {
            changelog.commit(filter, sliceBytes: sliceBytes)
            #expect(!filter.hasChanges)
        }

        func restored(from first: Int) throws -> Life {
            var other = Life(plan)
            try changelog.restore(other.filter, from: first)
            #expect(!other.filter.hasChanges)
            other.changelog = changelog
            return other
        }
    }

    /// Batches of rows in some disorder, each with a watermark that they allow.
    private struct Input {
        let plan: DuplicatePlan
        var batches: [(rows: [(id: String?, time: Int64)], watermark: Int64)] = []

        init(_ random: inout SplitMix64, batchCount: Int) {
            let lateness = Int64.random(in: 0...50, using: &random)
            plan = DuplicatePlan(
                name: "once", column: 1, withinMilliseconds: Int64.random(in: 0...200, using: &random),
                allowedLatenessMilliseconds: lateness,
                limit: Bool.random(using: &random) ? nil : Int.random(in: 1...40, using: &random))
            let ids = Int.random(in: 5...100, using: &random)
            let disorder = Int64.random(in: 0...150, using: &random)
            var now: Int64 = -500
            for _ in 0..<batchCount {
                let rows = (0..<Int.random(in: 0...30, using: &random)).map { _ in
                    now += Int64.random(in: 0...10, using: &random)
                    let isNamed = Int.random(in: 0..<20, using: &random) > 0
                    return (
                        id: isNamed ? "e\(Int.random(in: 0..<ids, using: &random))\0" : nil,
                        time: now - Int64.random(in: 0...disorder, using: &random)
                    )
                }
                batches.append((rows, now - disorder))
            }
        }
    }

    private static func sliceBytes(_ random: inout SplitMix64) -> Int {
        [1, 30, 200, 1000, .max][Int.random(in: 0..<5, using: &random)]
    }

    private static func expectEqual(_ left: Life, _ right: Life, _ seed: UInt64) {
        #expect(left.filter.counts == right.filter.counts, "seed \(seed)")
        #expect(left.filter.count == right.filter.count, "seed \(seed)")
    }

    @Test(arguments: UInt64(0)..<200)
    func `whoever is restored from any stretch takes out what the others take out`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let input = Input(&random, batchCount: 60)
        var lives = [Life(input.plan)]
        for batch in input.batches {
            let kept = lives[0].apply(batch.rows)
            for life in lives.dropFirst() { #expect(life.apply(batch.rows) == kept, "seed \(seed)") }
            if Bool.random(using: &random) {
                for life in lives { life.filter.advance(to: EventTime(milliseconds: batch.watermark)) }
            }
            if Int.random(in: 0..<3, using: &random) == 0 {
                for index in lives.indices { lives[index].commit(sliceBytes: Self.sliceBytes(&random)) }
                if lives.count < 5, let source = lives.randomElement(using: &random) {
                    lives.append(
                        try source.restored(
                            from: Int.random(in: 0...source.changelog.neededFrom, using: &random)))
                }
            }
            for life in lives.dropFirst() { Self.expectEqual(lives[0], life, seed) }
        }
    }

    @Test(arguments: UInt64(0)..<40)
    func `every stretch that begins no later than the last full round will do`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let input = Input(&random, batchCount: 8)
        var original = Life(input.plan)
        var lives: [Life] = []
        for batch in input.batches {
            let kept = original.apply(batch.rows)
            for life in lives { #expect(life.apply(batch.rows) == kept, "seed \(seed)") }
            for life in lives + [original] {
                life.filter.advance(to: EventTime(milliseconds: batch.watermark))
            }
            original.commit(sliceBytes: Self.sliceBytes(&random))
            for life in lives { Self.expectEqual(original, life, seed) }
            for first in 0...original.changelog.neededFrom {
                lives.append(try original.restored(from: first))
            }
        }
    }

    @Test func `a round comes to its end although the ids move as they become more`() throws {
        let plan = DuplicatePlan(
            name: "once", column: 1, withinMilliseconds: 1000, allowedLatenessMilliseconds: 0)
        var life = Life(plan)
        func ids(_ number: Int) -> [(id: String?, time: Int64)] {
            (0..<10).map { (id: "e\(number)-\($0)", time: 5) }
        }
        for number in 0..<100 { _ = life.apply(ids(number)) }
        var number = 100
        while life.changelog.neededFrom == 0, number < 1000 {
            _ = life.apply(ids(number))
            life.commit(sliceBytes: 600)
            number += 1
        }
        // The table doubles in the second round.
        #expect(number > 160 && number < 1000)
        let other = try life.restored(from: life.changelog.neededFrom)
        #expect(other.filter.count == number * 10)
        for known in 0..<number { #expect(other.apply(ids(known)) == []) }
    }

    @Test func `only what has changed is written`() {
        let plan = DuplicatePlan(
            name: "once", column: 1, withinMilliseconds: 1000, allowedLatenessMilliseconds: 0)
        let life = Life(plan)
        #expect(!life.filter.hasChanges)
        for number in 0..<50 { _ = life.apply((0..<20).map { (id: "e\(number)-\($0)", time: 5) }) }
        let writer = StateWriter()
        life.filter.writeChanges(to: writer)
        #expect(writer.count > 1000 * 12)
        #expect(!life.filter.hasChanges)
        _ = life.apply([(id: "new", time: 6)])
        #expect(life.filter.hasChanges)
        writer.removeAll()
        life.filter.writeChanges(to: writer)
        #expect(writer.count < 60)
    }

    @Test(arguments: UInt64(0)..<80)
    func `damaged state is refused or does no harm`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let input = Input(&random, batchCount: 10)
        let original = Life(input.plan)
        for batch in input.batches { _ = original.apply(batch.rows) }
        let writer = StateWriter()
        original.filter.writeChanges(to: writer)
        _ = original.filter.writeSlice(bytes: .max, to: writer)
        let whole = Array(writer.bytes)
        for _ in 0..<20 {
            var bytes = whole
            if Bool.random(using: &random) {
                bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
            }
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] ^=
                    1 << UInt8.random(in: 0..<8, using: &random)
            }
            var other = Life(input.plan)
            guard
                let _ = try? bytes.withUnsafeBytes({ bytes throws in
                    var reader = StateReader(bytes)
                    try other.filter.restore(from: &reader)
                })
            else { continue }
            other.filter.finishRestore()
            for batch in input.batches {
                #expect(other.apply(batch.rows).count <= batch.rows.count, "seed \(seed)")
                other.commit(sliceBytes: 50)
                other.filter.advance(to: EventTime(milliseconds: batch.watermark))
            }
        }
    }

    @Test func `what another version wrote, or nobody, is refused`() {
        let plan = DuplicatePlan(
            name: "once", column: 1, withinMilliseconds: 1000, allowedLatenessMilliseconds: 0)
        for bytes in [[1, 2], [0], [9], [4, 0], [2, 0, 255], [3]] as [[UInt8]] {
            let filter = DuplicateFilter(plan: plan, symbols: SymbolTable())
            #expect(throws: StateDamage.self, "\(bytes)") {
                try bytes.withUnsafeBytes { bytes in
                    var reader = StateReader(bytes)
                    try filter.restore(from: &reader)
                }
            }
        }
    }
}
