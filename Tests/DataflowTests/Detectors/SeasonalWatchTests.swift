import Dataflow
import Testing

@Suite struct SeasonalWatchTests {
    private static let hour: Int64 = 3_600_000
    private static let week = 168 * hour
    /// 2024-01-01, a Monday, 00:00 UTC.
    private static let monday: Int64 = 1_704_067_200_000

    /// What a watch says of a value after four weeks of others at the same hour.
    private func verdict(
        _ value: Double, after usual: [Double] = [100, 100, 100, 100], events: Int64 = 100,
        _ rule: SeasonalRule
    ) -> DetectorVerdict {
        var watch = SeasonalWatch(rule)
        for (week, value) in usual.enumerated() {
            _ = watch.take(reading(value, week, 100), rule)
        }
        return watch.take(reading(value, usual.count, events), rule)
    }

    private func reading(_ value: Double, _ week: Int, _ events: Int64) -> DetectorReading {
        DetectorReading(
            windowEnd: Self.monday + Int64(week) * Self.week + Self.hour, value: value, successes: 0,
            trials: events)
    }

    @Test func `a change holds when it is large enough and too large for chance`() {
        let rule = SeasonalRule(kind: .count, fall: 0.3, deviations: 3)
        #expect(verdict(70, rule).signal == .holds)
        #expect(verdict(71, rule).signal == .quiet)
        #expect(verdict(85, rule).signal == .quiet)
        #expect(verdict(86, rule).signal == .clear)
        #expect(verdict(300, rule).signal == .clear)
        // Three deviations of 100 are 30; four are not reached by 70.
        #expect(verdict(70, SeasonalRule(kind: .count, fall: 0.3, deviations: 4)).signal == .quiet)
        #expect(verdict(70, SeasonalRule(kind: .count, fall: 0.3, deviations: 0)).signal == .holds)
    }

    @Test func `a rise is told only if it is asked for`() {
        let both = SeasonalRule(kind: .count, fall: 0.5, rise: 0.5)
        #expect(verdict(150, both).signal == .holds && verdict(50, both).signal == .holds)
        #expect(verdict(150, both).figures == DetectorFigures(score: 0.5, limit: 0.5, baseline: 100))
        #expect(verdict(50, both).figures == DetectorFigures(score: -0.5, limit: -0.5, baseline: 100))
        #expect(verdict(150, SeasonalRule(kind: .count, fall: 0.5)).signal == .clear)
        #expect(verdict(50, SeasonalRule(kind: .count, rise: 0.5)).signal == .clear)
    }

    @Test func `too little volume, too few weeks and a usual 0 say nothing`() {
        #expect(verdict(0, SeasonalRule(kind: .count, fall: 0.3, least: 101)).signal == .quiet)
        #expect(verdict(0, after: [100, 100, 100], SeasonalRule(kind: .count, fall: 0.3)).signal == .quiet)
        #expect(
            verdict(0, after: [100, 100, 100], SeasonalRule(kind: .count, fall: 0.3, fewestWeeks: 3)).signal
                == .holds)
        #expect(
            verdict(9, after: [0, 0, 0, 0], SeasonalRule(kind: .count, rise: 0.3, least: 0)).signal == .quiet)
    }

    @Test func `a sum may fall because its events stay away, a mean of few events proves nothing`() {
        let sum = SeasonalRule(kind: .sum, fall: 0.3, least: 50)
        #expect(verdict(10, events: 2, sum).signal == .holds)
        #expect(verdict(10, events: 2, SeasonalRule(kind: .value, fall: 0.3, least: 50)).signal == .quiet)
        #expect(verdict(10, events: 60, SeasonalRule(kind: .value, fall: 0.3, least: 50)).signal == .holds)
    }

    @Test(arguments: [900_000, 3_600_000, 86_400_000] as [Int64])
    func `slots of any length are held against their like`(slot: Int64) {
        let rule = SeasonalRule(kind: .count, fall: 0.3, weeks: 5, fewestWeeks: 2, slotMilliseconds: slot)
        var watch = SeasonalWatch(rule)
        let perWeek = Self.week / slot
        // Each slot of the week has a level of its own; in the fourth week one falls.
        let fallen = perWeek * 3 + perWeek / 2
        var held: [Int64] = []
        for number in 0..<perWeek * 5 {
            let level = Double(100 + 10 * (number % perWeek % 90))
            let reading = DetectorReading(
                windowEnd: Self.monday + (number + 1) * slot, value: number == fallen ? level * 0.6 : level)
            if watch.take(reading, rule).signal == .holds { held.append(number) }
        }
        #expect(held == [fallen])
    }
}
