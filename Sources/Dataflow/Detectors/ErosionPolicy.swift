import Glibc
import Synchronization

/// What the ``ErosionCUSUM`` of all entities of a rule share: the change to find and how an entity's own past is read.
public final class ErosionPolicy: Sendable {
    /// A day, in milliseconds.
    public static let day: Int64 = 86_400_000
    /// A firing alert is clear while S is below this share of the limit.
    public static let clearShare = 0.5
    /// How many cells an entity's past has; a cell holds a whole number of panes.
    static let cells: Int64 = 90

    /// The factor of the odds to find.
    public let oddsRatio: Double
    /// How many false alarms a day are allowed: for each entity, or for all together if ``outcomesPerDay`` is given.
    public let falseAlarmsPerDay: Double
    /// How many outcomes all entities together have in a day; `nil` to go by each entity's own.
    public let outcomesPerDay: Double?
    /// How long nothing is counted after a signal, in milliseconds.
    public let pauseMilliseconds: Int64
    /// The pane whose counts come in, in milliseconds.
    public let paneMilliseconds: Int64
    /// How far the past goes back, in milliseconds.
    public let baselineMilliseconds: Int64
    /// The newest part of the past, which p₀ leaves out so that a change cannot hide itself, in milliseconds.
    public let recentMilliseconds: Int64
    /// The prior's mean.
    public let priorMean: Double
    /// How many outcomes the prior is worth.
    public let priorWeight: Double
    // A table's answers depend on the question alone, so that it does not matter who asks first.
    private let limits: Mutex<CUSUMLimitTable>

    /// A policy; `nil` for numbers that mean nothing: an odds ratio of 1, a prior outside 0…1, times that are not above 0.
    public init?(
        oddsRatio: Double, falseAlarmsPerDay: Double, outcomesPerDay: Double? = nil, paneMilliseconds: Int64,
        priorMean: Double, priorWeight: Double, pauseMilliseconds: Int64 = day,
        baselineMilliseconds: Int64 = 90 * day, recentMilliseconds: Int64 = 14 * day
    ) {
        guard let table = CUSUMLimitTable(oddsRatio: oddsRatio), falseAlarmsPerDay > 0,
            falseAlarmsPerDay.isFinite, outcomesPerDay ?? 1 > 0, paneMilliseconds > 0, priorMean > 0,
            priorMean < 1, priorWeight > 0, pauseMilliseconds >= 0, recentMilliseconds >= 0,
            baselineMilliseconds > recentMilliseconds
        else { return nil }
        self.oddsRatio = oddsRatio
        self.falseAlarmsPerDay = falseAlarmsPerDay
        self.outcomesPerDay = outcomesPerDay
        self.paneMilliseconds = paneMilliseconds
        self.priorMean = priorMean
        self.priorWeight = priorWeight
        self.pauseMilliseconds = pauseMilliseconds
        self.baselineMilliseconds = baselineMilliseconds
        self.recentMilliseconds = recentMilliseconds
        limits = Mutex(table)
    }

    /// The stretch of a cell: the 90th part of the past, rounded up to whole panes.
    var cellMilliseconds: Int64 {
        let panes = (baselineMilliseconds - 1) / Self.cells / paneMilliseconds + 1
        return panes * paneMilliseconds
    }

    /// p₀ after so many successes among so many trials of the baseline: the mean of the posterior. The less is known of
    /// an entity, the nearer it is to the prior's mean.
    func rate(successes: Int64, trials: Int64) -> Double {
        (priorMean * priorWeight + Double(successes)) / (priorWeight + Double(trials))
    }

    /// The chart for an entity with a usual rate and so many outcomes a day of its own.
    ///
    /// The limit is that for single outcomes, ``CUSUMLimit``: exact for them, and an upper bound of the false alarms for
    /// panes, where the sum is never larger and is looked at less often. So what is allowed is never exceeded, whatever the
    /// panes hold; the price in delay stands at ``BernoulliCUSUM``.
    func chart(rate: Double, outcomesPerDay own: Double) -> CUSUMChart? {
        let runLength = CUSUMLimit.runLength(
            outcomesPerDay: outcomesPerDay ?? own, falseAlarmsPerDay: falseAlarmsPerDay)
        guard let limit = limits.withLock({ $0.limit(rate: rate, runLength: runLength) }) else { return nil }
        return CUSUMChart(
            rate: rate, oddsRatio: oddsRatio, limit: limit, pauseMilliseconds: pauseMilliseconds)
    }
}
