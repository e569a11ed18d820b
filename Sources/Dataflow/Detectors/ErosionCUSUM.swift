import EventModel

/// Notices that the rate of one entity erodes against its own past, by a ``BernoulliCUSUM`` over back-to-back panes.
///
/// p₀ is the shrunk rate over the policy's past without its newest part, and the limit follows from p₀ and from the
/// entity's own outcomes a day; both are worked out anew for every pane, before the pane is counted.
///
/// A signal makes the alert fire, and S begins anew after the pause. Within the pause nothing is said; after it the
/// alert is clear while S is below half of the limit, and a rate that stays bad signals again and keeps it firing. Its
/// figures are S, h and p₀.
///
/// **Memory**: 90 cells of 8 bytes in one array, and 64 bytes: about 820 bytes per entity.
public struct ErosionCUSUM: Detector {
    /// What all entities share.
    public typealias Settings = ErosionPolicy

    /// Successes and trials; counts past what 32 bits hold stay at the largest.
    private struct Cell {
        var successes: UInt32 = 0
        var trials: UInt32 = 0
    }

    private var cusum = BernoulliCUSUM()
    private var cells = Array(repeating: Cell(), count: Int(ErosionPolicy.cells))
    // The number of the newest cell, and of the first one ever; `.min` before any.
    private var newest = Int64.min
    private var first = Int64.min

    /// An entity of which nothing has been seen.
    public init(_ settings: ErosionPolicy) {}

    /// Takes in a pane.
    ///
    /// - Complexity: O(90).
    public mutating func take(_ reading: DetectorReading, _ settings: ErosionPolicy) -> DetectorVerdict {
        let width = settings.cellMilliseconds
        let cell = Pane.index(of: reading.windowEnd - 1, width: width)
        moveOn(to: cell)
        let known = counts(settings, width: width, end: reading.windowEnd)
        let (successes, trials) = (known.successes, known.trials)
        add(reading, to: cell)
        let seen = max(reading.windowEnd - first * width, settings.paneMilliseconds)
        let span = min(seen, ErosionPolicy.cells * width)
        let perDay = Double(known.all + reading.trials) * Double(ErosionPolicy.day) / Double(span)
        let rate = settings.rate(successes: successes, trials: trials)
        guard let chart = settings.chart(rate: rate, outcomesPerDay: perDay) else {
            return DetectorVerdict(.quiet, .unknown)
        }
        return judge(reading, chart, rate)
    }

    private mutating func judge(
        _ reading: DetectorReading, _ chart: CUSUMChart, _ rate: Double
    ) -> DetectorVerdict {
        var figures = DetectorFigures(score: 0, limit: chart.limit, baseline: rate)
        let end = EventTime(milliseconds: reading.windowEnd)
        guard end > cusum.pausedUntil else { return DetectorVerdict(.quiet, figures) }
        let reached = cusum.close(
            paneEndingAt: end, successes: reading.successes, trials: reading.trials, chart: chart)
        figures.score = reached ?? cusum.sum
        if reached != nil { return DetectorVerdict(.holds, figures) }
        let isClear = cusum.sum < ErosionPolicy.clearShare * chart.limit
        return DetectorVerdict(isClear ? .clear : .quiet, figures)
    }

    /// Empties the cells between the newest and this one.
    private mutating func moveOn(to cell: Int64) {
        if newest == .min { (newest, first) = (cell, cell) }
        guard cell > newest else { return }
        let oldest = max(newest + 1, cell - ErosionPolicy.cells + 1)
        for number in oldest...cell { cells[Self.place(number)] = Cell() }
        newest = cell
    }

    private mutating func add(_ reading: DetectorReading, to cell: Int64) {
        let place = Self.place(cell)
        cells[place].successes = Self.sum(cells[place].successes, reading.successes)
        cells[place].trials = Self.sum(cells[place].trials, reading.trials)
    }

    /// The counts of the baseline, and the trials of all of the past.
    private func counts(
        _ settings: ErosionPolicy, width: Int64, end: Int64
    ) -> (successes: Int64, trials: Int64, all: Int64) {
        let recent = end - settings.recentMilliseconds
        var (successes, trials, all) = (Int64(0), Int64(0), Int64(0))
        for number in max(first, newest - ErosionPolicy.cells + 1)...newest {
            let cell = cells[Self.place(number)]
            all += Int64(cell.trials)
            guard (number + 1) * width <= recent else { continue }
            successes += Int64(cell.successes)
            trials += Int64(cell.trials)
        }
        return (successes, trials, all)
    }

    private static func place(_ number: Int64) -> Int {
        Int(number.flooredRemainder(by: ErosionPolicy.cells))
    }

    private static func sum(_ count: UInt32, _ more: Int64) -> UInt32 {
        UInt32(clamping: Int64(count) + max(0, min(more, Int64(UInt32.max))))
    }
}

extension ErosionCUSUM {
    // No window is shorter than a millisecond, so that cells have no larger numbers than times.
    private static let numbers: ClosedRange<Int64> = -1 << 60...1 << 60

    /// Writes the sum and the counts.
    public func write(to writer: StateWriter) {
        writer.double(cusum.sum)
        writer.integer(cusum.pausedUntil.milliseconds)
        writer.integer(newest)
        writer.integer(first)
        for cell in cells {
            writer.count(Int(cell.successes))
            writer.count(Int(cell.trials))
        }
    }

    /// Reads what was written.
    public init(from reader: inout StateReader, _ settings: ErosionPolicy) throws(StateDamage) {
        self.init(settings)
        let sum = try reader.double()
        guard sum >= 0, sum.isFinite else { throw StateDamage("\(sum) is no sum of evidence") }
        cusum = BernoulliCUSUM(sum: sum, pausedUntil: EventTime(milliseconds: try reader.integer()))
        (newest, first) = (try reader.integer(), try reader.integer())
        let isNew = newest == .min && first == .min
        let most = Self.numbers.upperBound / max(settings.cellMilliseconds, 1)
        guard isNew || first <= newest && first >= -most && newest <= most else {
            throw StateDamage("cells from \(first) to \(newest)")
        }
        for place in cells.indices {
            cells[place] = Cell(successes: try Self.count(&reader), trials: try Self.count(&reader))
        }
    }

    private static func count(_ reader: inout StateReader) throws(StateDamage) -> UInt32 {
        guard let count = UInt32(exactly: try reader.count()) else {
            throw StateDamage("a count is too large")
        }
        return count
    }
}
