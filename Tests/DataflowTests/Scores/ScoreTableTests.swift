import Dataflow
import EventModel
import Testing

@Suite struct ScoreTableTests {
    private func result(
        _ seller: String, _ input: Int, at windowEnd: Int64, of: Int64 = 4, among: Int64 = 8,
        kind: ResultKind = .final, toldAt: Int64? = nil
    ) -> NaiveScore.Result {
        .init(
            toldAt: toldAt ?? windowEnd, windowEnd: windowEnd, seller: seller, input: input, kind: kind,
            of: of,
            among: among)
    }

    @Test func `a score is told at each step, after the results of that time`() throws {
        let bench = try ScoreBench()
        bench.run([result("a", 0, at: 10, of: 8), result("a", 1, at: 10, of: 0)], through: 20)
        #expect(
            bench.told == [
                "@10 a 100.0 rated before - change - whole of 1.0 0.0",
                "@20 a 100.0 rated before - change - whole of 1.0 0.0",
            ])
    }

    @Test func `a key is unrated without an input, with too little, or without a number`() throws {
        let bench = try ScoreBench()
        bench.run(
            [
                result("a", 0, at: 10), result("b", 0, at: 10, of: 1, among: 2),
                result("c", 0, at: 10, of: 0, among: 0), result("b", 1, at: 10, of: 1, among: 2),
                result("c", 1, at: 10),
            ], through: 10)
        #expect(
            bench.told == [
                "@10 a - unrated before - change - whole of 0.5 -",
                "@10 b - unrated before - change - whole of 0.5 0.5",
                "@10 c - unrated before - change - whole of - 0.5",
            ])
    }

    @Test func `the change is that over as many steps as are compared`() throws {
        let bench = try ScoreBench()
        bench.run(
            [
                result("a", 0, at: 10, of: 8), result("a", 1, at: 10, of: 0), result("a", 0, at: 30, of: 0),
                result("a", 1, at: 30, of: 0),
            ], through: 50)
        #expect(
            bench.told.map { $0.split(separator: " ").dropFirst(2).prefix(6).joined(separator: " ") } == [
                "100.0 rated before - change -", "100.0 rated before - change -",
                "0.0 rated before - change -",
                "0.0 rated before 100.0 change -100.0", "0.0 rated before 100.0 change -100.0",
            ])
    }

    @Test func `a key whose inputs are too old is dropped, and comes back without a past`() throws {
        let bench = try ScoreBench()
        bench.run([result("a", 0, at: 10), result("a", 1, at: 20)], through: 1000)
        #expect(bench.told.count == 6)
        #expect(bench.told.last == "@60 a - unrated before 50.0 change - whole of - 0.5")
        #expect(bench.table.count == 0)
        #expect(bench.table.nextDue == nil)
        bench.run([result("a", 0, at: 1003), result("a", 1, at: 1003)], through: 1010)
        #expect(bench.told.count == 7)
        #expect(bench.told.last?.hasPrefix("@1010 a 50.0 rated before -") == true)
    }

    @Test func `a final result replaces the provisional one and a withdrawn one is missing`() throws {
        let bench = try ScoreBench()
        bench.run(
            [
                result("a", 0, at: 10, of: 8, kind: .provisional),
                result("a", 1, at: 10, of: 0, kind: .provisional),
                result("a", 0, at: 20, of: 8, kind: .provisional, toldAt: 20),
                // An older window's final result says nothing new.
                result("a", 0, at: 10, of: 0, kind: .final, toldAt: 25),
                result("a", 1, at: 10, of: 8, kind: .final, toldAt: 25),
                result("a", 0, at: 20, kind: .withdrawn, toldAt: 35),
            ], through: 40)
        #expect(
            bench.told.map { $0.split(separator: " ").suffix(2).joined(separator: " ") } == [
                "1.0 0.0", "1.0 0.0", "1.0 1.0", "- 1.0",
            ])
    }

    @Test(arguments: UInt64(0)..<300)
    func `scores are those of the results, whatever order they are told in`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let results = Self.random(&random)
        let expected = NaiveScore.told(results, through: 600)
        var order: [String]?
        for _ in 0..<3 {
            // Results of one time come in any order.
            let mixed = results.shuffled(using: &random).sorted { $0.toldAt < $1.toldAt }
            let bench = try ScoreBench(capacity: [1, 2, 5, 64].randomElement(using: &random) ?? 1)
            bench.run(mixed, through: 600)
            #expect(bench.told.sorted() == expected, "seed \(seed)")
            #expect(bench.told == order ?? bench.told, "seed \(seed)")
            #expect(bench.table.count == 0, "seed \(seed)")
            order = bench.told
        }
    }

    /// Windows that are told as provisional and then as final, changed or withdrawn; inputs and keys come and go.
    private static func random(_ random: inout SplitMix64) -> [NaiveScore.Result] {
        let lateness: Int64 = [0, 13, 20].randomElement(using: &random) ?? 0
        var results: [NaiveScore.Result] = []
        for (seller, input) in ["a", "b", "cc", "d"].flatMap({ [($0, 0), ($0, 1)] }) {
            let rate = Int.random(in: 1...10, using: &random)
            for window in Int64(-5)..<45 where Int.random(in: 0..<10, using: &random) < rate {
                let among = Int64.random(in: 0...9, using: &random)
                var result = NaiveScore.Result(
                    toldAt: window * 10, windowEnd: window * 10, seller: seller, input: input,
                    kind: lateness > 0 ? .provisional : .final,
                    of: Int64.random(in: 0...among, using: &random),
                    among: among, isPartial: Int.random(in: 0..<9, using: &random) == 0)
                results.append(result)
                guard lateness > 0 else { continue }
                result.toldAt += lateness
                result.kind = Int.random(in: 0..<6, using: &random) == 0 ? .withdrawn : .final
                result.of = Int64.random(in: 0...among, using: &random)
                results.append(result)
            }
        }
        return results
    }
}
