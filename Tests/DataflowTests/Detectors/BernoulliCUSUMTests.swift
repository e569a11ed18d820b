import Dataflow
import EventModel
import Testing

@Suite struct BernoulliCUSUMTests {
    private static let day: Int64 = 86_400_000

    private func time(_ milliseconds: Int64) -> EventTime { EventTime(milliseconds: milliseconds) }

    @Test func `the weights are those of the change watched for`() throws {
        // p₀ = 4 %, OR = 2: p₁ = 0.08 / 1.04; W₁ = ln(p₁ / p₀), W₀ = ln((1 − p₁) / (1 − p₀)) by numpy.log.
        let chart = try #require(CUSUMChart(rate: 0.04, oddsRatio: 2, limit: 6))
        #expect(abs(chart.successWeight - 0.6539264674066639) < 1e-15)
        #expect(abs(chart.failureWeight + 0.03922071315328133) < 1e-15)
        let fall = try #require(CUSUMChart(rate: 0.96, oddsRatio: 0.5, limit: 6))
        #expect(abs(fall.failureWeight - chart.successWeight) < 1e-15)
        #expect(abs(fall.successWeight - chart.failureWeight) < 1e-15)
    }

    @Test func `evidence adds up, wears off and signals at the limit`() throws {
        let chart = try #require(CUSUMChart(rate: 0.04, oddsRatio: 2, limit: 1.9))
        var cusum = BernoulliCUSUM()
        #expect(cusum.close(paneEndingAt: time(1), successes: 2, trials: 2, chart: chart) == nil)
        #expect(cusum.sum == 2 * chart.successWeight)
        #expect(cusum.close(paneEndingAt: time(2), successes: 0, trials: 100, chart: chart) == nil)
        #expect(cusum.sum == 0)
        #expect(
            cusum.close(paneEndingAt: time(3), successes: 3, trials: 3, chart: chart)
                == 3 * chart.successWeight)
        #expect(cusum == BernoulliCUSUM(sum: 0, pausedUntil: time(3 + Self.day)))
    }

    @Test func `after a signal a day is passed over`() throws {
        let chart = try #require(CUSUMChart(rate: 0.04, oddsRatio: 2, limit: 0.5))
        var cusum = BernoulliCUSUM()
        let ends: [Int64] = [0, 1, Self.day, Self.day + 1, 2 * Self.day, 2 * Self.day + 2]
        let signals = ends.map {
            cusum.close(paneEndingAt: time($0), successes: 1, trials: 1, chart: chart) != nil
        }
        #expect(signals == [true, false, false, true, false, true])
        let eager = try #require(CUSUMChart(rate: 0.04, oddsRatio: 2, limit: 0.5, pauseMilliseconds: 0))
        cusum = BernoulliCUSUM()
        for end in ends {
            #expect(cusum.close(paneEndingAt: time(end), successes: 1, trials: 1, chart: eager) != nil)
        }
    }

    @Test func `impossible counts are held within the trials`() throws {
        let chart = try #require(CUSUMChart(rate: 0.04, oddsRatio: 2, limit: 9))
        var cusum = BernoulliCUSUM()
        _ = cusum.close(paneEndingAt: time(1), successes: 5, trials: 2, chart: chart)
        #expect(cusum.sum == 2 * chart.successWeight)
        _ = cusum.close(paneEndingAt: time(2), successes: -5, trials: 1, chart: chart)
        #expect(cusum.sum == 2 * chart.successWeight + chart.failureWeight)
        _ = cusum.close(paneEndingAt: time(3), successes: 5, trials: -1, chart: chart)
        #expect(cusum.sum == 2 * chart.successWeight + chart.failureWeight)
    }

    @Test func `numbers that make no chart are refused`() {
        #expect(CUSUMChart(rate: 0, oddsRatio: 2, limit: 1) == nil)
        #expect(CUSUMChart(rate: 1, oddsRatio: 2, limit: 1) == nil)
        #expect(CUSUMChart(rate: 0.1, oddsRatio: 1, limit: 1) == nil)
        #expect(CUSUMChart(rate: 0.1, oddsRatio: 2, limit: 0) == nil)
        #expect(CUSUMChart(rate: 0.1, oddsRatio: 2, limit: .nan) == nil)
        #expect(CUSUMChart(rate: 0.1, oddsRatio: 2, limit: 1, pauseMilliseconds: -1) == nil)
    }

    /// Random panes, and the same outcomes one at a time, in some order inside each pane.
    @Test(arguments: UInt64(0)..<100)
    func `S is the largest evidence since any pane, and panes never signal before single outcomes`(
        seed: UInt64
    ) throws {
        var random = SplitMix64(seed: seed)
        let chart = try #require(CUSUMChart(rate: 0.1, oddsRatio: 2, limit: 2.5, pauseMilliseconds: 0))
        var panes = BernoulliCUSUM()
        var single = BernoulliCUSUM()
        var evidence: [Double] = []
        var hasSignalledSingly = false
        for end in 1...60 {
            let outcomes = (0..<Int.random(in: 0...20, using: &random)).map { _ in
                Int.random(in: 0..<8, using: &random) == 0
            }
            let successes = Int64(outcomes.filter { $0 }.count)
            for success in outcomes {
                let signal = single.close(
                    paneEndingAt: time(Int64(end)), successes: success ? 1 : 0, trials: 1, chart: chart)
                // A pause of nothing would still pass over more outcomes of this same instant.
                if signal != nil {
                    hasSignalledSingly = true
                    single = BernoulliCUSUM()
                }
            }
            let trials = Int64(outcomes.count)
            evidence.append(
                Double(successes) * chart.successWeight + Double(trials - successes) * chart.failureWeight)
            let expected = evidence.indices.map { evidence[$0...].reduce(0, +) }.max() ?? 0
            let signal = panes.close(
                paneEndingAt: time(Int64(end)), successes: successes, trials: trials, chart: chart)
            guard let signal else {
                #expect(abs(panes.sum - max(0, expected)) < 1e-9, "seed \(seed)")
                continue
            }
            #expect(abs(signal - expected) < 1e-9, "seed \(seed)")
            #expect(hasSignalledSingly, "seed \(seed)")
            return
        }
    }
}
