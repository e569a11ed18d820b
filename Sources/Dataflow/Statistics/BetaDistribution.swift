import Glibc

/// The Beta distribution: what is believed of a rate after some of `n` trials have come out.
public struct BetaDistribution: Hashable, Sendable {
    /// First shape, successes and the prior's share of them.
    public let alpha: Double
    /// Second shape, failures and the prior's share of them.
    public let beta: Double

    /// A distribution by its shapes, both above 0.
    public init(alpha: Double, beta: Double) {
        precondition(alpha > 0 && beta > 0)
        self.alpha = alpha
        self.beta = beta
    }

    /// The posterior of a rate after `successes` of `trials`, with a prior worth `weight` trials at `mean`:
    /// α = mean·weight + k, β = (1 − mean)·weight + n − k.
    public init(priorMean mean: Double, weight: Double, successes: Int64, trials: Int64) {
        self.init(
            alpha: mean * weight + Double(successes),
            beta: (1 - mean) * weight + Double(max(trials - successes, 0)))
    }

    /// P(rate > limit) = 1 − I_limit(α, β).
    public func probabilityAbove(_ limit: Double) -> Double {
        if limit <= 0 { return 1 }
        if limit >= 1 { return 0 }
        // I_x(a, b) = 1 − I_{1−x}(b, a): the tail itself is computed, so that small probabilities keep their digits.
        return Self.regularizedIncomplete(1 - limit, beta, alpha, complement: limit)
    }

    /// The mean, α / (α + β).
    public var mean: Double { alpha / (alpha + beta) }

    /// I_x(a, b) by its continued fraction (Abramowitz and Stegun 26.5.8), evaluated by Lentz's method. `complement` is
    /// 1 − x, given apart so that it keeps its digits.
    static func regularizedIncomplete(
        _ x: Double, _ a: Double, _ b: Double, complement: Double
    ) -> Double {
        let front = density(x, a, b, complement: complement)
        if x < (a + 1) / (a + b + 2) { return front * continuedFraction(x, a, b) / a }
        return 1 - front * continuedFraction(complement, b, a) / b
    }

    /// x^a (1 − x)^b / B(a, b) by Loader's saddle-point form ("Fast and accurate computation of binomial probabilities",
    /// 2000): differences of large log-gammas would cost digits with large counts.
    static func density(_ x: Double, _ a: Double, _ b: Double, complement: Double) -> Double {
        let n = a + b
        let exponent =
            stirlingError(n) - stirlingError(a) - stirlingError(b) - deviance(a, n * x)
            - deviance(b, n * complement)
        return exp(exponent) * (a * b / (2 * Double.pi * n)).squareRoot()
    }

    /// log Γ(n + 1) less Stirling's approximation of it.
    private static func stirlingError(_ n: Double) -> Double {
        guard n > 15 else {
            var sign: Int32 = 0
            return lgamma_r(n + 1, &sign) - (n + 0.5) * log(n) + n - 0.5 * log(2 * Double.pi)
        }
        let square = n * n
        return
            (1 / 12.0 - (1 / 360.0 - (1 / 1260.0 - (1 / 1680.0 - 1 / 1188.0 / square) / square) / square)
                / square)
            / n
    }

    /// x log(x / mean) + mean − x, by its series where the terms would cancel.
    private static func deviance(_ x: Double, _ mean: Double) -> Double {
        let difference = x - mean
        guard abs(difference) < 0.1 * (x + mean) else { return x * log(x / mean) - difference }
        let ratio = difference / (x + mean)
        var sum = difference * ratio
        var term = 2 * x * ratio
        for step in 1...1000 {
            term *= ratio * ratio
            let next = sum + term / Double(2 * step + 1)
            if next == sum { break }
            sum = next
        }
        return sum
    }

    private static func continuedFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        let tiny = 1e-300
        func bounded(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
        var c = 1.0
        var d = 1 / bounded(1 - (a + b) * x / (a + 1))
        var result = d
        // Converges in O(√max(a, b)) steps; the bound is far beyond what counts of 10⁹ need.
        for step in 1...100_000 {
            let m = Double(step)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            d = 1 / bounded(1 + even * d)
            c = bounded(1 + even / c)
            result *= d * c
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            d = 1 / bounded(1 + odd * d)
            c = bounded(1 + odd / c)
            let change = d * c
            result *= change
            if abs(change - 1) < 1e-15 { break }
        }
        return result
    }
}
