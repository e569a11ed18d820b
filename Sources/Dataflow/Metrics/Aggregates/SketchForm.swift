/// The kinds of summaries that do not fit fixed words.
public enum SketchForm: Hashable, Sendable {
    /// Distinct values.
    case distinct(precision: UInt8)
    /// Quantiles.
    case quantiles(relativeError: Double)
    /// The most frequent strings.
    case top(counters: Int)
    /// A few strings, taken by hash.
    case sample(Int)
}
