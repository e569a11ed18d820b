import EventModel
import Testing

/// What alerts can say besides their condition: how often, when not, about silence, and in which words.
@Suite(.serialized) struct AlertLanguageTests {
    private static let pipeline = """
        metrics:
          visits: { on: clicks, by: seller_id, count: true, window: { tumbling: 1d } }
          pages:
            on: clicks
            by: [seller_id, product_id]
            count: true
            window: { hopping: 2d, every: 1d }
        alerts:
          flapping:
            on: visits
            class: integrity
            when: value > 5.0
            limit: { episodes: 2, per: 5d }
          resting:
            on: visits
            class: breach
            when: value > 5.0
            maintenance:
              - { from: 2025-03-10T00:00, to: 2025-03-12T00:00, zone: Europe/Berlin }
              - { from: 2025-03-14T00:00:00Z, to: 2025-03-15T00:00:00Z, entities: [other] }
          resting-pages:
            on: pages
            class: breach
            when: value > 5.0
            maintenance: [{ from: 2025-03-01, to: 2025-04-01, entities: [[busy, p]] }]
          silent:
            on: visits
            class: data_quality
            when: value < 0.0
            no_data: fire
            remember_entities: 6d
            severity: info
            runbook: https://example.org/silent
            labels: { team: trust, shop: "shop {{ seller_id }}" }
            annotations:
              seen: "{{ value }} on the last day, of {{ percent(1.0) }}"
              help: look at the tracking
        """

    /// Ten clicks on even days and one on odd ones; another is silent from the 6th to the 9th day.
    private static let clicks = DailyClicks(
        seed: 3, days: 20,
        sellers: [
            "busy": { day, _ in (day % 2 == 0 ? 10 : 1, 0, 0) },
            "other": { day, _ in (day % 2 == 0 ? 10 : 1, 0, 0) },
            "quiet": { day, _ in ((6..<9).contains(day) ? 0 : 3, 0, 0) },
        ])

    private static let reference = Result { try ClickRun(pipeline, clicks: clicks.clicks) }

    private func told(_ rule: String, _ seller: String) throws -> [String] {
        let records = try Published(Self.reference.get().log).transitions
            .filter { $0.rule == rule && $0.entity["seller_id"] == seller }
        return records.map { record in
            let time = RFC3339.parse(record.time)?.milliseconds ?? 0
            return "\(record.state) \((time - DailyClicks.start) / MadeClick.day)"
        }
    }

    /// Days whose end is a firing or a resolution; the first day began before the input and does not count.
    private func flaps(
        to last: Int = 20, leavingOut: Set<Int> = [], allowed: (Int, [Int]) -> Bool = { _, _ in true }
    )
        -> [String]
    {
        var (lines, fired, isFiring) = ([String](), [Int](), false)
        for end in 2...last where !leavingOut.contains(end) {
            let isBad = (end - 1) % 2 == 0
            if isBad, !isFiring, allowed(end, fired) {
                lines.append("firing \(end)")
                fired.append(end)
                isFiring = true
            } else if !isBad, isFiring {
                lines.append("resolved \(end)")
                isFiring = false
            }
        }
        return lines
    }

    @Test func `an entity's alert is told as often as its limit allows`() throws {
        let expected = flaps { end, fired in fired.count { $0 > end - 5 } < 2 }
        #expect(try told("flapping", "busy") == expected)
        #expect(try told("flapping", "other") == expected)
        #expect(expected.count < flaps().count)
        #expect(try told("flapping", "quiet").isEmpty)
    }

    @Test func `a rule rests in local time, for all or for some`() throws {
        // Midnight in Berlin is 23:00 UTC of the day before: the days that end on the 10th and the 11th are left out.
        #expect(try told("resting", "busy") == flaps(leavingOut: [7, 8]))
        #expect(try told("resting", "other") == flaps(leavingOut: [7, 8, 11]))
        #expect(try told("resting", "busy") != flaps())
        #expect(try told("resting-pages", "busy").isEmpty)
        #expect(try !told("resting-pages", "other").isEmpty)
    }

    @Test func `silence fires for an entity that is remembered, until it is forgotten`() throws {
        #expect(try told("silent", "quiet") == ["firing 7", "resolved 10", "firing 21", "resolved 26"])
        #expect(try told("silent", "busy") == ["firing 21", "resolved 26"])
    }

    @Test func `records carry labels, annotations, class and runbook`() throws {
        let records = try Published(Self.reference.get().log).transitions
        let silent = records.filter { $0.rule == "silent" && $0.entity["seller_id"] == "quiet" }
        #expect(silent.count == 4)
        for record in silent {
            #expect(record.data["labels"] as? [String: String] == ["team": "trust", "shop": "shop quiet"])
            #expect(record.data["runbook"] as? String == "https://example.org/silent")
            #expect(record.data["class"] as? String == "data_quality")
            #expect(
                record.data["annotations"] as? [String: String] == [
                    "seen": "3 on the last day, of 100.0 %", "help": "look at the tracking",
                ])
            #expect(record.data["detector"] == nil)
        }
        let other = try #require(records.first { $0.rule == "flapping" })
        #expect(other.data["labels"] as? [String: String] == [:])
        #expect(other.data["annotations"] == nil && other.data["runbook"] == nil)
    }

    @Test(arguments: [(1, 1), (8, 7)])
    func `neither batches nor partitions show`(partitions: Int, batchSize: Int) throws {
        let run = try ClickRun(
            Self.pipeline, clicks: Self.clicks.clicks, partitions: partitions, batchSize: batchSize)
        #expect(try Published(run.log).alerts == Published(Self.reference.get().log).alerts)
    }
}
