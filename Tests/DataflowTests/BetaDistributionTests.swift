import Dataflow
import Testing

@Suite struct BetaDistributionTests {
    // Reference values: scipy.stats.beta.sf(limit, alpha, beta), SciPy 1.17.
    @Test(arguments: [
        (2.5, 47.5, 0.1, 0.070694198081112811),
        (12.5, 57.5, 0.1, 0.97266474273935111),
        (0.5, 0.5, 0.3, 0.63098988043445459),
        (1.0, 1.0, 0.25, 0.75),
        (200.5, 1800.0, 0.1, 0.50545429877747305),
        (5.0, 1000000.0, 1e-05, 0.029251363932456854),
        (100000.0, 900000.0, 0.1005, 0.04794708081178771),
        (3.0, 40.0, 0.9, 7.0119999999999385e-38),
        (1000.0, 10.0, 0.99, 0.55395772915449148),
        (33.7, 12.2, 0.5, 0.99946049836471029),
        (250000000.0, 750000000.0, 0.25001, 0.23260267361907591),
    ])
    func `the tail agrees with SciPy`(alpha: Double, beta: Double, limit: Double, expected: Double) {
        let tail = BetaDistribution(alpha: alpha, beta: beta).probabilityAbove(limit)
        #expect(abs(tail - expected) <= 1e-10 * max(expected, 1e-300) + 1e-15)
    }

    /// The smallest k that breaches P(rate > T) ≥ 0.95 at n, as the statistics of the shipped metrics state them.
    @Test(arguments: [
        (0.005, 200.0, 0.01, Int64(50), Int64(5)), (0.005, 200, 0.01, 100, 6), (0.005, 200, 0.01, 200, 7),
        (0.005, 200, 0.01, 500, 12), (0.005, 200, 0.01, 1000, 18), (0.05, 50, 0.10, 20, 10),
        (0.05, 50, 0.10, 50, 14),
        (0.05, 50, 0.10, 100, 20), (0.05, 50, 0.10, 200, 31),
    ])
    func `the smallest count that breaches is the published one`(
        mean: Double, weight: Double, limit: Double, trials: Int64, smallest: Int64
    ) {
        let first = (0...trials).first {
            BetaDistribution(priorMean: mean, weight: weight, successes: $0, trials: trials)
                .probabilityAbove(limit) >= 0.95
        }
        #expect(first == smallest)
    }

    @Test func `limits outside the unit interval are certain`() {
        let posterior = BetaDistribution(alpha: 2, beta: 3)
        #expect(posterior.probabilityAbove(0) == 1)
        #expect(posterior.probabilityAbove(-1) == 1)
        #expect(posterior.probabilityAbove(1) == 0)
        #expect(posterior.mean == 0.4)
    }
}
