import Dataflow
import EventModel
import Testing

@Suite struct CUSUMLimitTableTests {
    @Test(arguments: UInt64(0)..<8)
    func `between the nodes the run length is about the one asked for`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var table = try #require(CUSUMLimitTable(oddsRatio: 2))
        for _ in 0..<4 {
            let rate = [0.002, 0.01, 0.025, 0.04, 0.1, 0.2].randomElement(using: &random) ?? 0.01
            let own = rate * Double.random(in: 0.8..<1.25, using: &random)
            let runLength = Double(1 << Int.random(in: 5...14, using: &random)) / own
            let found = table.limit(rate: own, runLength: runLength)
            let limit = try #require(found)
            let exact = try #require(CUSUMLimit(rate: own, oddsRatio: 2))
            let ratio = exact.inControlRunLength(limit: limit) / runLength
            let allowed = own < 0.03 ? 0.01 : 0.06
            #expect(abs(ratio - 1) < allowed, "seed \(seed), p₀ \(own), run length \(runLength)")
        }
    }

    @Test func `the order of the questions does not show`() throws {
        var first = try #require(CUSUMLimitTable(oddsRatio: 3))
        var second = first
        let questions = [(0.05, 1e4), (0.051, 1.1e4), (0.3, 1e3), (0.9, 1e4)]
        let answers = questions.map { first.limit(rate: $0.0, runLength: $0.1) }
        let reversed = questions.reversed().map { second.limit(rate: $0.0, runLength: $0.1) }
        #expect(answers == reversed.reversed())
        #expect(!answers.contains(nil))
    }

    @Test func `beyond the grid the limit goes on growing`() throws {
        var table = try #require(CUSUMLimitTable(oddsRatio: 2))
        let found = table.limit(rate: 0.1, runLength: 1e10)
        let far = try #require(found)
        let exact = try #require(CUSUMLimit(rate: 0.1, oddsRatio: 2))
        #expect(abs(exact.inControlRunLength(limit: far) / 1e10 - 1) < 0.06)
        // No success is so rare that it takes no evidence at all.
        let lowest = table.limit(rate: 0.1, runLength: 1)
        #expect(lowest ?? 0 > 0)
    }

    @Test func `nonsense has no limit`() throws {
        #expect(CUSUMLimitTable(oddsRatio: 1) == nil)
        var table = try #require(CUSUMLimitTable(oddsRatio: 2))
        for (rate, runLength) in [(0, 100), (1, 100), (0.1, 0), (0.1, .infinity), (.nan, 100)] {
            let limit = table.limit(rate: rate, runLength: runLength)
            #expect(limit == nil)
        }
    }
}
