import Dataflow
import EventModel
import Testing
import Worker

/// Visits as pipelines write them, against a plain computation.
@Suite struct VisitLanguageTests {
    private static let clicks = MadeClick.made(800, over: 3 * MadeClick.day, seed: 14)
    private static let pipeline = """
        time: { out_of_orderness: 10m, allowed_lateness: 1h }
        visits:
          shopping:
            on: clicks
            by: visitor_id
            maximum: 12h
            bots: is_bot == true
            pages: event_type == "product_viewed"
            key_event: event_type == "order_completed"
            effective: { dwell_above: 10m, pages: 3 }
            funnel:
              view: event_type == "product_viewed"
              cart: event_type == "product_added"
              order: event_type == "order_completed"
            flags: { any_order: event_type == "order_completed" }
            counts: { reviews: event_type == "reviews_viewed" }
            entry: { landing: seller_id }
            exit: { last_type: event_type }
            distinct: { products: product_id }
        metrics:
          conversion:
            of: shopping
            by: landing
            share: { of: any_order, among: is_effective }
            also:
              carts: { count: reached_cart }
              orders: { count: reached_order }
              reviews_read: { sum: reviews }
              seen: { sum: products }
              dwell: { sum: dwell_ms }
              left_at_order: { count: last_type == "order_completed" }
            window: { tumbling: 1d }
          by_visitor: { of: shopping, by: visitor_id, sum: events, window: { all_time: { every: 7d } } }
        """

    /// One visit, worked out from all events of its visitor at once.
    private struct Visit {
        var clicks: [MadeClick]

        var landing: String { clicks[0].seller }
        var day: Int64 { clicks[0].time / MadeClick.day }
        var dwell: Int64 { clicks[clicks.count - 1].time - clicks[0].time }
        func count(_ kind: String) -> Int { clicks.count { $0.kind == kind } }
        var isEffective: Bool {
            dwell > 10 * MadeClick.minute || count("product_viewed") >= 3 || count("order_completed") > 0
        }
        var furthest: Int {
            clicks.reduce(0) { reached, click in
                let steps = ["product_viewed", "product_added", "order_completed"]
                return reached < 3 && click.kind == steps[reached] ? reached + 1 : reached
            }
        }
    }

    private static let visits: [Visit] = {
        var visits: [Visit] = []
        for own in Dictionary(grouping: clicks, by: \.visitor).values {
            var last = Int64.min / 2
            for click in own {
                if click.time - last > 30 * MadeClick.minute { visits.append(Visit(clicks: [])) }
                visits[visits.count - 1].clicks.append(click)
                last = click.time
            }
        }
        return visits.filter { !$0.clicks.contains(where: \.isBot) }
    }()

    private func check(_ run: ClickRun) throws {
        struct Key: Hashable {
            var landing: String
            var day: Int64
        }
        let expected = Dictionary(grouping: Self.visits) { Key(landing: $0.landing, day: $0.day) }
        let told = run["conversion"]
        #expect(told.count == expected.count && expected.count > 9)
        for final in told {
            let own = try #require(
                expected[Key(landing: final.key["landing"] ?? "", day: final.start / MadeClick.day)])
            #expect(final.number("count") == Double(own.count))
            #expect(final.number("among") == Double(own.count(where: \.isEffective)))
            #expect(
                final.number("of") == Double(own.count { $0.isEffective && $0.count("order_completed") > 0 }))
            #expect(final.number("carts") == Double(own.count { $0.furthest >= 2 }))
            #expect(final.number("orders") == Double(own.count { $0.furthest >= 3 }))
            #expect(final.number("reviews_read") == Double(own.reduce(0) { $0 + $1.count("reviews_viewed") }))
            #expect(
                final.number("seen") == Double(own.reduce(0) { $0 + Set($1.clicks.map(\.product)).count }))
            #expect(final.number("dwell") == Double(own.reduce(0) { $0 + $1.dwell }))
            #expect(
                final.number("left_at_order")
                    == Double(own.count { $0.clicks.last?.kind == "order_completed" }))
        }
        let events = Dictionary(grouping: Self.visits) { $0.clicks[0].visitor }
        for final in run["by_visitor"].suffix(events.count) {
            let own = try #require(events[final.key["visitor_id"] ?? ""])
            #expect(final.number == Double(own.reduce(0) { $0 + $1.clicks.count }))
        }
    }

    @Test func `metrics of visits are those of a plain computation`() throws {
        try check(ClickRun(Self.pipeline, clicks: Self.clicks))
    }

    @Test func `alerts see a window when its longest visit must be over`() throws {
        let run = try ClickRun(
            Self.pipeline.replacing(
                "metrics:\n",
                with: """
                    alerts:
                      busy: { on: landed, class: breach, when: value >= 3.0, include_partial: true }
                    metrics:
                      landed: { of: shopping, by: landing, count: true, window: { tumbling: 2h } }

                    """), clicks: Self.clicks)
        let width = 2 * MadeClick.hour
        var expected: [String] = []
        for (landing, own) in Dictionary(grouping: Self.visits, by: \.landing) {
            let windows = Dictionary(grouping: own) { $0.clicks[0].time / width }
            var isFiring = false
            for number in windows.keys.sorted() {
                guard let count = windows[number]?.count, (count >= 3) != isFiring else { continue }
                isFiring.toggle()
                let time = (number + 1) * width + 12 * MadeClick.hour + 30 * MadeClick.minute
                expected.append("\(landing) \(isFiring ? "firing" : "resolved") \(time)")
            }
        }
        let told = Published(run.log).transitions.map {
            "\($0.entity["landing"] ?? "") \($0.state) \(RFC3339.parse($0.time)?.milliseconds ?? 0)"
        }
        #expect(expected.count > 9)
        #expect(told.sorted() == expected.sorted())
    }

    @Test func `the status tells what became of visits`() throws {
        let run = try ClickRun(Self.pipeline, clicks: Self.clicks)
        let visits = try #require(run.status.visits.first)
        #expect(visits.name == "shopping")
        #expect(visits.counts.told == Self.visits.count && visits.counts.bots > 0)
        #expect(visits.counts.events == Self.clicks.count)
        #expect(run.status.sources[0].ids == nil)
    }

    @Test(arguments: UInt64(1)...3)
    func `events that come in late correct their visits`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let jitter = 70 * MadeClick.minute
        let shuffled = Self.clicks.map {
            (click: $0, at: $0.time + Int64.random(in: 0..<jitter, using: &random))
        }
        .sorted { ($0.at, $0.click.id) < ($1.at, $1.click.id) }.map(\.click)
        let run = try ClickRun(
            Self.pipeline, clicks: shuffled, partitions: Int(seed), batchSize: Int(seed) * 17)
        #expect(run.counts.used == Self.clicks.count, "seed \(seed)")
        try check(run)
    }
}
