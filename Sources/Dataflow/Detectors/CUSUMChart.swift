import Glibc

/// What a Bernoulli CUSUM watches for: the change of a rate, and how sure it must be.
///
/// One chart per entity, made anew when its own rate is estimated anew; the state is in ``BernoulliCUSUM``. 40 bytes.
public struct CUSUMChart: Hashable, Sendable {
    /// W₁ = ln(p₁/p₀): what a success adds.
    public let successWeight: Double
    /// W₀ = ln((1 − p₁)/(1 − p₀)): what a failure adds; its sign is the other one.
    public let failureWeight: Double
    /// h: the sum that signals, see ``CUSUMLimit``.
    public let limit: Double
    /// How long nothing is counted after a signal.
    public let pauseMilliseconds: Int64

    /// A day.
    public static let usualPauseMilliseconds: Int64 = 86_400_000

    /// A chart for odds that change from those of `rate` by the factor `oddsRatio`: above 1 it watches for a rise,
    /// below 1 for a fall. `nil` for numbers outside these ranges.
    ///
    /// - Parameters:
    ///   - rate: p₀, what is usual for the entity, strictly between 0 and 1.
    ///   - oddsRatio: the change to find, above 0 and not 1; p₁ = OR·p₀ / (1 − p₀ + OR·p₀).
    ///   - limit: h, above 0.
    ///   - pauseMilliseconds: 0 or more.
    public init?(
        rate: Double, oddsRatio: Double, limit: Double,
        pauseMilliseconds: Int64 = Self.usualPauseMilliseconds
    ) {
        guard let weights = Self.weights(rate: rate, oddsRatio: oddsRatio), limit > 0, pauseMilliseconds >= 0
        else { return nil }
        successWeight = weights.success
        failureWeight = weights.failure
        self.limit = limit
        self.pauseMilliseconds = pauseMilliseconds
    }

    /// With 1 − p₀ + OR·p₀ = 1 + (OR − 1)·p₀ =: d, the weights are ln(OR/d) and ln(1/d), without dividing by small rates.
    static func weights(rate: Double, oddsRatio: Double) -> (success: Double, failure: Double)? {
        guard rate > 0, rate < 1, oddsRatio > 0, oddsRatio.isFinite, oddsRatio != 1 else { return nil }
        let shift = log1p((oddsRatio - 1) * rate)
        return (log(oddsRatio) - shift, -shift)
    }
}
