import EventModel
import Testing

/// `detect: { seasonal: … }` and `detect: { ewma: … }` as pipelines write them, against a plain computation.
@Suite(.serialized) struct SeasonalLanguageTests {
    private static let pipeline = """
        time: { out_of_orderness: 1d }
        metrics:
          visits: { on: clicks, by: seller_id, count: true, window: { tumbling: 1d } }
          revenue: { on: clicks, by: seller_id, sum: amount, window: { tumbling: 1d } }
          conversion:
            on: clicks
            by: seller_id
            share: { of: event_type == "order_completed" }
            window: { tumbling: 1d }
          worth: { on: clicks, by: seller_id, mean: amount, window: { hopping: 7d, every: 1d } }
        alerts:
          fewer-visits:
            on: visits
            class: data_quality
            detect: { seasonal: { fall: 0.3, weeks: 6, least: 20 } }
          far-fewer-visits:
            on: visits
            class: data_quality
            detect: { seasonal: { fall: 0.5, weeks: 4, fewest_weeks: 3, least: 20 } }
            remember_entities: 10d
            severity: critical
            summary: "{{ seller_id }}: {{ percent(score) }} against {{ baseline }}, {{ percent(limit) }} is too much"
          less-revenue:
            on: revenue
            class: integrity
            detect: { seasonal: { fall: 0.4, rise: 0.6, deviations: 2 } }
          conversion-moves:
            on: conversion
            class: erosion
            detect: { seasonal: { fall: 0.3, rise: 0.5, deviations: 1, least: 5 } }
          worth-moves:
            on: worth
            class: erosion
            detect: { ewma: { side: rise, training: 20 } }
          visits-move:
            on: visits
            class: data_quality
            detect: { ewma: { side: both, training: 14, smoothing: 0.3, deviations: 3.5 } }
        """

    private static func weekly(_ day: Int) -> Int { [50, 40, 40, 45, 60, 90, 80][day % 7] }

    private static let clicks = DailyClicks(
        seed: 9, days: 70,
        sellers: [
            "steady": { day, random in
                (
                    weekly(day) + Int.random(in: -4...4, using: &random), 0.2,
                    1_000 + Int64.random(in: 0..<99, using: &random)
                )
            },
            "halved": { day, random in
                (
                    (day >= 56 && day < 61 ? weekly(day) / 2 : weekly(day))
                        + Int.random(in: -4...4, using: &random),
                    0.2, 2_000 + Int64.random(in: 0..<99, using: &random)
                )
            },
            // Nothing at all for two days, later for good.
            "gone": { day, random in
                (
                    day == 45 || day == 46 || day > 62
                        ? 0 : weekly(day) + Int.random(in: -4...4, using: &random), 0.2, 500
                )
            },
            "dearer": { day, random in
                (
                    weekly(day), day < 50 ? 0.2 : 0.4,
                    (day < 40 ? 3_000 : 3_300) + Int64.random(in: 0..<400, using: &random)
                )
            },
            "small": { day, random in (Int.random(in: 0..<4, using: &random), 0.5, 100) },
        ])

    private static let reference = Result {
        try ClickRun(pipeline, clicks: clicks.clicks, outOfOrderness: MadeClick.day)
    }
    private static let firstFull = 1

    private struct Seasonal {
        var fall: Double?, rise: Double?
        var deviations = 3.0, weeks = 6, fewest = 4, least = 30.0
        var rememberDays = 42
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }

    /// The values by day, as far as they are known; for counts and sums also days without any, until forgotten.
    private static func series(
        _ seller: String, _ rule: Seasonal, isZero: Bool, _ value: (DailyClicks.Day) -> (Double, Double)
    ) -> [(day: Int, value: Double, events: Double)] {
        let days = (clicks.days[seller] ?? [:]).filter { $0.key >= firstFull }
        guard let first = days.keys.min(), let last = days.keys.max() else { return [] }
        var seen = first
        return (first...last + rule.rememberDays).compactMap { number in
            if let day = days[number] {
                seen = number
                let (value, events) = value(day)
                return (number, value, events)
            }
            return isZero && number - seen < rule.rememberDays ? (number, 0, 0) : nil
        }
    }

    private static func seasonal(
        _ rule: Seasonal, isZero: Bool, kind: String, _ value: @escaping (DailyClicks.Day) -> (Double, Double)
    ) -> [NaiveTransition] {
        var verdicts: [String: [NaiveVerdict]] = [:]
        for seller in clicks.days.keys {
            let series = series(seller, rule, isZero: isZero, value)
            var own: [NaiveVerdict] = []
            for (number, value, events) in series {
                let past = series.filter {
                    $0.day < number && $0.day >= number - 7 * rule.weeks && ($0.day - number) % 7 == 0
                }
                let end = DailyClicks.end(ofDay: number)
                guard past.count >= rule.fewest else {
                    own.append(NaiveVerdict(time: end, signal: .quiet, figures: [.nan, .nan, .nan]))
                    continue
                }
                // Single precision is what is kept.
                let values = past.map { Double(Float($0.value)) }
                let median = median(values)
                guard median > 0 else {
                    own.append(NaiveVerdict(time: end, signal: .quiet, figures: [.nan, .nan, .nan]))
                    continue
                }
                let change = (value - median) / median
                let expected =
                    kind == "count"
                    ? median
                    : kind == "sum" ? Self.median(past.map(\.events)) : median * events
                let spread = Self.median(values.map { abs($0 - median) })
                let chance =
                    kind == "count"
                    ? max(median, 1).squareRoot()
                    : kind == "share" ? (median * (1 - median) / events).squareRoot() : 0
                let z = 0.6745 * (value - median) / max(spread, 0.6745 * max(chance, 0.05 * median))
                let limit = change <= 0 ? -(rule.fall ?? .nan) : rule.rise ?? -(rule.fall ?? .nan)
                func isPast(_ part: Double) -> Bool {
                    (rule.fall.map { median - value >= part * $0 * median } ?? false)
                        || (rule.rise.map { value - median >= part * $0 * median } ?? false)
                }
                let signal: NaiveVerdict.Signal =
                    expected < rule.least
                    ? .quiet
                    : isPast(1) && abs(z) >= rule.deviations ? .holds : isPast(0.5) ? .quiet : .clear
                own.append(NaiveVerdict(time: end, signal: signal, figures: [change, limit, median]))
            }
            if isZero, let last = (clicks.days[seller] ?? [:]).keys.max() {
                // Forgotten, which is no alert of anyone.
                let figures = own.last?.figures ?? []
                own.append(
                    NaiveVerdict(
                        time: DailyClicks.end(ofDay: last + rule.rememberDays), signal: .clear,
                        figures: figures))
            }
            verdicts[seller] = own
        }
        return NaiveTransition.all(verdicts)
    }

    private func check(_ rule: String, _ expected: [NaiveTransition]) throws {
        let told = try NaiveTransition.told(rule, Self.reference.get().log)
        #expect(!told.isEmpty, "\(rule)")
        #expect(told.map(\.line) == expected.map(\.line), "\(rule)")
        #expect(NaiveTransition.agree(told, expected), "\(rule)")
    }

    @Test func `falls of counts are those of the plain computation, and nothing at all is 0`() throws {
        try check(
            "fewer-visits",
            Self.seasonal(Seasonal(fall: 0.3, least: 20), isZero: true, kind: "count") {
                (Double($0.count), Double($0.count))
            })
        let told = try NaiveTransition.told("fewer-visits", Self.reference.get().log)
        // The 46th and the 47th day are those without anything: the first one ends at 46 days.
        #expect(told.contains { $0.line.hasPrefix("gone firing \(46 * 24)h") })
        #expect(!told.contains { $0.line.hasPrefix("small") })
    }

    @Test func `fewer weeks and a shorter memory count as they are written`() throws {
        try check(
            "far-fewer-visits",
            Self.seasonal(
                Seasonal(fall: 0.5, weeks: 4, fewest: 3, least: 20, rememberDays: 10), isZero: true,
                kind: "count"
            ) { (Double($0.count), Double($0.count)) })
    }

    @Test func `texts can name what the detector saw`() throws {
        let told = try Published(Self.reference.get().log).transitions
        let gone = try #require(
            told.first {
                $0.rule == "far-fewer-visits" && $0.state == "firing" && $0.entity["seller_id"] == "gone"
            })
        let detector = try #require(gone.data["detector"] as? [String: Any])
        let baseline = try #require(detector["baseline"] as? Double)
        #expect(detector["name"] as? String == "seasonal")
        #expect(gone.summary == "gone: -100.0 % against \(Int(baseline)), -50.0 % is too much")
    }

    @Test func `sums are gated by the events that there usually are`() throws {
        try check(
            "less-revenue",
            Self.seasonal(Seasonal(fall: 0.4, rise: 0.6, deviations: 2), isZero: true, kind: "sum") {
                (Double($0.amount) / 100, Double($0.count))
            })
    }

    @Test func `shares are compared by what chance leaves of their trials`() throws {
        try check(
            "conversion-moves",
            Self.seasonal(
                Seasonal(fall: 0.3, rise: 0.5, deviations: 1, least: 5), isZero: false, kind: "share"
            ) { (Double($0.orders) / Double($0.count), Double($0.count)) })
    }

    private struct Shift {
        var isRiseOnly: Bool, smoothing: Double, width: Double, training: Int
    }

    /// A moving average over the days, its mean and deviation from a stretch of training.
    private static func shifts(
        _ rule: Shift, isCount: Bool, _ value: @escaping (DailyClicks.Day) -> Double
    ) -> [NaiveTransition] {
        var verdicts: [String: [NaiveVerdict]] = [:]
        for seller in clicks.days.keys {
            let series = series(seller, Seasonal(rememberDays: 30), isZero: isCount) { (value($0), 0) }
            var own: [NaiveVerdict] = []
            var lesson: [Double] = []
            var chart: (mean: Double, deviation: Double)?
            var (average, age) = (0.0, 0)
            func learn() {
                guard lesson.count >= rule.training else { return }
                let mean = lesson.reduce(0, +) / Double(lesson.count)
                let variance = lesson.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(lesson.count - 1)
                let least = isCount ? max(mean, 1).squareRoot() : abs(mean) / 100
                chart = (mean, max(variance.squareRoot(), least))
                (average, age, lesson) = (mean, 0, [])
            }
            for (number, value, _) in series {
                guard let (mean, deviation) = chart else {
                    lesson.append(value)
                    learn()
                    continue
                }
                age += 1
                average = rule.smoothing * value + (1 - rule.smoothing) * average
                var left = 1.0
                for _ in 0..<age { left *= (1 - rule.smoothing) * (1 - rule.smoothing) }
                let half =
                    rule.width * deviation * (rule.smoothing / (2 - rule.smoothing) * (1 - left)).squareRoot()
                let departure = average - mean
                let watched = rule.isRiseOnly ? departure : abs(departure)
                let limit = rule.isRiseOnly || departure >= 0 ? mean + half : mean - half
                own.append(
                    NaiveVerdict(
                        time: DailyClicks.end(ofDay: number),
                        signal: watched > half ? .holds : watched < half / 2 ? .clear : .quiet,
                        figures: [average, limit, mean]))
                if abs(departure) > half {
                    lesson.append(value)
                    learn()
                } else {
                    lesson = []
                }
            }
            if isCount, let last = (clicks.days[seller] ?? [:]).keys.max() {
                own.append(
                    NaiveVerdict(
                        time: DailyClicks.end(ofDay: last + 30), signal: .clear,
                        figures: own.last?.figures ?? []))
            }
            verdicts[seller] = own
        }
        return NaiveTransition.all(verdicts)
    }

    @Test func `a moving average is that of the plain computation, day by day`() throws {
        try check(
            "worth-moves",
            Self.shifts(Shift(isRiseOnly: true, smoothing: 0.2, width: 3, training: 20), isCount: false) {
                $0.mean
            })
        let told = try NaiveTransition.told("worth-moves", Self.reference.get().log)
        #expect(told.contains { $0.line.hasPrefix("dearer firing") })
        #expect(told.contains { $0.line.hasPrefix("dearer resolved") })
        try check(
            "visits-move",
            Self.shifts(Shift(isRiseOnly: false, smoothing: 0.3, width: 3.5, training: 14), isCount: true) {
                Double($0.count)
            })
    }

    @Test(arguments: [(1, 1), (8, 7), (3, 4096)])
    func `neither arrival order nor batches nor partitions show`(partitions: Int, batchSize: Int) throws {
        let clicks = Self.clicks.shuffled(by: 20 * MadeClick.hour, seed: UInt64(partitions))
        let run = try ClickRun(
            Self.pipeline, clicks: clicks, partitions: partitions, batchSize: batchSize,
            outOfOrderness: MadeClick.day)
        #expect(try Published(run.log).alerts == Published(Self.reference.get().log).alerts)
    }
}
