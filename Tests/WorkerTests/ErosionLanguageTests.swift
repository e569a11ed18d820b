import Dataflow
import EventModel
import Foundation
import Testing

/// `detect: { cusum: … }` as pipelines write it, against a plain computation over the same events.
@Suite(.serialized) struct ErosionLanguageTests {
    private static let pipeline = """
        time: { out_of_orderness: 1d }
        metrics:
          order_rate:
            on: clicks
            by: seller_id
            share: { of: event_type == "order_completed" }
            window: { hopping: 14d, every: 1d }
            prior: { mean: 0.05, weight: 50 }
        alerts:
          eroding:
            on: order_rate
            class: erosion
            detect: { cusum: { odds_ratio: 2, false_alarms_per_day: 0.02 } }
          together:
            on: order_rate
            class: erosion
            detect: { cusum: { odds_ratio: 3, false_alarms_per_day: 1, outcomes_per_day: 5000, pause: 3d } }
          falling:
            on: order_rate
            class: erosion
            detect: { cusum: { odds_ratio: 0.5, false_alarms_per_day: 0.01 } }
        """

    private static let clicks = DailyClicks(
        seed: 5, days: 140,
        sellers: [
            "steady": { _, random in (Int.random(in: 15..<30, using: &random), 0.05, 0) },
            "turning": { day, random in (Int.random(in: 15..<30, using: &random), day < 100 ? 0.06 : 0.16, 0)
            },
            "bad": { _, random in (Int.random(in: 10..<20, using: &random), 0.12, 0) },
            "failing": { day, random in (Int.random(in: 30..<40, using: &random), day < 100 ? 0.3 : 0.1, 0) },
            "rare": { _, random in (Int.random(in: 0..<2, using: &random), 0.1, 0) },
        ])

    private static let reference = Result {
        try ClickRun(pipeline, clicks: clicks.clicks, outOfOrderness: MadeClick.day)
    }

    private struct Settings {
        var odds: Double, falseAlarms: Double, outcomes: Double?, pauseDays: Int64
    }

    /// Day by day, by definition: p₀ is the shrunk rate of the 90 days before without the last 14.
    private static func naive(_ settings: Settings) throws -> [NaiveTransition] {
        var table = try #require(CUSUMLimitTable(oddsRatio: settings.odds))
        var verdicts: [String: [NaiveVerdict]] = [:]
        let first = clicks.clicks.map(\.time).min() ?? 0
        for (seller, days) in clicks.days {
            // A day that began before the input does not count.
            let known = days.filter { $0.value.end - MadeClick.day >= first }
            var (sum, pausedUntil) = (0.0, Int64.min)
            for (number, day) in known.sorted(by: { $0.key < $1.key }) {
                let baseline = known.filter { $0.key > number - 90 && $0.key < number - 13 }.values
                let k = baseline.reduce(0) { $0 + $1.orders }, n = baseline.reduce(0) { $0 + $1.count }
                let p0 = (0.05 * 50 + Double(k)) / (50 + Double(n))
                let all = known.filter { $0.key > number - 90 && $0.key <= number }.values.reduce(0) {
                    $0 + $1.count
                }
                let span = min(90, number - (known.keys.min() ?? 0) + 1)
                let perDay = settings.outcomes ?? Double(all) / Double(span)
                let found = table.limit(rate: p0, runLength: perDay / settings.falseAlarms)
                let limit = try #require(found)
                guard day.end > pausedUntil else { continue }
                let p1 = settings.odds * p0 / (1 - p0 + settings.odds * p0)
                sum = max(
                    0,
                    sum + Double(day.orders) * log(p1 / p0)
                        + Double(day.count - day.orders) * log((1 - p1) / (1 - p0)))
                let signal: NaiveVerdict.Signal = sum >= limit ? .holds : sum < limit / 2 ? .clear : .quiet
                verdicts[seller, default: []].append(
                    NaiveVerdict(time: day.end, signal: signal, figures: [sum, limit, p0]))
                if sum >= limit { (sum, pausedUntil) = (0, day.end + settings.pauseDays * MadeClick.day) }
            }
        }
        return NaiveTransition.all(verdicts)
    }

    @Test(arguments: ["eroding", "together", "falling"])
    func `alerts are those of the plain computation`(rule: String) throws {
        let settings = [
            "eroding": Settings(odds: 2, falseAlarms: 0.02, outcomes: nil, pauseDays: 1),
            "together": Settings(odds: 3, falseAlarms: 1, outcomes: 5000, pauseDays: 3),
            "falling": Settings(odds: 0.5, falseAlarms: 0.01, outcomes: nil, pauseDays: 1),
        ]
        let expected = try Self.naive(#require(settings[rule]))
        let told = try NaiveTransition.told(rule, Self.reference.get().log)
        #expect(told.map(\.line) == expected.map(\.line))
        #expect(NaiveTransition.agree(told, expected))
        let turned = rule == "falling" ? "failing firing" : "turning firing"
        #expect(told.contains { $0.line.hasPrefix(turned) })
    }

    @Test func `a record says what the detector saw, of the day that it saw`() throws {
        let run = try Self.reference.get()
        let firing = try #require(
            Published(run.log).transitions.first { $0.rule == "eroding" && $0.state == "firing" })
        let detector = try #require(firing.data["detector"] as? [String: Any])
        #expect(detector["name"] as? String == "cusum")
        #expect(detector.keys.sorted() == ["baseline", "limit", "name", "score"])
        #expect(firing.data["class"] as? String == "erosion")
        #expect(firing.data["metric"] as? String == "order_rate")
        #expect(firing.data["condition"] as? String == "cusum: odds_ratio 2.0, false_alarms_per_day 0.02")
        let window = try #require(firing.data["window"] as? [String: String])
        let start = try #require(window["start"].flatMap(RFC3339.parse))
        let end = try #require(window["end"].flatMap(RFC3339.parse))
        #expect(end.milliseconds - start.milliseconds == MadeClick.day)
        #expect(window["end"] == firing.time)
    }

    @Test func `the panes are not told as results of the metric`() throws {
        let finals = try Self.reference.get()["order_rate"]
        #expect(!finals.isEmpty)
        #expect(finals.allSatisfy { $0.end - $0.start == 14 * MadeClick.day })
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
