/// What a detector's readings are: it says how much of a difference chance alone makes.
public enum MeasureKind: Sendable, Hashable {
    /// A number of events, or of different values.
    case count
    /// A share of trials.
    case share
    /// A sum over events.
    case sum
    /// A mean, a quantile or another value per event.
    case value

    /// Whether nothing at all is a result of 0, and not the absence of a result.
    public var isZeroWithoutData: Bool { self == .count || self == .sum }

    /// The standard deviation that chance gives around a usual level: Poisson for counts, binomial for shares. For the
    /// others a hundredth of the level, so that equal values do not make the next one infinitely far away.
    func leastDeviation(level: Double, trials: Double) -> Double {
        switch self {
        case .count: return max(level, 1).squareRoot()
        case .share:
            let held = min(max(level, 0), 1)
            return trials > 0 ? (held * (1 - held) / trials).squareRoot() : 0
        case .sum, .value: return abs(level) / 100
        }
    }
}
