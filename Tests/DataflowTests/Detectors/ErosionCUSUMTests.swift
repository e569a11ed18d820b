import Dataflow
import EventModel
import Testing

@Suite struct ErosionCUSUMTests {
    private static let day = ErosionPolicy.day

    private func policy() throws -> ErosionPolicy {
        try #require(
            ErosionPolicy(
                oddsRatio: 2, falseAlarmsPerDay: 0.001, paneMilliseconds: Self.day, priorMean: 0.05,
                priorWeight: 50))
    }

    private func signals(_ late: (Int) -> Int64, days: Range<Int>) throws -> [Int] {
        let policy = try policy()
        var detector = ErosionCUSUM(policy)
        return days.filter { day in
            let reading = DetectorReading(
                windowEnd: Int64(day + 1) * Self.day, value: 0, successes: late(day), trials: 50)
            return detector.take(reading, policy).signal == .holds
        }
    }

    @Test func `an entity that is always as bad as ever does not signal`() throws {
        #expect(try signals({ _ in 2 }, days: 0..<200) == [])
    }

    @Test func `a rate that doubles after months signals within two weeks`() throws {
        let days = try signals({ $0 < 100 ? 2 : 5 }, days: 0..<130)
        let first = try #require(days.first)
        #expect((100..<114).contains(first))
    }

    @Test func `an entity with a bad past of its own is held against that`() throws {
        // 8 % late is far above the prior, and usual here; only the first months do not know it yet.
        let days = try signals({ _ in 4 }, days: 0..<300)
        #expect(!days.contains { $0 > 120 })
    }

    /// In-control entities, whose p₀ is estimated from their own past as it is.
    @Test(arguments: [UInt64(1), 2], [(rate: 0.05, perDay: 50), (rate: 0.2, perDay: 20)])
    func `there are no more false alarms than are allowed`(seed: UInt64, entity: (rate: Double, perDay: Int))
        throws
    {
        var random = SplitMix64(seed: seed)
        let allowed = 0.05
        let policy = try #require(
            ErosionPolicy(
                oddsRatio: 2, falseAlarmsPerDay: allowed, paneMilliseconds: Self.day, priorMean: entity.rate,
                priorWeight: 200))
        var detector = ErosionCUSUM(policy)
        var alarms = 0
        let days = 1_500
        for day in 0..<days {
            let late = (0..<entity.perDay).count { _ in Double.random(in: 0..<1, using: &random) < entity.rate
            }
            let reading = DetectorReading(
                windowEnd: Int64(day + 1) * Self.day, value: 0, successes: Int64(late),
                trials: Int64(entity.perDay))
            if detector.take(reading, policy).signal == .holds { alarms += 1 }
        }
        #expect(Double(alarms) <= allowed * Double(days), "seed \(seed)")
        #expect(alarms > 0, "seed \(seed)")
    }

    @Test func `the outcomes of all together make the limit the same for each`() throws {
        let policy = try #require(
            ErosionPolicy(
                oddsRatio: 2, falseAlarmsPerDay: 1, outcomesPerDay: 100_000, paneMilliseconds: Self.day,
                priorMean: 0.04, priorWeight: 1e9))
        let exact = try #require(CUSUMLimit(rate: 0.04, oddsRatio: 2)).limit(runLength: 100_000)
        for trials in [1, 50, 2_000] as [Int64] {
            var detector = ErosionCUSUM(policy)
            let verdict = detector.take(
                DetectorReading(windowEnd: Self.day, value: 0, successes: 0, trials: trials), policy)
            #expect(abs(verdict.figures.limit - exact) < 0.05)
            #expect(abs(verdict.figures.baseline - 0.04) < 1e-6)
        }
    }

    @Test func `numbers that mean nothing make no policy`() {
        #expect(
            ErosionPolicy(
                oddsRatio: 1, falseAlarmsPerDay: 1, paneMilliseconds: 1, priorMean: 0.5, priorWeight: 1)
                == nil)
    }
}
