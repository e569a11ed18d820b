/// Notices that a number of one entity has moved to another level, by an ``EWMA`` over values that do not overlap.
///
/// The first values teach what is usual; nothing is told meanwhile. A level that stays away for as many values has become
/// the usual one, and the alert is clear. Its figures are the average, the limit that it is nearest to or past, and the mean.
///
/// **Memory**: about 150 bytes per entity.
public struct ShiftWatch: Detector {
    /// What all entities share.
    public typealias Settings = ShiftRule

    /// Values of which the level is not known yet.
    private struct Lesson {
        var moments = RunningMoments()
        var trials: Int64 = 0

        mutating func add(_ reading: DetectorReading) {
            moments.add(reading.value)
            trials = trials.addingReportingOverflow(reading.trials).partialValue
        }

        func chart(_ rule: ShiftRule) -> EWMAChart? {
            guard moments.count >= rule.training, let deviation = moments.deviation else { return nil }
            let least = rule.kind.leastDeviation(
                level: moments.mean, trials: Double(trials) / Double(moments.count))
            return EWMAChart(
                mean: moments.mean, deviation: max(deviation, least), smoothing: rule.smoothing,
                width: rule.width)
        }
    }

    private var average = EWMA()
    private var chart: EWMAChart?
    // At first all values, later those of the stretch in which the average has been past its limits.
    private var lesson = Lesson()

    /// An entity of which nothing has been seen.
    public init(_ settings: ShiftRule) {}

    /// Takes in a value.
    ///
    /// - Complexity: O(1).
    public mutating func take(_ reading: DetectorReading, _ settings: ShiftRule) -> DetectorVerdict {
        guard let chart else {
            learn(reading, settings)
            return DetectorVerdict(.quiet, .unknown)
        }
        _ = average.add(reading.value, chart: chart)
        guard average.side != .inside else {
            lesson = Lesson()
            return judge(chart, settings)
        }
        let verdict = judge(chart, settings)
        learn(reading, settings)
        return verdict
    }

    private mutating func learn(_ reading: DetectorReading, _ settings: ShiftRule) {
        lesson.add(reading)
        guard let learned = lesson.chart(settings) else { return }
        (chart, average, lesson) = (learned, EWMA(), Lesson())
    }

    private func judge(_ chart: EWMAChart, _ settings: ShiftRule) -> DetectorVerdict {
        let (departure, halfWidth) = (average.departure, average.halfWidth(chart: chart))
        let figures = DetectorFigures(
            score: chart.mean + departure,
            limit: chart.mean + settings.limit(departure, halfWidth: halfWidth), baseline: chart.mean)
        let watched = settings.watched(departure)
        if watched > halfWidth { return DetectorVerdict(.holds, figures) }
        return DetectorVerdict(watched < 0.5 * halfWidth ? .clear : .quiet, figures)
    }
}

extension ShiftWatch {
    /// Writes the level, the average and the lesson.
    public func write(to writer: StateWriter) {
        writer.bool(chart != nil)
        if let chart {
            writer.double(chart.mean)
            writer.double(chart.deviation)
            writer.double(average.departure)
            writer.double(average.remaining)
            writer.integer(Int64(average.side.rawValue))
        }
        writer.integer(lesson.moments.count)
        writer.double(lesson.moments.mean)
        writer.double(lesson.moments.squaredDistances)
        writer.integer(lesson.trials)
    }

    /// Reads what was written.
    public init(from reader: inout StateReader, _ settings: ShiftRule) throws(StateDamage) {
        self.init(settings)
        if try reader.bool() { try restoreLevel(from: &reader, settings) }
        let count = try reader.integer()
        guard 0...1 << 60 ~= count else { throw StateDamage("a lesson of \(count) values") }
        let (mean, squares) = (try reader.double(), try reader.double())
        lesson.moments = RunningMoments(count: count, mean: mean, squaredDistances: squares)
        lesson.trials = try reader.integer()
    }

    private mutating func restoreLevel(
        from reader: inout StateReader, _ settings: ShiftRule
    ) throws(StateDamage) {
        let (mean, deviation) = (try reader.double(), try reader.double())
        chart = EWMAChart(
            mean: mean, deviation: deviation, smoothing: settings.smoothing, width: settings.width)
        guard chart != nil else { throw StateDamage("a level of \(mean) ± \(deviation)") }
        let (departure, remaining) = (try reader.double(), try reader.double())
        let number = try reader.integer()
        guard let side = Int8(exactly: number).flatMap(EWMA.Side.init) else {
            throw StateDamage("\(number) is no side of a limit")
        }
        average = EWMA(departure: departure, remaining: remaining, side: side)
    }
}
