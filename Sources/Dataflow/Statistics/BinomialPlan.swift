import Glibc

/// How much traffic it takes to see that a rate has fallen.
///
/// A one-sided test of a share by its normal approximation, with the variance of the rate before the fall:
/// n = (z₁₋α + z_power)² · p (1 − p) / (fall · p)².
public struct BinomialPlan: Hashable, Sendable {
    /// α: how often a window without a fall may raise the alarm.
    public let falseAlarmProbability: Double
    /// How often a window with the fall must raise it.
    public let power: Double

    /// A plan for an error and a power strictly between 0 and 1.
    public init(falseAlarmProbability: Double = 0.001, power: Double = 0.9) {
        precondition(falseAlarmProbability > 0 && falseAlarmProbability < 1 && power > 0 && power < 1)
        self.falseAlarmProbability = falseAlarmProbability
        self.power = power
    }

    /// The smallest number of trials in a window that shows a fall of `rate` by the share `relativeFall`, e.g. visits
    /// for a conversion; `nil` where no number does: a rate outside 0…1 or no fall.
    public func trials(rate: Double, relativeFall: Double) -> Int64? {
        guard rate > 0, rate < 1, relativeFall > 0, relativeFall <= 1 else { return nil }
        let z = NormalDistribution.quantile(1 - falseAlarmProbability) + NormalDistribution.quantile(power)
        // A power below α needs no data.
        guard z > 0 else { return 1 }
        let fall = rate * relativeFall
        return Int64(exactly: max(1, ceil(z * z * rate * (1 - rate) / (fall * fall))))
    }
}
