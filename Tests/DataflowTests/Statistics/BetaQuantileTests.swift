import Dataflow
import EventModel
import Testing

@Suite struct BetaQuantileTests {
    // Reference values: scipy.stats.beta.ppf(p, alpha, beta), SciPy 1.17.
    @Test(arguments: [
        (1.0, 199.0, 0.05, 0.00025772203214859406),
        (12.5, 57.5, 0.05, 0.10934168878631881),
        (12.5, 57.5, 0.95, 0.258298251022264),
        (0.5, 0.5, 0.3, 0.2061073738537634),
        (5.0, 1000000.0, 0.05, 1.9701436870352685e-06),
        (100000.0, 900000.0, 0.001, 0.09907521169257777),
        (0.01, 0.02, 0.6, 2.571924891901857e-05),
        (3.0, 40.0, 1e-12, 4.4330722405120094e-06),
        (1000.0, 10.0, 0.05, 0.9844865775872365),
        (250000000.0, 750000000.0, 0.05, 0.24997747719838853),
        (47.5, 2.5, 0.05, 0.8915907803902939),
        (0.2, 30.0, 0.05, 6.888919005787549e-09),
        (1.0, 1.0, 0.25, 0.25),
        (0.05, 3.0, 0.5, 2.1934966675234358e-07),
    ])
    func `the quantile agrees with SciPy`(alpha: Double, beta: Double, p: Double, expected: Double) {
        let quantile = BetaDistribution(alpha: alpha, beta: beta).quantile(p)
        #expect(abs(quantile - expected) <= 1e-11 * expected)
    }

    // Reference values: scipy.stats.beta.isf(p, alpha, beta), SciPy 1.17.
    @Test(arguments: [
        (12.5, 57.5, 0.05, 0.25829825102226406),
        (3.0, 40.0, 1e-20, 0.7287950487762369),
        (1000.0, 10.0, 1e-9, 0.9994007396727925),
        (0.5, 2.0, 0.7, 0.04111948288047875),
    ])
    func `the upper quantile agrees with SciPy`(alpha: Double, beta: Double, p: Double, expected: Double) {
        let quantile = BetaDistribution(alpha: alpha, beta: beta).upperQuantile(p)
        #expect(abs(quantile - expected) <= 1e-11 * expected)
    }

    @Test func `the quantile inverts the tail`() {
        let seed: UInt64 = 11
        var random = SplitMix64(seed: seed)
        for _ in 0..<2000 {
            let shapes = (0..<2).map { _ in 0.1 * Double(1 << Int.random(in: 0...20, using: &random)) }
            let scale = Double.random(in: 1..<2, using: &random)
            let belief = BetaDistribution(alpha: shapes[0] * scale, beta: shapes[1])
            let tail = Double.random(in: 1e-6..<1, using: &random)
            let upper = belief.upperQuantile(tail)
            // Next to 1 a rate has too few digits left to give its tail back.
            if 1 - upper > 1e-6 {
                #expect(
                    abs(belief.probabilityAbove(upper) - tail) <= 1e-9, "seed \(seed), \(belief), \(tail)")
            }
            #expect(abs(belief.quantile(1 - tail) - upper) <= 1e-9, "seed \(seed), \(belief), \(tail)")
        }
    }

    @Test func `certainty lies at the ends, and so does what no double can tell from them`() {
        let belief = BetaDistribution(alpha: 2, beta: 3)
        #expect(belief.quantile(0) == 0 && belief.quantile(-1) == 0 && belief.quantile(1) == 1)
        #expect(belief.upperQuantile(0) == 1 && belief.upperQuantile(1) == 0)
        #expect(BetaDistribution(alpha: 0.001, beta: 1).quantile(0.05) == 0)
        #expect(BetaDistribution(alpha: 1, beta: 0.001).quantile(0.95) == 1)
    }

    /// The prior (0.5 %, 200) with T = 1 % needs 5 at any n up to 50.
    @Test(arguments: [Int64(5), 10, 20, 30, 40, 50])
    func `the smallest count that breaches is 5 for few trials`(trials: Int64) {
        let breaching = (0...trials).filter {
            BetaDistribution(priorMean: 0.005, weight: 200, successes: $0, trials: trials)
                .probabilityAbove(0.01) >= 0.95
        }
        #expect(breaching.first == 5)
    }
}
