/// One hour against the same hour of the weeks before.
public struct SeasonalReading: Hashable, Sendable {
    /// The hour's own value.
    public let value: Double
    /// The median of the weeks before.
    public let median: Double
    /// The median distance of the weeks before from their median (MAD), as it was.
    public let spread: Double
    /// How many weeks are known.
    public let weeks: Int
    /// How many events were to be expected.
    public let expectedCount: Double
    /// 0.6745 · (value − median) / spread, with the spread no smaller than 0.6745 times the standard deviation of chance and
    /// of the policy's relative noise. `nil` if all of these are 0.
    public let z: Double?
    /// What is to be told; empty below the policy's volume gate.
    public let signals: SeasonalSignals

    /// (value − median) / median, `nil` without a usual level above 0.
    public var change: Double? { median > 0 ? (value - median) / median : nil }

    /// The MAD of a normal distribution in standard deviations, Φ⁻¹(3/4).
    static let normalSpread = 0.6745

    init(_ measure: SeasonalMeasure, median: Double, spread: Double, weeks: Int, policy: SeasonalPolicy) {
        value = measure.value
        self.median = median
        self.spread = spread
        self.weeks = weeks
        expectedCount = measure.expectedCount(median: median)
        let noise = max(measure.noise(median: median), policy.relativeNoise * abs(median))
        let floored = max(spread, Self.normalSpread * noise)
        z = floored > 0 ? Self.normalSpread * (value - median) / floored : nil
        let isTold = expectedCount >= policy.smallestExpectedCount
        signals = isTold ? Self.signals(value: value, median: median, z: z, policy: policy) : []
    }

    private static func signals(
        value: Double, median: Double, z: Double?, policy: SeasonalPolicy
    ) -> SeasonalSignals {
        var signals: SeasonalSignals = []
        // Multiplied out, so that exactly −30 % of a round number is a fall.
        if median > 0 {
            if median - value >= policy.fall * median { signals.insert(.fall) }
            if median - value >= policy.steepFall * median { signals.insert(.steepFall) }
            if value - median >= policy.fall * median { signals.insert(.rise) }
        }
        guard let z else { return signals }
        if z <= -policy.outlier { signals.insert(.low) }
        if z >= policy.outlier { signals.insert(.high) }
        return signals
    }
}
