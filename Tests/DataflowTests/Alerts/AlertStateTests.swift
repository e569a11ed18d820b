import Dataflow
import EventModel
import Testing

/// A rule that goes on after a restart beside one that was never interrupted.
@Suite struct AlertStateTests {
    private static func detectors() throws -> [DetectorPlan] {
        let counts = DetectorInput.counts(successes: 8, trials: 9)
        let value = DetectorInput.value(column: 5, events: 9)
        let policy = try #require(
            ErosionPolicy(
                oddsRatio: 2, falseAlarmsPerDay: 1_000_000, outcomesPerDay: 2_000_000, paneMilliseconds: 10,
                priorMean: 0.2, priorWeight: 5, pauseMilliseconds: 30, baselineMilliseconds: 900,
                recentMilliseconds: 50))
        let season = SeasonalRule(
            kind: .value, fall: 0.3, rise: 0.3, deviations: 0, weeks: 2, fewestWeeks: 1, least: 0,
            slotMilliseconds: 86_400_000)
        var sums = season
        sums.kind = .sum
        return [
            DetectorPlan(ErosionCUSUM.self, settings: policy, input: counts),
            DetectorPlan(SeasonalWatch.self, settings: season, input: value),
            DetectorPlan(SeasonalWatch.self, settings: sums, input: value),
            DetectorPlan(ShiftWatch.self, settings: ShiftRule(kind: .value, training: 3), input: value),
        ]
    }

    /// A random rule, and how far apart its evaluations are.
    private static func plan(
        _ random: inout SplitMix64, detector: Int?
    ) throws -> (plan: AlertRulePlan, step: Int64) {
        let alert = NaiveAlert.random(&random)
        var plan = try alert.plan("r", layout: AlertBench.layout)
        guard let detector else { return (plan, 10) }
        plan.condition = .signals(try detectors()[detector])
        plan.noData = [.keep, .resolve, .fire, .zero].randomElement(using: &random) ?? .keep
        // Weeks have to pass for a season.
        let isSeason = detector == 1 || detector == 2
        if isSeason { plan.rememberEntityMilliseconds = 86_400_000 * 20 }
        return (plan, isSeason ? 86_400_000 : 10)
    }

    private static func results(_ random: inout SplitMix64) -> [AlertBench.Result] {
        (0..<5).compactMap { seller in
            guard Int.random(in: 0..<4, using: &random) > 0 else { return nil }
            let among = Int64.random(in: 0...9, using: &random)
            return AlertBench.Result(
                seller: "s\(seller)", count: Int64.random(in: 0...among, using: &random),
                samples: [nil, "", "a \(among)", "ää"].randomElement(using: &random) ?? nil,
                value: Double(Int.random(in: 1...4, using: &random)) * Double(seller + 1), among: among)
        }
    }

    private static func states(_ bench: AlertBench) -> [any DurableState] {
        [bench.instances] + (bench.instances.detectorState.map { [$0] } ?? [])
    }

    /// A bench whose numbers for keys are others.
    private static func fresh(_ plan: AlertRulePlan) -> AlertBench {
        let bench = AlertBench(plan, capacity: 3)
        for name in ["x", "s3", "y"] { _ = NaiveAlert.key(name).withUnsafeBytes { bench.keys.intern($0) } }
        return bench
    }

    private static func take(_ bench: AlertBench) -> [String] {
        defer { (bench.told, bench.evidence, bench.scores) = ([], [], []) }
        return bench.told.indices.map {
            "\(bench.told[$0]) \(bench.evidence[$0]) \(bench.scores[$0].map { "\($0)" } ?? "-")"
        }
    }

    private static func run(seed: UInt64, detector: Int?) throws -> Int {
        var random = SplitMix64(seed: seed)
        let (plan, step) = try plan(&random, detector: detector)
        let original = AlertBench(plan, capacity: 3)
        var (copy, logs, count) = (AlertBench?.none, StateLogs(), 0)
        for number in 1...70 {
            let time = Int64(number) * step
            if Int.random(in: 0..<12, using: &random) > 0 {
                let results = results(&random)
                let live = Set((0..<5).filter { _ in Bool.random(using: &random) }.map { "s\($0)" })
                for bench in [original, copy].compactMap(\.self) {
                    bench.live = live
                    bench.evaluate(results, at: time)
                }
            } else {
                for bench in [original, copy].compactMap(\.self) { bench.pass(time + 3) }
            }
            let told = take(original)
            count += told.count
            if let copy {
                #expect(take(copy) == told, "seed \(seed) at \(time)")
                #expect(
                    original.instances.deadline == copy.instances.deadline
                        && original.instances.count == copy.instances.count
                        && original.instances.activeCount == copy.instances.activeCount
                        && original.instances.heldBackCount == copy.instances.heldBackCount
                        && original.instances.caresForNoData == copy.instances.caresForNoData, "seed \(seed)")
            }
            guard Int.random(in: 0..<3, using: &random) == 0 else { continue }
            logs.commit(states(original), using: &random)
            guard Int.random(in: 0..<3, using: &random) == 0 else { continue }
            try logs.restore(
                {
                    let bench = fresh(plan)
                    copy = bench
                    return states(bench)
                }, using: &random)
        }
        return count
    }

    @Test(arguments: UInt64(0)..<80)
    func `a rule goes on after a restart as if there had been none`(seed: UInt64) throws {
        _ = try Self.run(seed: seed, detector: nil)
    }

    @Test(arguments: 0..<4) func `detectors go on after a restart as if there had been none`(
        detector: Int
    ) throws {
        var told = 0
        for seed in UInt64(0)..<20 { told += try Self.run(seed: seed, detector: detector) }
        // Otherwise nothing was compared.
        #expect(told > 5, "detector \(detector)")
    }

    @Test(arguments: UInt64(0)..<25)
    func `damaged state is refused or does no harm`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let detector = Int.random(in: -1..<4, using: &random)
        let (plan, step) = try Self.plan(&random, detector: detector < 0 ? nil : detector)
        let original = AlertBench(plan, capacity: 3)
        for number in 1...20 { original.evaluate(Self.results(&random), at: Int64(number) * step) }
        let states = Self.states(original)
        for (place, state) in states.enumerated() {
            let bytes = StateLogs.bytes(of: state)
            #expect(!bytes.isEmpty)
            for _ in 0..<20 {
                let copy = Self.fresh(plan)
                let damaged = bytes.damaged(using: &random)
                guard damaged.restores(Self.states(copy)[place]) else { continue }
                for number in 21...25 { copy.evaluate(Self.results(&random), at: Int64(number) * step) }
            }
        }
    }
}
