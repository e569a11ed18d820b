import Glibc

/// The standard normal distribution: what sums of many small outcomes look like.
public enum NormalDistribution {
    /// P(Z ≤ z), with the digits of a small tail kept.
    public static func probability(below z: Double) -> Double { 0.5 * erfc(-z * 0.5.squareRoot()) }

    /// The z with P(Z ≤ z) = `probability`; infinite at and beyond 0 and 1.
    ///
    /// - Complexity: about five steps of Newton's method on the logarithm of the tail, which is concave, so that they
    ///   climb to the root from the left without overshooting.
    public static func quantile(_ probability: Double) -> Double {
        if probability <= 0 { return -.infinity }
        if probability >= 1 { return .infinity }
        if probability > 0.5 { return -quantile(1 - probability) }
        let level = log(probability)
        // P(Z ≤ −t) < exp(−t²/2): a start that is surely left of the root. No further than the tail has digits.
        var z = -min((-2 * level).squareRoot(), 37)
        for _ in 0..<100 {
            let tail = Self.probability(below: z)
            let slope = exp(-z * z / 2) / (2 * Double.pi).squareRoot() / tail
            let step = (level - log(tail)) / slope
            z += step
            if abs(step) <= 1e-15 * max(1, abs(z)) { break }
        }
        return z
    }
}
