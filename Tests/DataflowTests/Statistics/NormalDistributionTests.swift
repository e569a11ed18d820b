import Dataflow
import Testing

@Suite struct NormalDistributionTests {
    // Reference values: scipy.stats.norm.ppf(p), SciPy 1.17.
    @Test(arguments: [
        (1e-300, -37.0470962993612), (1e-09, -5.9978070150076865), (0.001, -3.090232306167813),
        (0.05, -1.6448536269514729), (0.3, -0.5244005127080409), (0.5, 0.0),
        (0.9, 1.2815515655446004), (0.999, 3.090232306167813), (0.999999999, 5.997807019601637),
    ])
    func `the quantile agrees with SciPy`(p: Double, expected: Double) {
        #expect(abs(NormalDistribution.quantile(p) - expected) <= 1e-13 * max(1, abs(expected)))
    }

    // Reference values: scipy.stats.norm.cdf(z), SciPy 1.17.
    @Test(arguments: [
        (-30.0, 4.906713927147908e-198), (-3.0, 0.0013498980316300933), (-0.5, 0.3085375387259869),
        (0.0, 0.5), (1.0, 0.8413447460685429), (4.0, 0.9999683287581669),
    ])
    func `the tail agrees with SciPy`(z: Double, expected: Double) {
        #expect(abs(NormalDistribution.probability(below: z) - expected) <= 1e-12 * expected)
    }

    @Test func `certainty is infinitely far away`() {
        #expect(NormalDistribution.quantile(0) == -.infinity)
        #expect(NormalDistribution.quantile(1) == .infinity)
    }
}
