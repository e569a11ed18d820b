import Dataflow
import EventModel
import Testing

@Suite struct CUSUMLimitTests {
    /// p₀, run length, the limit, and the limit as the statistics of the shipped metrics state it.
    ///
    /// The limit by a separate program: bisection of the run length, that being the sum over the excursions from 0 with
    /// numpy and scipy.signal.lfilter.
    static let published: [(rate: Double, runLength: Double, limit: Double, stated: Double)] = [
        (0.01, 1e4, 3.3131, 3.3), (0.01, 1e5, 5.4983, 5.5), (0.01, 1e6, 7.7824, 7.9),
        (0.025, 1e4, 4.1305, 4.1), (0.025, 1e5, 6.3741, 6.3), (0.025, 1e6, 8.6668, 8.6),
        (0.04, 1e4, 4.5526, 4.5), (0.04, 1e5, 6.8099, 6.7), (0.04, 1e6, 9.1081, 9.2),
        (0.1, 1e4, 5.3282, 5.3), (0.1, 1e5, 7.6068, 7.6), (0.1, 1e6, 9.9031, 9.7),
    ]

    @Test(arguments: published.indices)
    func `the limits are the smallest that keep the run length`(index: Int) throws {
        let row = Self.published[index]
        let limits = try #require(CUSUMLimit(rate: row.rate, oddsRatio: 2))
        let limit = limits.limit(runLength: row.runLength)
        #expect(limit > row.limit - 1e-4 && limit < row.limit + 1e-4 + 1.0 / 1024)
        #expect(limits.inControlRunLength(limit: limit) >= row.runLength)
        #expect(limits.inControlRunLength(limit: limit - 1.1 / 1024) < row.runLength)
    }

    /// The stated figures are rounded, and off by up to 0.2: their run lengths are within a fifth of those asked for.
    @Test(arguments: published.indices)
    func `the stated limits are about right`(index: Int) throws {
        let row = Self.published[index]
        let limits = try #require(CUSUMLimit(rate: row.rate, oddsRatio: 2))
        let ratio = limits.inControlRunLength(limit: row.stated) / row.runLength
        #expect(ratio > 0.8 && ratio < 1.2)
    }

    // numpy, default_rng(20240601): chains of geometric gaps between successes, the mean run length and its standard error.
    @Test(arguments: [
        (0.01, 3.3, 9_814.0, 48.0), (0.01, 7.9, 1_102_804, 17_154), (0.025, 6.3, 93_802, 938),
        (0.04, 6.7, 90_308, 906), (0.1, 5.3, 9_614, 67), (0.1, 9.7, 812_597, 16_396),
    ])
    func `the run lengths are those of a simulation`(
        rate: Double, limit: Double, mean: Double, error: Double
    ) throws {
        let limits = try #require(CUSUMLimit(rate: rate, oddsRatio: 2))
        #expect(abs(limits.inControlRunLength(limit: limit) - mean) < 3 * error)
    }

    /// Where one step is m of the other the sums lie on a lattice, and the chain is a small system of equations.
    @Test(arguments: UInt64(0)..<60)
    func `on a lattice the run length solves the chain's equations`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let oddsRatio = Double.random(in: 1.2..<4, using: &random)
        let steps = Int.random(in: 1...25, using: &random)
        let isLargeUp = Bool.random(using: &random)
        let (up, down) = isLargeUp ? (steps, 1) : (1, steps)
        // ln(1 + (OR − 1)·p₀) is the step down and with the step up makes ln OR.
        let unit = LatticeChain.log(oddsRatio) / Double(steps + 1)
        let rate = (LatticeChain.exp(Double(down) * unit) - 1) / (oddsRatio - 1)
        let states = Int.random(in: 2...60, using: &random)
        let limit = (Double(states) - 0.5) * unit
        let chain = LatticeChain(up: up, down: down, states: states)
        // As a fall of the successes the same chain is one of the failures.
        let isFall = Bool.random(using: &random)
        let limits = try #require(
            CUSUMLimit(rate: isFall ? 1 - rate : rate, oddsRatio: isFall ? 1 / oddsRatio : oddsRatio))
        let expected = chain.runLength(upProbability: rate)
        let changed = chain.runLength(upProbability: oddsRatio * rate / (1 + (oddsRatio - 1) * rate))
        // Elimination loses digits in proportion to the run length; the excursions do not.
        let slack = 1e-9 + 1e-15 * expected
        #expect(abs(limits.inControlRunLength(limit: limit) - expected) < slack * expected, "seed \(seed)")
        #expect(abs(limits.changedRunLength(limit: limit) - changed) < 1e-9 * changed, "seed \(seed)")
    }

    @Test func `no limit is too low for one success, and nonsense has none`() throws {
        let limits = try #require(CUSUMLimit(rate: 0.01, oddsRatio: 2))
        #expect(abs(limits.inControlRunLength(limit: 0.1) - 100) < 1e-9)
        let chart = try #require(CUSUMChart(rate: 0.01, oddsRatio: 2, limit: 1))
        #expect(limits.limit(runLength: 5) == chart.successWeight)
        #expect(CUSUMLimit(rate: 0, oddsRatio: 2) == nil)
        #expect(CUSUMLimit(rate: 0.5, oddsRatio: 1) == nil)
        #expect(CUSUMLimit.runLength(outcomesPerDay: 500, falseAlarmsPerDay: 0.01) == 50_000)
    }
}
