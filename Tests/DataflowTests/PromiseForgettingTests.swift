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
