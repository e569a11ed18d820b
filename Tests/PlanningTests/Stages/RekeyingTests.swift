import Dataflow
import EventModel
import PipelineSpec
import Planning
import Testing

@Suite struct RekeyingTests {
    private static let apart = [
        "parcels: { topic: parcels, schema: parcel.yaml, partitioned_by: order_id }":
            "parcels: { topic: parcels, schema: parcel.yaml, partitioned_by: status }",
        "clicks: { topic: clicks, schema: click.yaml, partitioned_by: visitor_id }":
            "clicks: { topic: clicks, schema: click.yaml, partitioned_by: page }",
    ]

    /// The fixture with parcels partitioned by their status and clicks by their page.
    static let text = apart.reduce(PlanFixture.pipeline) { $0.replacing($1.key, with: $1.value) }

    private func plan(_ text: String = text) throws -> PipelinePlan {
        try PipelinePlan(PlanFixture.declaration(text))
    }

    @Test func `nothing is shared out anew where topics are partitioned by what operators need`() throws {
        let plan = try plan(PlanFixture.pipeline)
        #expect(plan.sources.allSatisfy { $0.rekeyed == nil })
        #expect(plan.stageNames == ["gather-order_id", "gather-visitor_id", "merge"])
        #expect(plan.readingStages == 2 && plan.gatherTasks([6, 4]) == [6, 4])
    }

    @Test func `operators by another field have a stage behind the topics`() throws {
        let plan = try plan()
        #expect(
            plan.stageNames == [
                "gather-order_id", "gather-status", "gather-page", "rekeyed-order_id", "rekeyed-visitor_id",
                "merge",
            ])
        #expect(plan.declaredSources.map(\.name) == ["orders", "parcels", "clicks"])
        #expect(
            plan.sources[3...].map(\.name) == [
                "orders by order_id", "parcels by order_id", "clicks by visitor_id",
            ])
        #expect(plan.gatherStages.map(\.sources) == [[0], [1], [2], [3, 4], [5]])
        #expect(plan.readingStages == 3 && plan.gatherTasks([2, 6, 4]) == [2, 6, 4, 6, 6])
    }

    @Test func `a promise reads all of its topics anew, if only one of them is partitioned otherwise`() throws
    {
        let promise = try #require(try plan().promises.first)
        #expect(promise.sources == [3, 4, 3])
    }

    @Test func `metrics of the events themselves stay where the events are read`() throws {
        let plan = try plan()
        #expect(!plan.sources[0].groups.isEmpty && plan.sources[3...].allSatisfy { $0.groups.isEmpty })
    }

    @Test func `ids are remembered where events are used`() throws {
        let plan = try plan()
        #expect(plan.sources[0].screen.duplicates != nil && plan.sources[3].screen.duplicates != nil)
        let text = Self.text.replacing(
            "on: orders\n    when: large", with: "on: clicks\n    when: page != \"\""
        )
        .replacing("by: [seller_id, channel]", with: "by: [page]")
        let passing = try self.plan(text)
        #expect(passing.sources[0].screen.duplicates == nil && passing.sources[3].screen.duplicates != nil)
    }

    @Test func `only events that are asked for travel, unless it takes derived fields to tell`() throws {
        let plan = try plan()
        // What makes a promise is asked for a derived field.
        #expect(plan.sources[3].rekeyed?.conditions == nil)
        #expect(plan.sources[4].rekeyed?.conditions?.count == 1)
        // Visits are made of all events.
        #expect(plan.sources[5].rekeyed?.conditions == nil)
        let plain = try self.plan(Self.text.replacing("kind == \"paid\" && large", with: "kind == \"paid\""))
        #expect(plain.sources[3].rekeyed?.conditions?.count == 2)
    }

    @Test func `nobody waits for a source that is made of others`() throws {
        #expect(try plan().sources[3...].allSatisfy(\.isOptional))
    }

    @Test func `metrics by the field are finished in the stage`() throws {
        let text = Self.text.replacing("by: seller_id\n    share", with: "by: order_id\n    share")
        let plan = try plan(
            text.replacing("probability_above(0.10) >= 0.95 && broken >= 3", with: "value > 0.5")
                .replacing("{{ seller_id }}", with: "{{ order_id }}"))
        let group = try #require(
            plan.metricLabels.firstIndex { $0.contains { $0.name == "late_rate" } })
        #expect(plan.finishingStage(of: group) == 3)
    }

    @Test func `topics are demanded behind the others, as many partitions as tasks`() throws {
        let demands = InternalTopics(pipeline: "shop", prefix: "x.").demands(
            plan: try plan(), sourcePartitions: [2, 6, 4, 5, 7], mergeTasks: 6)
        #expect(
            demands.suffix(2).map(\.name) == ["x.shop.rekeyed-order_id", "x.shop.rekeyed-visitor_id"])
        #expect(demands.suffix(2).map(\.partitions) == [5, 7])
        #expect(demands.suffix(2).allSatisfy { $0.settings["cleanup.policy"] == "delete" })
        let changelogs = demands.filter { $0.name.hasSuffix(".changelog") }
        #expect(changelogs.map(\.partitions) == [2, 6, 4, 5, 7, 6])
    }

    @Test func `what is derived cannot bring events together, and is refused by name`() throws {
        let text = PlanFixture.pipeline
            .replacing(
                "partitioned_by: visitor_id }", with: "partitioned_by: page, derive: { who: visitor_id } }"
            )
            .replacing("by: visitor_id\n    gap", with: "by: who\n    gap")
        let problems = try #require(throws: SpecProblems.self) { try PlanFixture.declaration(text) }.problems
        #expect(
            problems.contains {
                $0.message
                    == "the visits are by who, which source 'clicks' derives: events can be brought together by a field of their own only"
            })
    }

    @Test func `what is remembered there has fingerprints`() throws {
        let plan = try plan()
        for name in ["tardy/orders by order_id", "dedupe/orders by order_id", "tardy/clicks by visitor_id"] {
            #expect(plan.stateFingerprints[name] != nil)
        }
    }
}
