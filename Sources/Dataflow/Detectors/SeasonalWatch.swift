import EventModel

/// Notices that a window of one entity is unlike the windows that ended at the same time of the week before.
///
/// Windows may overlap: each is held against its like. A window that changes by too much goes into the baseline as well;
/// the median of some weeks does not mind one bad one. Its figures are the change as a share of the median, the change that
/// signals, and the median.
///
/// **Memory**: that of a ``SeasonalBaseline``, 4 kB with hours and six weeks, for sums twice that.
public struct SeasonalWatch: Detector {
    /// What all entities share.
    public typealias Settings = SeasonalRule

    private var values: SeasonalBaseline
    // How many events there usually are, for sums.
    private var events: SeasonalBaseline?

    /// An entity of which nothing has been seen.
    public init(_ settings: SeasonalRule) {
        values = SeasonalBaseline(slotMilliseconds: settings.slotMilliseconds, weeks: settings.weeks)
        if settings.kind == .sum { events = values }
    }

    /// Takes in a window.
    ///
    /// - Complexity: O(weeks).
    public mutating func take(_ reading: DetectorReading, _ settings: SeasonalRule) -> DetectorVerdict {
        // The slot is that of the window's last instant, whenever the window began.
        let time = EventTime(milliseconds: reading.windowEnd - 1)
        let usual = events?.close(
            slotAt: time, .count(reading.trials), zone: settings.zone, policy: settings.policy)
        let measure: SeasonalMeasure =
            switch settings.kind {
            case .count: .count(Int64(reading.value.rounded()))
            case .share: .share(reading.value, of: reading.trials)
            case .value: .value(reading.value, of: reading.trials)
            case .sum: .sum(reading.value, usually: usual?.median ?? 0)
            }
        let found = values.close(slotAt: time, measure, zone: settings.zone, policy: settings.policy)
        return found.map(settings.verdict) ?? DetectorVerdict(.quiet, .unknown)
    }
}
