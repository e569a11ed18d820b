/// An exponentially weighted moving average that tells when a continuous metric has shifted: 24 bytes.
///
/// z ← λx + (1 − λ)z from μ on, with the limits μ ± L·σ·√(λ/(2 − λ) · (1 − (1 − λ)^2t)) after t values (Roberts 1959;
/// Montgomery, "Introduction to Statistical Quality Control"). The limits start narrow and widen, so that an early shift is
/// seen as well. Values come one per pane, in the order of the panes' ends. σ is that of values which do not depend on
/// each other: take a season out first.
public struct EWMA: Hashable, Sendable {
    /// On which side of the limits the average is.
    public enum Side: Int8, Sendable {
        /// Below, between and above the limits.
        case below = -1, inside, above
    }

    /// z less μ.
    public private(set) var departure: Double
    /// (1 − λ)^2t: how far the limits are from their full width.
    public private(set) var remaining: Double
    /// Where the average is.
    public private(set) var side: Side

    /// An average of nothing, or a saved state.
    public init(departure: Double = 0, remaining: Double = 1, side: Side = .inside) {
        self.departure = departure
        self.remaining = remaining
        self.side = side
    }

    /// Takes in the next value; one that is not finite is passed over.
    ///
    /// - Returns: the side on which the average has just left the limits, once per excursion; `nil` otherwise.
    public mutating func add(_ value: Double, chart: EWMAChart) -> Side? {
        guard value.isFinite else { return nil }
        let keeping = 1 - chart.smoothing
        departure = chart.smoothing * (value - chart.mean) + keeping * departure
        remaining *= keeping * keeping
        let limit = halfWidth(chart: chart)
        let before = side
        side = departure > limit ? .above : departure < -limit ? .below : .inside
        return side != before && side != .inside ? side : nil
    }

    /// The distance of the limits from μ after the values so far.
    public func halfWidth(chart: EWMAChart) -> Double {
        let variance = chart.smoothing / (2 - chart.smoothing) * (1 - remaining)
        return chart.width * chart.deviation * variance.squareRoot()
    }
}
