import Dataflow
import EventModel
import Testing

@Suite struct AlertEvidenceTests {
    @Test func `the last evaluated row goes with an alert, text and all`() throws {
        let bench = try AlertBench(NaiveAlert(clears: 2, holdMilliseconds: 15, keepMilliseconds: 5))
        let long = String(repeating: "\"e\",", count: 500)
        bench.evaluate([.init(seller: "a", count: 3, samples: "[1]"), .init(seller: "b", count: 4)], at: 10)
        // What other rows say in the same memory must not show.
        bench.evaluate(
            [.init(seller: "z", count: 1, samples: long), .init(seller: "a", count: 5, samples: long)], at: 20
        )
        bench.evaluate([.init(seller: "z", count: 1, samples: "zzzzzzzzzz")], at: 30)
        bench.evaluate([.init(seller: "a", count: 1, samples: ""), .init(seller: "b", count: 1)], at: 40)
        bench.pass(100)
        #expect(
            bench.told == [
                "a firing @25 since 10", "b firing @25 since 10", "a resolved @45 since 10",
                "b resolved @45 since 10",
            ])
        #expect(bench.evidence == ["5 \(long) @20", "4 - @10", "1  @40", "1 - @40"])
    }

    @Test(arguments: UInt64(0)..<30)
    func `texts of many instances never mix, however they grow and shrink`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let bench = try AlertBench(NaiveAlert(fires: 2, noData: .resolve), capacity: 64)
        var expected: [String: String] = [:]
        for step in Int64(1)...40 {
            let results = (0..<200).filter { _ in Int.random(in: 0..<3, using: &random) > 0 }.map { seller in
                let size = Int.random(in: 0..<60, using: &random)
                return AlertBench.Result(
                    seller: "s\(seller)", count: Int64.random(in: 1...3, using: &random),
                    samples: Int.random(in: 0..<9, using: &random) == 0
                        ? nil : String(repeating: "\(seller),\(step);", count: size))
            }
            let seen = bench.told.count
            bench.evaluate(results, at: step * 10)
            for result in results {
                expected[result.seller] = "\(result.count) \(result.samples ?? "-") @\(step * 10)"
            }
            for place in seen..<bench.told.count {
                let seller = bench.told[place].split(separator: " ").first.map(String.init) ?? ""
                #expect(bench.evidence[place] == expected[seller], "seed \(seed): \(bench.told[place])")
            }
        }
        #expect(bench.told.count > 1000, "seed \(seed)")
    }

    @Test func `a hundred thousand active instances are evaluated and told in order`() throws {
        let bench = try AlertBench(
            NaiveAlert(holdMilliseconds: 5, keepMilliseconds: 7, noData: .resolve))
        let count = 100_000
        let all = (0..<count).reversed().map { AlertBench.Result(seller: "\(1_000_000 + $0)", count: 3) }
        for time in stride(from: Int64(10), through: 50, by: 10) { bench.evaluate(all, at: time) }
        #expect(bench.instances.activeCount == count)
        #expect(bench.told.count == count)
        bench.evaluate([], at: 60)
        bench.pass(67)
        #expect(bench.told.count == 2 * count)
        #expect(bench.instances.count == 0)
        let sellers = (0..<count).map { "\(1_000_000 + $0)" }
        #expect(
            bench.told == sellers.map { "\($0) firing @15 since 10" }
                + sellers.map { "\($0) resolved @67 since 10" })
    }
}
