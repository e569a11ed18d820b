import Dataflow
import EventModel
import Testing

@Suite struct GatherTimeTests {
    private static func rules(idleAfter: Int64) -> TimeRules {
        TimeRules(
            outOfOrdernessMilliseconds: 30, idleAfterMilliseconds: idleAfter, maxFutureSkewMilliseconds: 5,
            allowedLatenessMilliseconds: 120)
    }

    /// Rows that move on unevenly, some tardy and some late; the last one closes what came before.
    private static func rows(_ count: Int, using random: inout SplitMix64) -> [Int64] {
        var time: Int64 = 1000
        let rows = (0..<count).map { _ in
            time += Int64.random(in: 0..<30, using: &random)
            return max(time - Int64.random(in: 0..<10, using: &random) * 20, 0)
        }
        return rows + [10_000]
    }

    private static func step(_ trial: inout GatherTrial, using random: inout SplitMix64) throws {
        let task = Int.random(in: 0..<3, using: &random)
        let input = trial.tasks[task].sources.indices.randomElement(using: &random) ?? 0
        trial.now += Int64.random(in: 0..<8, using: &random)
        switch Int.random(in: 0..<24, using: &random) {
        case 0..<8: trial.read(task, input, atMost: Int.random(in: 1...9, using: &random))
        case 8..<12: trial.commit(task)
        case 12..<18: trial.deliver(task, using: &random)
        case 18..<23: trial.merge(task)
        default: try trial.restart(task)
        }
    }

    @Test(arguments: UInt64(0)..<60)
    func `late reports and restarts do not show in what is final`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var trial = GatherTrial(rules: Self.rules(idleAfter: 1_000_000)) { _ in
            Self.rows(40, using: &random)
        }
        for _ in 0..<Int.random(in: 50...600, using: &random) { try Self.step(&trial, using: &random) }
        let told = trial.finals
        for task in trial.tasks.indices {
            for input in trial.tasks[task].rows.indices { trial.read(task, input, atMost: 1000) }
        }
        trial.settle()
        let expected = trial.expected().filter { trial.finality(of: $0.key) <= trial.merged.shipped }
        #expect(trial.finals == expected, "seed \(seed)")
        #expect(expected.count > 3 && told.allSatisfy { expected[$0] == $1 }, "seed \(seed)")
        #expect(trial.faults == [], "seed \(seed)")
    }

    @Test(arguments: UInt64(0)..<60)
    func `tasks that fall silent and wake never go back on what was shipped`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var trial = GatherTrial(rules: Self.rules(idleAfter: Int64.random(in: 5...80, using: &random))) { _ in
            Self.rows(60, using: &random)
        }
        for _ in 0..<1000 { try Self.step(&trial, using: &random) }
        #expect(trial.faults == [], "seed \(seed)")

        for task in trial.tasks.indices {
            for input in trial.tasks[task].rows.indices {
                trial.read(task, input, atMost: 1000)
                trial.read(task, input, atMost: 1000)
            }
        }
        trial.now += 1_000_000
        for _ in 0..<5 {
            trial.now += 1000
            trial.settle()
        }
        #expect(trial.merged.isAllIdle, "seed \(seed)")
        #expect(trial.merged.shipped == EventTime(milliseconds: trial.now - 30), "seed \(seed)")
        #expect(trial.faults == [], "seed \(seed)")
    }

    @Test(arguments: UInt64(0)..<20)
    func `a source that has not begun holds everything`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var trial = GatherTrial(rules: Self.rules(idleAfter: 5)) { source in
            source == 1 ? [] : Self.rows(20, using: &random)
        }
        for _ in 0..<300 { try Self.step(&trial, using: &random) }
        for _ in 0..<5 {
            trial.now += 1000
            for task in 0..<3 {
                for input in trial.tasks[task].sources.indices { trial.read(task, input, atMost: 1000) }
            }
            trial.settle()
        }
        #expect(trial.merged.shipped == .distantPast && trial.finals.isEmpty, "seed \(seed)")
        #expect(trial.merged.expectedSources == [1], "seed \(seed)")
        #expect(trial.faults == [], "seed \(seed)")
    }
}
