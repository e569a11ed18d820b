/// A mean of few values drawn towards what is usual: (sum + C · prior mean) / (n + C).
///
/// An entity with no values has the prior mean, one with C of them is half its own. The sums come in exact, so that the
/// result does not depend on the order in which they were added up.
public struct ShrunkMean: Hashable, Sendable {
    /// What is usual, in the unit of the values.
    public let priorMean: Double
    /// C: how many values the prior counts for.
    public let weight: Double

    /// A mean that is drawn to `priorMean` with the strength of `weight` values (above 0).
    public init(priorMean: Double, weight: Double = 20) {
        precondition(weight > 0)
        self.priorMean = priorMean
        self.weight = weight
    }

    /// The shrunk mean of `count` integers that add up to `sum`.
    public func mean(sum: Int64, count: Int64) -> Double { mean(Double(sum), count) }

    /// The shrunk mean of `count` decimals whose exact sum is so many millionths.
    public func mean(sumMillionths: Int128, count: Int64) -> Double {
        mean(Double(sumMillionths) / 1_000_000, count)
    }

    /// A negative count, as values taken back before they came can leave it for a while, counts as none.
    private func mean(_ sum: Double, _ count: Int64) -> Double {
        guard count > 0 else { return priorMean }
        return (sum + weight * priorMean) / (Double(count) + weight)
    }
}
