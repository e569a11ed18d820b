/// What an exponentially weighted moving average is held against: 32 bytes.
public struct EWMAChart: Hashable, Sendable {
    /// μ, the usual mean.
    public let mean: Double
    /// σ, the standard deviation of single values.
    public let deviation: Double
    /// λ: the weight of the newest value.
    public let smoothing: Double
    /// L: how many standard deviations of the average the limits are away.
    public let width: Double

    /// A chart by its numbers; `nil` unless σ ≥ 0, 0 < λ ≤ 1 and L > 0.
    ///
    /// λ 0.2 with L 2.962 signals about once in 500 values when nothing has changed and values are normal (Lucas and Saccucci
    /// 1990); a smaller λ sees smaller shifts, later.
    public init?(mean: Double, deviation: Double, smoothing: Double = 0.2, width: Double = 2.962) {
        guard mean.isFinite, deviation >= 0, deviation.isFinite, smoothing > 0, smoothing <= 1, width > 0
        else { return nil }
        self.mean = mean
        self.deviation = deviation
        self.smoothing = smoothing
        self.width = width
    }

    /// A chart from a training stretch, `nil` if that has fewer than two values.
    public init?(training: RunningMoments, smoothing: Double = 0.2, width: Double = 2.962) {
        guard let deviation = training.deviation else { return nil }
        self.init(mean: training.mean, deviation: deviation, smoothing: smoothing, width: width)
    }
}
