import Dataflow
import Testing

@Suite struct AlertSilenceTests {
    @Test func `an entity that falls silent fires until data returns`() throws {
        let bench = try AlertBench(NaiveAlert(holdMilliseconds: 15, noData: .fire))
        bench.evaluate(["a": 1, "b": 1], at: 10)
        bench.evaluate(["b": 1], at: 20)
        bench.evaluate(["b": 1], at: 30)
        bench.evaluate(["b": 1], at: 40)
        #expect(bench.told == ["a firing @35 since 20"])
        #expect(bench.evidence == ["1 - @10"])
        bench.evaluate(["a": 1, "b": 1], at: 50)
        #expect(bench.told.last == "a resolved @50 since 20")
        #expect(bench.told.count == 2)
    }

    @Test func `an entity that is forgotten counts as clear and costs nothing any more`() throws {
        let bench = try AlertBench(
            NaiveAlert(keepMilliseconds: 5, noData: .fire, rememberMilliseconds: 100))
        bench.evaluate(["a": 1], at: 10)
        bench.evaluate([:], at: 20)
        #expect(!bench.instances.caresForNoData)
        bench.pass(114)
        #expect(bench.told == ["a firing @20 since 20"])
        bench.pass(1000)
        #expect(bench.told.last == "a resolved @115 since 20")
        #expect(bench.instances.count == 0)
        #expect(bench.instances.deadline == nil)
    }

    @Test(arguments: [NoData.resolve, .fire])
    func `an entity that is live but was not told anew is neither silent nor changed`(noData: NoData) throws {
        let bench = try AlertBench(
            NaiveAlert(clears: 1, noData: noData, rememberMilliseconds: 1000))
        bench.evaluate(["a": 3, "b": 3], at: 10)
        bench.live = ["a"]
        bench.evaluate([:], at: 20)
        #expect(bench.instances.caresForNoData)
        bench.evaluate([:], at: 500)
        bench.live = []
        bench.evaluate([:], at: 510)
        let firing = ["a firing @10 since 10", "b firing @10 since 10"]
        guard noData == .fire else {
            #expect(bench.told == firing + ["b resolved @20 since 10", "a resolved @510 since 10"])
            return
        }
        // What was live was seen then: it is forgotten later than what was silent.
        bench.pass(1499)
        #expect(bench.told == firing + ["b resolved @1010 since 10"])
        bench.pass(1500)
        #expect(bench.told.last == "a resolved @1500 since 10")
    }

    @Test func `silence that is seen once need not be looked for again`() throws {
        let bench = try AlertBench(NaiveAlert(keepMilliseconds: 100, noData: .resolve))
        bench.evaluate(["a": 3], at: 10)
        #expect(bench.instances.caresForNoData)
        bench.evaluate([:], at: 20)
        #expect(!bench.instances.caresForNoData)
        bench.pass(120)
        #expect(bench.told.last == "a resolved @120 since 10")
    }
}
