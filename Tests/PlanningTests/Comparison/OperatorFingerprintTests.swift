import Foundation
import PipelineSpec
import Planning
import Testing

@Suite struct OperatorFingerprintTests {
    /// One change of the fixture and the states that it restarts; all others stay.
    struct Change: CustomTestStringConvertible, Sendable {
        var old: String
        var new: String
        var restarts: Set<String>
        var file: String?
        var testDescription: String { "\(old) → \(new)" }

        init(_ old: String, _ new: String, in file: String? = nil, restarts: Set<String> = []) {
            (self.old, self.new, self.file, self.restarts) = (old, new, file, restarts)
        }

        func apply() throws -> PlanExplanation {
            var (text, schemas) = (PlanFixture.pipeline, PlanFixture.schemas)
            let found = (file.map { schemas[$0] ?? "" } ?? text).ranges(of: old).count
            try #require(found == 1, "'\(old)' stands \(found) times in the fixture")
            if let file {
                schemas[file] = schemas[file]?.replacing(old, with: new)
            } else {
                text = text.replacing(old, with: new)
            }
            return try PlanFixture.explanation(text, schemas: schemas)
        }
    }

    static let orders: Set = [
        "source/orders", "dedupe/orders", "promise/delivery", "metric/late_rate", "metric/large_orders",
    ]
    static let parcels: Set = ["source/parcels", "promise/delivery", "metric/late_rate"]
    static let clicks: Set = ["source/clicks", "visits/trips", "metric/landings"]
    static let promise: Set = ["promise/delivery", "metric/late_rate"]
    static let visits: Set = ["visits/trips", "metric/landings"]
    static let rate: Set = ["metric/late_rate"]
    static let large: Set = ["metric/large_orders"]
    static let landings: Set = ["metric/landings"]

    /// Every key of the language at least once.
    static let changes: [Change] = [
        // Sources.
        Change("topic: shop-orders", "topic: other-orders", restarts: orders),
        Change("optional: false", "optional: true"),
        Change("large: amount > 100.0", "large: amount > 200.0", restarts: promise.union(large)),
        Change("unread: amount * 2.0", "unread: amount * 3.0"),
        Change(
            "filter: channel != \"test\"", "filter: channel != \"trial\"",
            restarts: orders.subtracting(["source/orders"])),
        Change(
            "dedupe: { by: event_id,", "dedupe: { by: order_id,",
            restarts: ["dedupe/orders"]),
        Change("within: 1d", "within: 2d", restarts: ["dedupe/orders"]),
        Change("limit: 9000000", "limit: 8000000"),
        Change("clicks, schema: click.yaml", "clicks2, schema: click.yaml", restarts: clicks),
        Change("record: 2MiB", "record: 4MiB"), Change("text: 32KiB", "text: 16KiB"),
        Change("depth: 16", "depth: 8"),
        // Time.
        Change("out_of_orderness: 10m", "out_of_orderness: 20m"),
        Change("idle_after: 1m", "idle_after: 2m"),
        Change("max_future_skew: 5m", "max_future_skew: 6m"),
        Change("allowed_lateness: 1d", "allowed_lateness: 2d"),
        // Promises.
        Change("when: kind == \"paid\" && large", "when: kind == \"paid\"", restarts: promise),
        Change("due: due_at", "due: due_at + duration(\"1h\")", restarts: promise),
        Change("remember: [seller_id, amount]", "remember: [seller_id, amount, channel]", restarts: promise),
        Change("remember: [seller_id, amount]", "remember: [amount, seller_id]"),
        Change("status == \"delivered\"", "status == \"handed_over\"", restarts: promise),
        Change(
            "kept: { on: parcels, when: status == \"delivered\" }", "kept: { on: orders }", restarts: promise),
        Change(
            "waived: { on: orders, when: kind == \"cancelled\" }", "waived: { on: orders }", restarts: promise
        ),
        Change("forget_after: 30d", "forget_after: 60d", restarts: promise),
        // Visits.
        Change("gap: 30m", "gap: 20m", restarts: visits),
        Change("maximum: 12h", "maximum: 6h", restarts: visits),
        Change("bots: is_bot", "bots: is_bot && true", restarts: visits),
        Change("tell_bots: true", "tell_bots: false"),
        Change("pages: page == \"view\"", "pages: page != \"view\"", restarts: visits),
        Change("key_event: page == \"signup\"", "key_event: page == \"login\"", restarts: visits),
        Change("dwell_above: 10s", "dwell_above: 20s"),
        Change("pages: 2 }", "pages: 3 }"),
        Change("bought: page == \"buy\"", "bought: page == \"pay\"", restarts: visits),
        Change(
            "looked: page == \"view\"\n      bought: page == \"buy\"",
            "bought: page == \"buy\"\n      looked: page == \"view\"", restarts: visits),
        Change(
            "flags: { searched: page == \"search\" }", "flags: { searched: page == \"find\" }",
            restarts: visits),
        Change(
            "counts: { views: page == \"view\" }", "counts: { views: page == \"find\" }", restarts: visits),
        Change("entry: { landing: page }", "entry: { landing: product_id }", restarts: visits),
        Change("exit: { last_page: page }", "exit: { last_page: product_id }", restarts: visits),
        Change("distinct: { products: product_id }", "distinct: { products: page }", restarts: visits),
        Change("events_per_step: 32", "events_per_step: 64", restarts: visits),
        Change("distinct_values: 48", "distinct_values: 64", restarts: visits),
        // Metrics.
        Change("description: late deliveries", "description: deliveries that are late"),
        Change("unit: share", "unit: part"),
        Change("at: due\n", "at: fulfilled\n", restarts: rate),
        Change("when: amount > 1.0", "when: amount > 2.0", restarts: rate),
        Change("by: [seller_id, channel]", "by: [seller_id]", restarts: large),
        Change("by: [seller_id, channel]", "by: [channel, seller_id]", restarts: large),
        Change("among: outcome != \"waived\"", "among: outcome == \"kept\"", restarts: rate),
        Change("total: { sum: amount }", "total: { mean: amount }", restarts: rate),
        Change("paid: { count: amount > 0.0 }", "paid: { count: amount > 0.5 }", restarts: rate),
        Change("    count: true", "    distinct: order_id", restarts: large),
        Change("every: 1d", "every: 12h", restarts: rate),
        Change("hopping: 14d", "hopping: 7d", restarts: rate),
        Change("hopping: 14d", "hopping: 28d", restarts: rate),
        Change("tumbling: 1h", "tumbling: 2h", restarts: large),
        Change("tumbling: 1h", "all_time: { every: 1h }", restarts: large),
        Change("tumbling: 1h", "session: 1h, at_most: 1d", restarts: large),
        Change("calendar: week", "calendar: day", restarts: landings),
        Change("calendar: week", "calendar: month", restarts: landings),
        Change("zone: Europe/Berlin", "zone: Europe/Paris", restarts: landings),
        Change("mean: 0.05", "mean: 0.06"),
        Change("weight: 50", "weight: 60"),
        // Alerts.
        Change("broken >= 3", "broken >= 4"),
        Change("clear: probability_above(0.10) < 0.60", "clear: probability_above(0.10) < 0.50"),
        Change("for: 2h", "for: 3h"),
        Change("keep_firing_for: 1d", "keep_firing_for: 2d"),
        Change("no_data: keep", "no_data: resolve"),
        Change("include_partial: false", "include_partial: true"),
        Change("severity: critical", "severity: info"),
        Change("percent(value) }} late", "percent(value) }} too late"),
        Change("team: trust", "team: sellers"),
        Change("example.org/late", "example.org/later"),
        // Schemas.
        Change("from: total_amount", "from: amount_total", in: "order.yaml"),
        Change(
            "from: total_amount", "from: payload.amount, minor_units: 2, default: 1.0", in: "order.yaml"),
        Change("amount: { type: double, required: false,", "amount: { type: double,", in: "order.yaml"),
        Change("product_id: string?", "product_id: string?\n  added: string?", in: "click.yaml"),
        Change("time: event_time", "time: sent_at", in: "parcel.yaml", restarts: parcels),
        Change("id: event_id", "id: order_id", in: "parcel.yaml", restarts: parcels),
    ]

    @Test(arguments: changes)
    func `a change restarts what it has to and nothing else`(change: Change) throws {
        var change = change
        if change.file == "parcel.yaml", change.old.hasPrefix("time") { change.new += "\n" }
        let old = try PlanFixture.explanation()
        let new: PlanExplanation
        if change.new.hasPrefix("time: sent_at") {
            var schemas = PlanFixture.schemas
            schemas["parcel.yaml"] = schemas["parcel.yaml"]?.replacing("event_time", with: "sent_at")
            new = try PlanFixture.explanation(schemas: schemas)
        } else {
            new = try change.apply()
        }
        let comparison = PlanComparison(of: [new], against: [old])
        let restarting = comparison.entries.filter { $0.verdict != .kept }.map {
            $0.id.dropFirst("shop/".count)
        }
        #expect(Set(restarting.map(String.init)) == change.restarts)
        #expect(comparison.entries.allSatisfy { $0.verdict == .kept || $0.verdict == .restarts })
        let told = comparison.entries.flatMap { $0.reasons + $0.notes }
        let isSilent = change.new.contains("[amount, seller_id]") || change.old.hasPrefix("unread")
        #expect(told.isEmpty == isSilent, "\(told)")
    }

    @Test func `the docs have the same table`() throws {
        let docs = try String(contentsOfFile: PlannedText.repository + "/docs/plan.md", encoding: .utf8)
        for change in Self.changes {
            func cell(_ text: String) -> String {
                "`\(text.split { " \n".contains($0) }.joined(separator: " "))`"
            }
            let restarts =
                change.restarts.isEmpty ? "nothing" : change.restarts.sorted().joined(separator: ", ")
            let row = "| \(cell(change.old)) | \(cell(change.new)) | \(restarts) |"
            #expect(docs.contains(row), "\(row)")
        }
        for kind in PlanWarning.Kind.allCases { #expect(docs.contains("| `\(kind.rawValue)` |")) }
        for name in PlanAssumptions.Name.allCases { #expect(docs.contains("| `\(name.rawValue)` |")) }
    }

    @Test func `another way of writing changes no fingerprint`() throws {
        let text = PlanFixture.pipeline
            .replacing("kind == \"paid\" && large", with: "(kind=='paid')   &&(large)")
            .replacing("made:\n      on: orders\n", with: "made: # who\n      on: \"orders\"\n")
            .replacing("paid: { count: amount > 0.0 }", with: "paid:\n        count: amount>0.00")
            .replacing("hopping: 14d, every: 1d", with: "every: 24h, hopping: 2w")
            .replacing("0.10", with: "0.1")
            .replacing("version: 1", with: "# first\nversion: 1")
        #expect(text != PlanFixture.pipeline)
        let (old, new) = (try PlanFixture.explanation(), try PlanFixture.explanation(text))
        #expect(new.operators.map(\.fingerprint) == old.operators.map(\.fingerprint))
    }

    @Test func `another order of operators changes no fingerprint`() throws {
        let text = PlanFixture.pipeline
        let metrics = try #require(text.firstRange(of: "metrics:\n"))
        let second = try #require(text.firstRange(of: "  large_orders:\n"))
        let third = try #require(text.firstRange(of: "  landings:\n"))
        let alerts = try #require(text.firstRange(of: "alerts:\n"))
        let moved =
            text[..<metrics.upperBound] + text[third.lowerBound..<alerts.lowerBound]
            + text[second.lowerBound..<third.lowerBound] + text[metrics.upperBound..<second.lowerBound]
            + text[alerts.lowerBound...]
        let old = try PlanFixture.explanation()
        let new = try PlanFixture.explanation(String(moved))
        #expect(new.operators.map(\.id) != old.operators.map(\.id))
        for one in old.operators { #expect(new.operator(one.id)?.fingerprint == one.fingerprint) }
    }

    @Test func `a hash is the same in every process`() {
        let print = OperatorFingerprint(state: [.init("by", "seller_id"), .init("when", "")])
        #expect(print.state == [.init("by", "seller_id")])
        #expect(print.hash == "579b277fb246e0bb9d518081d7fcdc7a")
        #expect(OperatorFingerprint(state: [.init("b", "yseller_id")]).hash != print.hash)
    }

    @Test func `a raised version restarts everything`() throws {
        let new = try PlanFixture.explanation(
            PlanFixture.pipeline.replacing("version: 1", with: "version: 2"))
        let comparison = PlanComparison(of: [new], against: [try PlanFixture.explanation()])
        #expect(comparison.entries.count == 10)
        #expect(comparison.entries.allSatisfy { $0.verdict == .restarts })
        #expect(comparison.entries.allSatisfy { $0.reasons.contains("version was 1 and is 2") })
    }
}
