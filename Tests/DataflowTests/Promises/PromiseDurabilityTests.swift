import Dataflow
import EventModel
import Testing

/// A ledger that is restored from its changelog goes on as the one that wrote it.
@Suite struct PromiseDurabilityTests {
    private static let lateness: Int64 = 60
    private static let forgetAfter: Int64 = 1000
    private static let keys = [
        "", "\0", "\u{FF}\u{FE}", "a\nb", "k", "k\0", String(repeating: "long", count: 90), "\u{80}",
    ]

    /// A ledger and its changelog.
    private struct Life {
        var harness: LedgerHarness
        var changelog = Changelog()

        init() {
            harness = LedgerHarness(allowedLateness: lateness, forgetAfter: forgetAfter)
        }

        mutating func commit(sliceBytes: Int) {
            changelog.commit(harness.ledger, sliceBytes: sliceBytes)
            #expect(!harness.ledger.hasChanges)
        }

        /// Another one in a process of its own, built from the changelog.
        func restored(from first: Int, junk: Int) throws -> Life {
            var other = Life()
            // Symbols have other numbers there.
            for number in 0..<junk { other.harness.intern("junk \(number)") }
            try changelog.restore(other.harness.ledger, from: first)
            #expect(!other.harness.ledger.hasChanges)
            other.harness.takeOverTally(of: harness)
            other.changelog = changelog
            return other
        }
    }

    private static func steps(_ random: inout SplitMix64, most: Int = .max) -> [LedgerStep] {
        let events = LedgerEvent.random(&random).prefix(most).map { event in
            var event = event
            event.key = keys[Int(event.key.dropFirst()) ?? 0]
            return event
        }
        return LedgerStep.arrival(of: events, allowedLateness: lateness, &random)
    }

    private static func sliceBytes(_ random: inout SplitMix64) -> Int {
        [1, 1, 20, 100, .max][Int.random(in: 0..<5, using: &random)]
    }

    private static func expectEqual(_ left: Life, _ right: Life, _ comment: String) {
        #expect(left.harness.rows == right.harness.rows, "\(comment)")
        #expect(left.harness.ledger.counts == right.harness.ledger.counts, "\(comment)")
        #expect(left.harness.ledger.count == right.harness.ledger.count, "\(comment)")
    }

    @Test(arguments: UInt64(0)..<300)
    func `whoever is restored from any stretch tells what the others tell`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var lives = [Life()]
        for step in Self.steps(&random) {
            for index in lives.indices { lives[index].harness.take(step.events) }
            // Also in the middle of what a watermark brings.
            let isPartial = Bool.random(using: &random)
            for life in lives where isPartial { _ = life.harness.advance(to: step.watermark, limit: 2) }
            if Bool.random(using: &random) {
                for index in lives.indices { lives[index].commit(sliceBytes: Self.sliceBytes(&random)) }
                if lives.count < 4, let source = lives.randomElement(using: &random) {
                    let first = Int.random(in: 0...source.changelog.neededFrom, using: &random)
                    lives.append(
                        try source.restored(from: first, junk: Int.random(in: 0..<9, using: &random)))
                }
            }
            for life in lives { life.harness.advance(to: step.watermark) }
            for life in lives.dropFirst() { Self.expectEqual(lives[0], life, "seed \(seed)") }
        }
        for life in lives { life.harness.advance(to: 1_000_000) }
        for life in lives.dropFirst() { Self.expectEqual(lives[0], life, "seed \(seed), at the end") }
    }

    @Test(arguments: UInt64(0)..<60)
    func `every stretch that begins no later than the last full round will do`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let steps = Self.steps(&random, most: 10)
        var original = Life()
        var lives: [Life] = []
        for step in steps {
            original.harness.take(step.events)
            original.harness.advance(to: step.watermark)
            for index in lives.indices {
                lives[index].harness.take(step.events)
                lives[index].harness.advance(to: step.watermark)
            }
            original.commit(sliceBytes: Self.sliceBytes(&random))
            for first in 0...original.changelog.neededFrom {
                lives.append(try original.restored(from: first, junk: 1))
            }
        }
        original.harness.advance(to: 1_000_000)
        for life in lives {
            life.harness.advance(to: 1_000_000)
            Self.expectEqual(original, life, "seed \(seed)")
        }
    }

    @Test func `a round through many promises comes to its end, and what is forgotten meanwhile stays so`()
        throws
    {
        var life = Life()
        for number in 0..<500 { life.harness.make("k\(number)", at: 10, due: Int64(100 + number)) }
        life.commit(sliceBytes: 1)
        var commits = 1
        while life.changelog.neededFrom == 0, commits < 100 {
            life.harness.waive("k\(commits)", at: 50)
            life.harness.make("new\(commits)", at: 60, due: 90)
            life.commit(sliceBytes: 2000)
            commits += 1
        }
        #expect(commits < 100)
        life.harness.advance(to: 1400)
        life.commit(sliceBytes: 1)
        let other = try life.restored(from: life.changelog.neededFrom, junk: 3)
        Self.expectEqual(life, other, "")
        #expect(other.harness.ledger.count < 500)
        life.harness.advance(to: 100_000)
        other.harness.advance(to: 100_000)
        Self.expectEqual(life, other, "at the end")
    }

    @Test func `only what has changed is written`() {
        let writer = StateWriter()
        var harness = LedgerHarness()
        #expect(!harness.ledger.hasChanges)
        for number in 0..<1000 { harness.make("k\(number)", at: 10, due: 5000) }
        harness.ledger.writeChanges(to: writer)
        #expect(writer.count > 10_000)
        #expect(!harness.ledger.hasChanges)
        harness.fulfil("k7", at: 20)
        harness.make("k8", at: 30, due: 9000)
        #expect(harness.ledger.hasChanges)
        writer.removeAll()
        harness.ledger.writeChanges(to: writer)
        #expect(writer.count < 150)
        // An amendment only makes it remembered for longer; one that is the same as before changes nothing.
        harness.make("k8", at: 30, due: 9000)
        #expect(!harness.ledger.hasChanges)
    }

    @Test(arguments: UInt64(0)..<80)
    func `damaged state is refused or does no harm`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var original = Life()
        for step in Self.steps(&random) {
            original.harness.take(step.events)
            original.harness.advance(to: step.watermark)
        }
        let writer = StateWriter()
        original.harness.ledger.writeChanges(to: writer)
        _ = original.harness.ledger.writeSlice(bytes: .max, to: writer)
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
            var other = Life()
            guard
                let _ = try? bytes.withUnsafeBytes({ bytes throws in
                    var reader = StateReader(bytes)
                    try other.harness.ledger.restore(from: &reader)
                })
            else { continue }
            other.harness.ledger.finishRestore()
            for step in Self.steps(&random) {
                other.harness.take(step.events)
                other.commit(sliceBytes: 50)
                _ = other.harness.advance(to: step.watermark, limit: 10)
            }
            // Everything but what has no end is forgotten.
            other.harness.advance(to: .max)
            #expect(other.harness.ledger.count <= original.harness.ledger.count + 40, "seed \(seed)")
        }
    }

    @Test func `what another version wrote, or nobody, is refused`() {
        for bytes in [[1, 2], [0], [9], [4, 0, 0], [4, 1, 65, 1, 255], [3, 200]] as [[UInt8]] {
            let ledger = LedgerHarness().ledger
            #expect(throws: StateDamage.self, "\(bytes)") {
                try bytes.withUnsafeBytes { bytes in
                    var reader = StateReader(bytes)
                    try ledger.restore(from: &reader)
                }
            }
        }
    }
}
