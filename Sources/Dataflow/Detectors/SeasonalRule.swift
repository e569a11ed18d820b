public import EventModel

/// What the ``SeasonalWatch`` of all entities of a rule share.
public struct SeasonalRule: Sendable {
    /// What the readings are.
    public var kind: MeasureKind
    /// Down by this share of the median is a fall; `nil` not to look for one.
    public var fall: Double?
    /// Up by this share of the median is a rise; `nil` not to look for one.
    public var rise: Double?
    /// How many robust standard deviations from the median a reading must be besides.
    public var deviations: Double
    /// How many weeks back the baseline goes, 1 to ``SeasonalBaseline/mostWeeks``.
    public var weeks: Int
    /// So many of them must be known.
    public var fewestWeeks: Int
    /// The fewest events that a window should have had for it to be judged.
    public var least: Double
    /// How long the slots of the week are; a part of a day without a rest.
    public var slotMilliseconds: Int64
    /// Whose week it is.
    public var zone: ZoneOffsets

    /// A rule from its parts.
    public init(
        kind: MeasureKind, fall: Double? = nil, rise: Double? = nil, deviations: Double = 3, weeks: Int = 6,
        fewestWeeks: Int = 4, least: Double = 30, slotMilliseconds: Int64 = SeasonalBaseline.hour,
        zone: ZoneOffsets = .utc
    ) {
        self.kind = kind
        self.fall = fall
        self.rise = rise
        self.deviations = deviations
        self.weeks = weeks
        self.fewestWeeks = fewestWeeks
        self.least = least
        self.slotMilliseconds = slotMilliseconds
        self.zone = zone
    }

    var policy: SeasonalPolicy { SeasonalPolicy(fewestWeeks: fewestWeeks, smallestExpectedCount: least) }

    /// Holds where a change is both large enough to matter and too large for chance, is clear below half of the change.
    func verdict(_ reading: SeasonalReading) -> DetectorVerdict {
        guard reading.median > 0, let change = reading.change else {
            return DetectorVerdict(.quiet, .unknown)
        }
        let figures = DetectorFigures(
            score: change, limit: limit(change), baseline: reading.median)
        guard reading.expectedCount >= least else { return DetectorVerdict(.quiet, figures) }
        let z = reading.z ?? 0
        if exceeds(reading, by: 1), z * (change < 0 ? -1 : 1) >= deviations {
            return DetectorVerdict(.holds, figures)
        }
        return DetectorVerdict(exceeds(reading, by: 0.5) ? .quiet : .clear, figures)
    }

    /// Whether the change is that part of a watched one. Multiplied out, so that exactly −30 % of a round number is a fall.
    private func exceeds(_ reading: SeasonalReading, by part: Double) -> Bool {
        let down = reading.median - reading.value
        let isFall = fall.map { down >= part * $0 * reading.median } ?? false
        let isRise = rise.map { -down >= part * $0 * reading.median } ?? false
        return isFall || isRise
    }

    /// The watched change on the side of a change, or the only one.
    private func limit(_ change: Double) -> Double {
        guard let fall else { return rise ?? .nan }
        return change <= 0 ? -fall : rise ?? -fall
    }
}
