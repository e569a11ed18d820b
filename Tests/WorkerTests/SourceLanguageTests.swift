import Dataflow
import EventModel
import Testing
import Worker

/// What happens to events where they are read, against a plain computation.
@Suite struct SourceLanguageTests {
    private static let clicks = MadeClick.made(400, over: MadeClick.day, seed: 13)
    private static let metric = """
        time: { allowed_lateness: 1h }
        metrics:
          all: { on: clicks, by: seller_id, count: true, window: { tumbling: 7d } }
        """

    private func counts(_ run: ClickRun, _ metric: String = "all", by key: String = "seller_id") -> [String:
        Int]
    {
        run[metric].reduce(into: [:]) { $0[$1.key[key] ?? ""] = Int($1.number ?? -1) }
    }

    @Test(arguments: [1, 7, 500])
    func `a copy of an event counts once`(batchSize: Int) throws {
        var random = SplitMix64(seed: 3)
        var published: [MadeClick] = []
        for click in Self.clicks {
            published.append(click)
            if Int.random(in: 0..<3, using: &random) == 0,
                let copy = published.suffix(8).randomElement(using: &random)
            {
                published.append(copy)
            }
        }
        let run = try ClickRun(
            Self.metric, source: "    dedupe: { by: event_id, within: 1d }", clicks: published,
            batchSize: batchSize)
        #expect(counts(run) == Dictionary(grouping: Self.clicks, by: \.seller).mapValues(\.count))
        #expect(run.counts.read == published.count && run.counts.isBalanced)
        #expect(run.counts.duplicate == published.count - Self.clicks.count && run.counts.duplicate > 50)
        #expect(run.counts.used == Self.clicks.count)
    }

    @Test(arguments: ["{ record: 60B }", "{ text: 6B }", "{ depth: 1 }"])
    func `a source's own limits decide what is a dead letter`(limits: String) throws {
        let usual = try ClickRun(Self.metric, source: "    optional: true", clicks: Self.clicks)
        #expect(usual.counts.deadLetters == 0 && usual.counts.used == Self.clicks.count)
        let run = try ClickRun(Self.metric, source: "    limits: \(limits)", clicks: Self.clicks)
        // The clicks are flat, so one level is all that they need.
        let expected = limits.contains("depth") ? 0 : Self.clicks.count
        #expect(run.counts.deadLetters == expected && run.counts.isBalanced)
    }

    @Test func `events with one id far apart are no copies`() throws {
        let first = Self.clicks[0]
        let clicks = [Int64(0), 59, 61].map { minutes in
            var click = first
            click.time += minutes * MadeClick.minute
            return click
        }
        let run = try ClickRun(Self.metric, source: "    dedupe: { within: 1h }", clicks: clicks)
        #expect(run.counts.used == 2 && run.counts.duplicate == 1)
    }

    @Test func `a limit on ids lets copies pass, and the status tells`() throws {
        let copies = Array(Self.clicks.suffix(10))
        let limited = try ClickRun(
            Self.metric, source: "    dedupe: { within: 30d, limit: 20 }", clicks: Self.clicks + copies,
            partitions: 1)
        let ids = try #require(limited.status.sources[0].ids)
        #expect(ids.forgottenEarly > 300 && ids.withoutID == 0)
        #expect(ids.duplicates == limited.counts.duplicate && limited.counts.isBalanced)
        let free = try ClickRun(
            Self.metric, source: "    dedupe: { within: 30d }", clicks: Self.clicks + copies, partitions: 1)
        #expect(free.status.sources[0].ids?.forgottenEarly == 0 && free.counts.duplicate == 10)
    }

    @Test func `what is filtered out is counted and seen by nobody`() throws {
        let run = try ClickRun(
            Self.metric,
            source: """
                    dedupe: { within: 1d }
                    filter: is_bot != true && event_type != "product_viewed"
                """, clicks: Self.clicks + Self.clicks.suffix(10))
        let kept = Self.clicks.filter { !$0.isBot && $0.kind != "product_viewed" }
        let copies = Self.clicks.suffix(10).filter { !$0.isBot && $0.kind != "product_viewed" }
        #expect(counts(run) == Dictionary(grouping: kept, by: \.seller).mapValues(\.count))
        #expect(run.counts.isBalanced && run.counts.used == kept.count)
        #expect(run.counts.duplicate == copies.count)
        #expect(run.counts.filtered == 410 - kept.count - copies.count)
    }

    @Test func `derived fields can be keys, conditions and values`() throws {
        let run = try ClickRun(
            """
            time: { allowed_lateness: 1h }
            metrics:
              by_size: { on: clicks, by: size, count: true, window: { tumbling: 7d } }
              by_step: { on: clicks, by: seller_id, count: is_deed, window: { tumbling: 7d } }
              twice: { on: clicks, by: seller_id, sum: double_amount, window: { tumbling: 7d } }
            """,
            source: """
                    derive:
                      double_amount: amount * 2.0
                      size: 'double_amount >= 1000.0 ? "large" : "small"'
                      is_deed: event_type in ["product_added", "order_completed"]
                """, clicks: Self.clicks)
        let sizes = Dictionary(grouping: Self.clicks) { $0.amount * 2 >= 100_000 ? "large" : "small" }
        #expect(counts(run, "by_size", by: "size") == sizes.mapValues(\.count))
        let sellers = Dictionary(grouping: Self.clicks, by: \.seller)
        #expect(
            counts(run, "by_step")
                == sellers.mapValues { $0.count { ["product_added", "order_completed"].contains($0.kind) } })
        for final in run["twice"] {
            let own = try #require(sellers[final.key["seller_id"] ?? ""])
            #expect(final.number == Double(own.reduce(0) { $0 + 2 * $1.amount }) / 100)
        }
        #expect(run["twice"].count == sellers.count && run.counts.filtered == 0)
    }
}
