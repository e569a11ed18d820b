/// The value of one hour and how much data is behind it, for a ``SeasonalBaseline``.
public enum SeasonalMeasure: Hashable, Sendable {
    /// A number of events; 0 says that there were none, which is not the same as an hour that is missing.
    case count(Int64)
    /// A share in 0…1 of so many trials, such as paid orders among visits.
    case share(Double, of: Int64)
    /// A mean, quantile or other value per event over so many events.
    case value(Double, of: Int64)
    /// A sum over all events, of which there usually are so many: a sum that falls because its events stay away is no less
    /// of a fall, so that its own events cannot be its gate.
    case sum(Double, usually: Double)

    /// The number that is compared between weeks.
    public var value: Double {
        switch self {
        case .count(let count): Double(count)
        case .share(let share, _): share
        case .value(let value, _): value
        case .sum(let sum, _): sum
        }
    }

    /// How many events this hour would have if it were as usual: the volume that its gate looks at. For a share they are
    /// the successes that its trials should have brought.
    func expectedCount(median: Double) -> Double {
        switch self {
        case .count: median
        case .share(_, let trials): median * Double(trials)
        case .value(_, let events): Double(events)
        case .sum(_, let usual): usual
        }
    }

    /// The standard deviation that chance alone gives: Poisson for counts, binomial for shares, unknown for values.
    func noise(median: Double) -> Double {
        switch self {
        case .count: return max(median, 1).squareRoot()
        case .share(_, let trials):
            guard trials > 0 else { return 0 }
            let held = min(max(median, 0), 1)
            return (held * (1 - held) / Double(trials)).squareRoot()
        case .value, .sum: return 0
        }
    }
}
