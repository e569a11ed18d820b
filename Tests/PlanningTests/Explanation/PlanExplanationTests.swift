import Foundation
import Planning
import Testing

@Suite struct PlanExplanationTests {
    @Test func `operators stand in the order in which rows pass them, under their names`() throws {
        let plan = try PlanFixture.explanation()
        #expect(
            plan.operators.map { String($0.id.dropFirst("shop/".count)) } == [
                "source/orders", "derive/orders", "filter/orders", "dedupe/orders", "source/parcels",
                "promise/delivery", "partials/delivery.due by seller_id per 1d",
                "partials/orders by seller_id,channel per 1h", "source/clicks", "visits/trips",
                "partials/trips by landing per day of Europe/Berlin", "metric/late_rate",
                "metric/large_orders",
                "metric/landings", "alert/late",
            ])
        #expect(plan.operators.map(\.stage) == [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2])
        #expect(plan.stages.map(\.name) == ["gather-order_id", "gather-visitor_id", "merge"])
        #expect(plan.operator("shop/metric/large_orders")?.key == ["seller_id", "channel"])
        #expect(plan.operators.allSatisfy { ($0.fingerprint != nil) == $0.kind.hasState })
    }

    @Test func `everything that flows leads from somewhere to somewhere`() throws {
        let plan = try PlanFixture.explanation()
        let names = Set(plan.operators.map(\.id) + plan.topics.map(\.name))
        #expect(names.count == plan.operators.count + plan.topics.count)
        for edge in plan.edges { #expect(names.contains(edge.from) && names.contains(edge.to), "\(edge)") }
        for one in plan.operators {
            #expect(
                plan.edges.contains { $0.to == one.id } && plan.edges.contains { $0.from == one.id },
                "\(one.id)")
        }
        let reads = plan.edges.filter { $0.to == "shop/promise/delivery" }
        #expect(Set(reads.map(\.from)) == ["shop/dedupe/orders", "shop/source/parcels"])
    }

    @Test func `partitions make tasks`() throws {
        var settings = ExplanationSettings()
        settings.partitions = 6
        settings.partitionsOfSource = ["clicks": 24]
        let plan = try PlanFixture.explanation(settings: settings)
        #expect(plan.stages.map(\.tasks) == [6, 24, 24])
        #expect(plan.topics.filter { $0.role == .read }.map(\.partitions) == [6, 6, 24])
        #expect(try PlanFixture.explanation().stages.map(\.tasks) == [nil, nil, nil])
    }

    @Test func `a promise takes what its layout says, and lives until it is forgotten`() throws {
        var settings = ExplanationSettings()
        try settings.assumptions.read(
            "orders.events_per_second=100,promise_share=0.5,due_days=2,key_bytes=18")
        let size = try #require(
            PlanFixture.explanation(settings: settings).operator("shop/promise/delivery")?.size)
        // Six times, a slot and two flags, then a symbol of 4 bytes, a double of 8 and a byte of states; 18 bytes take 20.
        #expect(size.bytesPerKey == 80 + (8 + 20 + 16) + 16)
        #expect(size.entries == 50 * 32 * 86_400)
        #expect(size.bytes == size.entries * size.bytesPerKey)
    }

    @Test func `a metric takes a name, two running records and its panes`() throws {
        var settings = ExplanationSettings()
        try settings.assumptions.read("keys=1000")
        let size = try #require(
            PlanFixture.explanation(settings: settings).operator("shop/metric/late_rate")?.size)
        // Rows, three outcomes, two of the share, two of the sum, one of the count.
        // Results are final after a day: late events may be in one pane.
        let (words, panes) = (9, 14 + 1 + 1)
        #expect(size.bytesPerKey == (16 + 32) + 2 * (words * 10 + 12) + panes * (4 + words * 2))
        #expect(size.entries == 1000 && size.bytes == size.entries * size.bytesPerKey)
    }

    @Test func `keys that are seldom are not in every pane`() throws {
        var settings = ExplanationSettings()
        try settings.assumptions.read("large_orders.keys=1000000,orders.events_per_second=1")
        let size = try #require(
            PlanFixture.explanation(settings: settings).operator("shop/metric/large_orders")?.size)
        #expect(size.entries > 3500 && size.entries < 3600)
        #expect(size.bytes < size.entries * size.bytesPerKey)
    }

    @Test func `windows tell how many are open and what comes of them`() throws {
        let facts = try #require(PlanFixture.explanation().operator("shop/metric/late_rate")).facts
        func fact(_ name: String) -> String? { facts.first { $0.name == name }?.text }
        #expect(fact("window") == "hopping 14d every 1d")
        #expect(fact("panes") == "14 panes of 1d per window, 16 kept, 15 windows open")
        #expect(fact("results")?.hasPrefix("1 per key and day, each provisional, then final") == true)
    }

    @Test func `columns that are decoded are those that are used`() throws {
        let facts = try #require(PlanFixture.explanation().operator("shop/source/clicks")).facts
        let columns = try #require(facts.first { $0.name == "columns" }?.text)
        #expect(
            columns
                == "6 of 6 fields: event_time time, event_id text, visitor_id text, product_id text, page symbol, is_bot bool"
        )
        let derived = try #require(PlanFixture.explanation().operator("shop/derive/orders")).facts
        #expect(derived.map(\.name) == ["large"], "a field that nothing reads is not computed")
    }

    @Test(arguments: [
        "keys", "keys=", "keys=0", "keys=-1", "keys=x", "kyes=1", "promise_share=1.5", "a.b=1", "keys=1=2",
        "keys=inf", "=", "keys=1,,x",
    ])
    func `an assumption that means nothing is refused`(text: String) {
        var assumptions = PlanAssumptions()
        #expect(throws: PlanAssumptions.Failure.self) { try assumptions.read(text) }
    }

    @Test func `assumptions are always told, so that they can be written again`() throws {
        var assumptions = PlanAssumptions()
        try assumptions.read("keys=7, orders.keys=9")
        #expect(assumptions.list.count == PlanAssumptions.Name.allCases.count + 1)
        #expect(assumptions.value(.keys, of: "orders") == 9 && assumptions.value(.keys, of: "other") == 7)
        #expect(assumptions.owners == ["orders"])
        var again = PlanAssumptions()
        try again.read(assumptions.list.joined(separator: ","))
        #expect(again.list == assumptions.list)
    }

    @Test func `a pipeline that only reads has a stage and no merge`() throws {
        let text = String(PlanFixture.pipeline.prefix(while: { _ in true }).split(separator: "promises:")[0])
        let plan = try PlanFixture.explanation(text)
        #expect(plan.stages.map(\.name) == ["gather-order_id", "gather-visitor_id"])
        #expect(!PlanPicture.svg([plan]).isEmpty && PlanText(width: 80).lines(plan).count > 10)
    }

    @Test func `what is finished where it is gathered stands there, with what reads it`() throws {
        let start = try #require(PlanFixture.pipeline.firstRange(of: "metrics:\n"))
        let plan = try PlanFixture.explanation(
            PlanFixture.pipeline[..<start.lowerBound] + """
                metrics:
                  opened: { on: clicks, by: visitor_id, count: true, window: { tumbling: 1h } }
                  pages: { on: clicks, by: page, count: true, window: { tumbling: 1h } }
                alerts:
                  many: { on: opened, class: integrity, when: value > 100, severity: info }
                """)
        let stage = try #require(plan.stages.firstIndex { $0.name == "gather-visitor_id" })
        for id in ["shop/metric/opened", "shop/alert/many"] { #expect(plan.operator(id)?.stage == stage) }
        #expect(plan.operator("shop/metric/pages")?.stage == plan.stages.count - 1)
        #expect(plan.operators.filter { $0.kind == .partials }.map(\.name) == ["clicks by page per 1h"])
        func finished(_ id: String) -> String? {
            plan.operator(id)?.facts.first { $0.name == "finished" }?.text
        }
        #expect(
            finished("shop/metric/opened")
                == "here, without partials: its key has visitor_id, by which the stage is partitioned")
        #expect(
            finished("shop/metric/pages")
                == "in the merge stage: rows of a key come from many tasks, because it has no visitor_id")
        #expect(!PlanPicture.svg([plan]).isEmpty)
    }

    @Test func `internal topics stand in the plan as workers create them`() throws {
        var settings = ExplanationSettings()
        settings.partitions = 4
        settings.partitionsOfSource = ["clicks": 12]
        let topics = try PlanFixture.explanation(settings: settings).topics.filter { $0.role == .inner }
        let lines = topics.map { topic -> String in
            let policy = topic.settings?["cleanup.policy"] ?? ""
            return "\(topic.name) \(topic.partitions ?? 0) \(policy)"
        }
        #expect(
            lines == [
                "credence.shop.partials 12 delete", "credence.shop.watermarks 1 compact",
                "credence.shop.gather-order_id.changelog 4 delete",
                "credence.shop.gather-visitor_id.changelog 12 delete",
                "credence.shop.merge.changelog 12 delete",
            ])
        // Two commits a second: of each gather task to each merge task, one word of its time, one block of state.
        let rates: [Double?] = [384, 32, 8, 24, 24]
        #expect(topics.map(\.recordsPerSecond) == rates)
        #expect(topics.filter { $0.bytesPerSecond ?? 0 > 0 }.count == 4)
        let unknown = try PlanFixture.explanation().topics.filter { $0.role == .inner }
        #expect(unknown.map(\.partitions) == [nil, 1, nil, nil, nil])
    }
}
