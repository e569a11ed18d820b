import Dataflow
import EventModel
import Testing

@Suite struct AlertMaintenanceTests {
    @Test func `evaluations inside are ignored, a firing alert stays`() throws {
        let bench = try AlertBench(NaiveAlert(noData: .resolve, rests: [(20..<50, nil)]))
        bench.evaluate(["a": 3], at: 10)
        bench.evaluate(["a": 1, "b": 3], at: 20)
        bench.evaluate([:], at: 40)
        #expect(bench.told == ["a firing @10 since 10"])
        bench.evaluate(["b": 3], at: 50)
        #expect(bench.told.dropFirst() == ["a resolved @50 since 10", "b firing @50 since 50"])
    }

    @Test func `what would run out inside runs out at the end, unless an evaluation there says otherwise`()
        throws
    {
        for isBadAtEnd in [true, false] {
            let bench = try AlertBench(
                NaiveAlert(holdMilliseconds: 15, rests: [(20..<40, nil), (40..<50, nil)]))
            bench.evaluate(["a": 3], at: 10)
            bench.pass(49)
            #expect(bench.told.isEmpty)
            bench.evaluate(["a": isBadAtEnd ? 3 : 1], at: 50)
            #expect(bench.told == (isBadAtEnd ? ["a firing @50 since 10"] : []))
        }
    }

    @Test func `a window of some entities leaves the others alone`() throws {
        let bench = try AlertBench(NaiveAlert(rests: [(10..<30, "a"), (20..<25, "c"), (5..<6, nil)]))
        bench.evaluate(["a": 3, "b": 3, "c": 3], at: 10)
        bench.evaluate(["a": 3, "b": 1, "c": 1], at: 20)
        bench.evaluate(["a": 3], at: 30)
        #expect(
            bench.told == [
                "b firing @10 since 10", "c firing @10 since 10", "b resolved @20 since 10",
                "a firing @30 since 30",
            ])
    }

    @Test func `windows that are empty or the wrong way round mean nothing`() throws {
        let plain = try NaiveAlert().plan("r", layout: AlertBench.layout)
        var plan = plain
        plan.maintenance = [
            MaintenanceWindow(start: .init(milliseconds: 30), end: .init(milliseconds: 5)),
            MaintenanceWindow(start: .init(milliseconds: 10), end: .init(milliseconds: 10)),
            MaintenanceWindow(start: .init(milliseconds: 5), end: .init(milliseconds: 30), entities: []),
        ]
        let bench = AlertBench(plan)
        bench.evaluate(["a": 3], at: 10)
        #expect(bench.told == ["a firing @10 since 10"])
    }
}
