import Dataflow
import EventModel
import Testing

@Suite struct AlertDetectorTests {
    /// Holds after so many bad results in a row, is clear at a good one.
    private struct BadRun: Detector {
        struct Settings { var level: Double, length: Int }
        private var length = 0
        private var last = Int64.min

        init(_ settings: Settings) {}

        mutating func take(_ reading: DetectorReading, _ settings: Settings) -> DetectorVerdict {
            // Out of order or twice would break any detector.
            precondition(reading.windowEnd > last)
            last = reading.windowEnd
            guard reading.value > settings.level else {
                length = 0
                return DetectorVerdict(.clear, score: 0)
            }
            length += 1
            return DetectorVerdict(length >= settings.length ? .holds : .quiet, score: Double(length))
        }

        func write(to writer: StateWriter) {
            writer.count(length)
            writer.integer(last)
        }

        init(from reader: inout StateReader, _ settings: Settings) throws(StateDamage) {
            (length, last) = (try reader.count(), try reader.integer())
        }
    }

    private func plan(
        _ input: DetectorInput, length: Int = 2, maintenance: [MaintenanceWindow] = [],
        remember: Int64 = 1000, includesPartial: Bool = false
    ) -> AlertRulePlan {
        AlertRulePlan(
            name: "r", group: 0, metric: 0,
            condition: .signals(
                DetectorPlan(BadRun.self, settings: .init(level: 0.5, length: length), input: input)),
            timing: AlertTiming(forMilliseconds: 0, keepFiringForMilliseconds: 0), noData: .keep,
            includesPartial: includesPartial, maintenance: maintenance, rememberEntityMilliseconds: remember)
    }

    private let value = DetectorInput.value(column: 5)
    private let counts = DetectorInput.counts(successes: 8, trials: 9)

    private func results(_ values: KeyValuePairs<String, Double>) -> [AlertBench.Result] {
        values.map { .init(seller: $0, value: $1) }
    }

    @Test func `each entity has its own state, and the score goes with the alert`() {
        let bench = AlertBench(plan(value))
        bench.evaluate(results(["a": 1, "b": 1, "c": 0]), at: 10)
        bench.evaluate(results(["a": 1, "b": 0, "c": 1]), at: 20)
        bench.evaluate(results(["b": 1]), at: 30)
        bench.evaluate(results(["a": 1, "c": 1]), at: 40)
        bench.evaluate(results(["a": 0, "c": 1]), at: 50)
        #expect(
            bench.told == ["a firing @20 since 20", "c firing @40 since 40", "a resolved @50 since 20"])
        #expect(bench.scores == [2, 2, 0])
    }

    @Test func `counts are read as counts, and rows without trials are passed over`() {
        let bench = AlertBench(plan(counts))
        bench.evaluate([.init(seller: "a", count: 3, among: 4)], at: 10)
        bench.evaluate([.init(seller: "a", count: 0, among: 0)], at: 20)
        bench.evaluate([.init(seller: "a", count: 2, among: 4)], at: 30)
        bench.evaluate([.init(seller: "a", count: 3, among: 4)], at: 40)
        #expect(bench.told.isEmpty)
        bench.evaluate([.init(seller: "a", count: 4, among: 4)], at: 50)
        #expect(bench.told == ["a firing @50 since 50"])
    }

    @Test func `a detector is not fed during maintenance`() {
        let rest = MaintenanceWindow(
            start: EventTime(milliseconds: 20), end: EventTime(milliseconds: 30),
            entities: [NaiveAlert.key("a")])
        let bench = AlertBench(plan(value, maintenance: [rest]))
        for time in [10, 20, 30] as [Int64] { bench.evaluate(results(["a": 1, "b": 1]), at: time) }
        #expect(bench.told == ["b firing @20 since 20", "a firing @30 since 30"])
        #expect(bench.scores == [2, 2])
    }

    @Test(arguments: [100, 200, 299, 300, 301, 1000] as [Int64])
    func `an entity that was away for too long starts anew, whether or not others came`(gap: Int64) {
        for others in [false, true] {
            let bench = AlertBench(plan(value, remember: 300))
            bench.evaluate(results(["a": 1]), at: 10)
            if others {
                for time in stride(from: Int64(20), to: 10 + gap, by: 10) {
                    bench.evaluate(results(["b": 0, "c": 0]), at: time)
                }
            }
            bench.evaluate(results(["a": 1]), at: 10 + gap)
            #expect(bench.told.isEmpty == (gap > 300), "\(gap)")
        }
    }

    @Test(arguments: UInt64(0)..<50)
    func `batches and the order of entities do not show`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let steps = (1...60).map { _ in
            (0..<40).compactMap { seller in
                Int.random(in: 0..<4, using: &random) == 0
                    ? nil
                    : AlertBench.Result(seller: "s\(seller)", value: Double.random(in: 0...1, using: &random))
            }
        }
        var expected: [String] = []
        for seller in 0..<40 {
            var (run, start) = (0, Int64?.none)
            for (place, step) in steps.enumerated() {
                let time = Int64(place + 1) * 10
                guard let own = step.first(where: { $0.seller == "s\(seller)" }) else { continue }
                run = own.value > 0.5 ? run + 1 : 0
                if run == 3, start == nil {
                    start = time
                    expected.append("s\(seller) firing @\(time) since \(time)")
                } else if run == 0, let since = start {
                    start = nil
                    expected.append("s\(seller) resolved @\(time) since \(since)")
                }
            }
        }
        for capacity in [1, 7, 1024] {
            let bench = AlertBench(plan(value, length: 3), capacity: capacity)
            for (place, step) in steps.enumerated() {
                bench.evaluate(step.shuffled(using: &random), at: Int64(place + 1) * 10)
            }
            #expect(bench.told.sorted() == expected.sorted(), "seed \(seed)")
        }
        #expect(!expected.isEmpty)
    }
}
