import EventModel
import Dataflow
import Testing

/// What is forgotten is forgotten by event time, not by how far one input was read ahead of another.
@Suite struct PromiseForgettingTests {
    private static let forgetAfter: Int64 = 1000

    private func ledger() -> LedgerHarness {
        LedgerHarness(allowedLateness: 50, forgetAfter: Self.forgetAfter)
    }

    @Test(arguments: [Int64(1050), 1099, 1100, 1101, 1130, 1151, 5000])
    func `a fulfilment counts up to the time to forget, however far the watermark is`(time: Int64) {
        let expected: [String: Int] = time < 1100 ? ["a broken @\(time)": 1] : [:]
        // The watermark may lie anywhere up to the event, and past it by the allowed lateness.
        for watermark in stride(from: Int64(0), through: time + 50, by: 10) {
            var harness = ledger()
            harness.make("a", at: 10, due: 100)
            harness.advance(to: watermark)
            harness.fulfil("a", at: time)
            harness.advance(to: 10_000)
            #expect(harness.fulfilled == expected, "fulfilled at \(time), watermark \(watermark)")
            #expect(harness.due == ["a broken @100": 1])
            #expect(harness.ledger.count == 0)
        }
    }

    @Test(arguments: [Int64(900), 1009, 1010, 1011, 1040, 1061, 3000])
    func `a fulfilment without a promise waits for it up to the time to forget`(made: Int64) {
        let counts = made < 1010
        for watermark in stride(from: Int64(0), through: made + 50, by: 10) {
            var harness = ledger()
            harness.fulfil("a", at: 10)
            harness.advance(to: watermark)
            harness.make("a", at: made, due: 9000)
            harness.advance(to: 20_000)
            #expect(
                harness.due == [counts ? "a kept @9000" : "a broken @9000": 1],
                "made \(made), watermark \(watermark)")
            #expect(harness.fulfilled == (counts ? ["a kept @\(made)": 1] : [:]))
        }
    }

    @Test(arguments: [Int64(900), 1009, 1010, 1011, 1040, 1061, 3000])
    func `a waiver without a promise waits for it as long`(made: Int64) {
        for watermark in stride(from: Int64(0), through: made + 50, by: 10) {
            var harness = ledger()
            harness.waive("a", at: 10)
            harness.advance(to: watermark)
            harness.make("a", at: made, due: 9000)
            harness.advance(to: 20_000)
            #expect(
                harness.due == [made < 1010 ? "a waived @9000" : "a broken @9000": 1],
                "made \(made), watermark \(watermark)")
        }
    }

    @Test(arguments: [true, false])
    func `two fulfilments between which nothing is remembered never meet`(isFirstForgotten: Bool) {
        var harness = ledger()
        harness.fulfil("a", at: 10)
        // By watermark the first may be forgotten when the second comes, or not.
        harness.advance(to: isFirstForgotten ? 1060 : 0)
        harness.fulfil("a", at: 1010)
        harness.make("a", at: 1500, due: 3000)
        harness.advance(to: 10_000)
        #expect(harness.fulfilled == ["a kept @1500": 1])
        #expect(harness.rows.keys.contains { $0.contains("fulfilled 1010") })
        #expect(harness.ledger.counts.forgottenOrphans == 1)
    }

    @Test(arguments: [Int64(1099), 1100, 1101, 1149, 5000])
    func `a key promised again is another promise from the time to forget on`(again: Int64) {
        for watermark in stride(from: Int64(0), through: again + 50, by: 10) {
            var harness = ledger()
            harness.make("a", at: 10, due: 100)
            harness.advance(to: watermark)
            harness.make("a", at: again, due: again + 200)
            harness.fulfil("a", at: again + 150)
            harness.advance(to: 20_000)
            let isAnother = again >= 1100
            var due = ["a broken @100": 1]
            if isAnother { due["a kept @\(again + 200)"] = 1 }
            #expect(harness.due == due, "again \(again), watermark \(watermark)")
            #expect(harness.ledger.counts.made == (isAnother ? 2 : 1))
            #expect(harness.ledger.counts.forgottenOpen == (isAnother ? 1 : 0))
            #expect(harness.ledger.count == 0)
        }
    }

    @Test func `an event that comes late may show that two promises are one`() {
        var harness = ledger()
        harness.make("a", at: 10, due: 100, seller: "first")
        harness.make("a", at: 1200, due: 1300, seller: "second")
        harness.fulfil("a", at: 1250)
        harness.advance(to: 1120)
        #expect(harness.ledger.count == 2)
        #expect(harness.due == ["a broken @100": 1, "a kept @1300": 1])
        // Heard of before it was forgotten, the key is still remembered when it is promised again.
        harness.fulfil("a", at: 1090)
        #expect(harness.ledger.count == 1)
        harness.advance(to: 20_000)
        #expect(harness.due == ["a broken @100": 1])
        #expect(harness.fulfilled == ["a broken @1090": 1])
        #expect(harness.rows.keys.allSatisfy { $0.contains("by first") })
        #expect(harness.ledger.counts.made == 1)
        #expect(harness.ledger.count == 0)
    }

    @Test(arguments: UInt64(0)..<60)
    func `memory follows the promises that are open`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var harness = ledger()
        for step in Int64(0)..<400 {
            let time = step * 100
            harness.make("k\(step)", at: time, due: time + Int64.random(in: 0..<500, using: &random))
            if Bool.random(using: &random) { harness.fulfil("k\(step)", at: time + 200) }
            if Bool.random(using: &random) { harness.fulfil("orphan\(step)", at: time) }
            harness.advance(to: time)
            // What was due, or came, within the last 1,500 + lateness is all there may be.
            #expect(harness.ledger.count <= 2 * 18, "seed \(seed)")
        }
        harness.advance(to: 1_000_000)
        #expect(harness.ledger.count == 0)
    }
}
