/// What watches the entities of a rule instead of a condition.
public enum DetectorDeclaration: Sendable, Hashable {
    /// A cumulative sum over the panes of a share with a prior.
    case cusum(CUSUMDeclaration)
    /// Each window against those of the same time of the week.
    case seasonal(SeasonalDeclaration)
    /// A moving average over the panes of a number.
    case ewma(EWMADeclaration)

    /// The key that names it, as records tell it.
    public var name: String {
        switch self {
        case .cusum: "cusum"
        case .seasonal: "seasonal"
        case .ewma: "ewma"
        }
    }

    /// The detector with its settings, for people.
    public var text: String {
        switch self {
        case .cusum(let cusum): "cusum: \(cusum.text)"
        case .seasonal(let seasonal): "seasonal: \(seasonal.text)"
        case .ewma(let ewma): "ewma: \(ewma.text)"
        }
    }

    /// Whether it takes in panes one by one, so that it sees no event twice, or the metric's windows as they are.
    public var readsPanes: Bool {
        if case .seasonal = self { false } else { true }
    }

    /// How long an entity without data must at least be known for its past to be of use, in milliseconds.
    public var pastMilliseconds: Int64 {
        switch self {
        case .cusum: 90 * 86_400_000
        case .seasonal(let seasonal): Int64(seasonal.weeks) * 7 * 86_400_000
        case .ewma: 0
        }
    }
}

/// The settings of a cumulative sum.
public struct CUSUMDeclaration: Sendable, Hashable {
    /// The factor of the odds to find: above 1 a rise, below 1 a fall.
    public var oddsRatio: Double
    /// How many false alarms a day are allowed: for each entity, or for all together with ``outcomesPerDay``.
    public var falseAlarmsPerDay: Double
    /// How many outcomes all entities together have in a day; `nil` to go by each entity's own.
    public var outcomesPerDay: Double?
    /// How long nothing is counted after a signal.
    public var pauseMilliseconds: Int64

    /// Settings from their parts.
    public init(
        oddsRatio: Double, falseAlarmsPerDay: Double, outcomesPerDay: Double?, pauseMilliseconds: Int64
    ) {
        self.oddsRatio = oddsRatio
        self.falseAlarmsPerDay = falseAlarmsPerDay
        self.outcomesPerDay = outcomesPerDay
        self.pauseMilliseconds = pauseMilliseconds
    }

    fileprivate var text: String {
        let outcomes = outcomesPerDay.map { ", outcomes_per_day \($0)" } ?? ""
        return "odds_ratio \(oddsRatio), false_alarms_per_day \(falseAlarmsPerDay)\(outcomes)"
    }
}

/// The settings of a comparison with the same time of the week; there is a fall or a rise.
public struct SeasonalDeclaration: Sendable, Hashable {
    /// Down by this share of the median.
    public var fall: Double?
    /// Up by this share of the median.
    public var rise: Double?
    /// How many robust standard deviations from the median a window must be besides.
    public var deviations: Double
    /// How many weeks back is looked.
    public var weeks: Int
    /// How many of them must be known.
    public var fewestWeeks: Int
    /// The fewest events that a window should have for it to be judged.
    public var least: Double
    /// How far the ends of two windows are apart; a part of a day.
    public var slotMilliseconds: Int64
    /// Whose week it is.
    public var zone: String

    /// Settings from their parts.
    public init(
        fall: Double?, rise: Double?, deviations: Double, weeks: Int, fewestWeeks: Int, least: Double,
        slotMilliseconds: Int64, zone: String
    ) {
        self.fall = fall
        self.rise = rise
        self.deviations = deviations
        self.weeks = weeks
        self.fewestWeeks = fewestWeeks
        self.least = least
        self.slotMilliseconds = slotMilliseconds
        self.zone = zone
    }

    fileprivate var text: String {
        let changes = [fall.map { "fall \($0)" }, rise.map { "rise \($0)" }].compactMap { $0 }
        return (changes + ["deviations \(deviations)", "weeks \(weeks)", "least \(least)"])
            .joined(separator: ", ")
    }
}

/// The settings of a moving average.
public struct EWMADeclaration: Sendable, Hashable {
    /// On which side a shift matters.
    public enum Side: String, Sendable, Hashable, CaseIterable {
        /// Upwards.
        case rise
        /// Downwards.
        case fall
        /// To either side.
        case both
    }

    /// On which side a shift matters.
    public var side: Side
    /// The weight of the newest value.
    public var smoothing: Double
    /// How many standard deviations of the average away the limits are.
    public var deviations: Double
    /// From how many values the usual level is learned.
    public var training: Int

    /// Settings from their parts.
    public init(side: Side, smoothing: Double, deviations: Double, training: Int) {
        self.side = side
        self.smoothing = smoothing
        self.deviations = deviations
        self.training = training
    }

    fileprivate var text: String {
        "side \(side.rawValue), smoothing \(smoothing), deviations \(deviations), training \(training)"
    }
}
