/// How times are written in records.
public enum TimeFormat: Hashable, Sendable {
    /// Whole milliseconds since 1970, or RFC 3339 in a string.
    case standard
    /// A number since 1970, with or without fractions and quotes.
    case epoch(EpochUnit)
    /// RFC 3339 in a string.
    case rfc3339
    /// Text like a pattern; `zone` names the time zone of local times.
    case pattern(TimePattern, zone: String)
}

/// What an epoch counts.
public enum EpochUnit: String, Hashable, Sendable, CaseIterable {
    /// Seconds.
    case seconds = "epoch_s"
    /// Thousandths.
    case milliseconds = "epoch_ms"
    /// Millionths.
    case microseconds = "epoch_us"
    /// Billionths.
    case nanoseconds = "epoch_ns"

    /// The power of ten that makes it milliseconds.
    public var decimalExponent: Int {
        switch self {
        case .seconds: 3
        case .milliseconds: 0
        case .microseconds: -3
        case .nanoseconds: -6
        }
    }
}
