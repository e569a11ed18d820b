import Expressions
import PipelineSpec
import Testing

@Suite struct ShippedPipelineTests {
    @Test func `the shipped pipelines are sound`() throws {
        let pipelines = try PipelineFile.loadAll([Shipped.folder], alertFunctions: Fixture.functions)
        #expect(
            pipelines.map(\.name) == [
                "commitments", "conversion", "integrity", "logistics", "payments", "seller-service",
                "seller-trust",
            ])
    }

    @Test func `seller-trust says what its documentation says`() throws {
        let pipeline = try Shipped.sellerTrust()
        #expect(pipeline.sources.map(\.topic) == ["orders", "logistics"])
        #expect(pipeline.time == .standard)
        let promise = try #require(pipeline.promise(named: "delivery"))
        #expect(promise.key == "order_id")
        #expect(promise.made.remember == ["seller_id", "carrier", "region"])
        #expect(promise.made.due.type == .time)
        #expect(promise.forgetAfterMilliseconds == 180 * 86_400_000)
        let rate = try #require(pipeline.metric(named: "late_delivery_rate"))
        #expect(rate.input == .promise("delivery", at: .due))
        #expect(rate.by == ["seller_id"])
        #expect(rate.prior == Prior(mean: 0.05, weight: 50))
        let day: Int64 = 86_400_000
        #expect(rate.window == .hopping(widthMilliseconds: 14 * day, everyMilliseconds: day))
        let arrived = try #require(pipeline.metric(named: "deliveries_daily"))
        #expect(arrived.input == .promise("delivery", at: .fulfilled))
        #expect(arrived.window == .tumbling(widthMilliseconds: day))
        let alert = try #require(pipeline.alerts.first)
        #expect(alert.severity == .critical)
        #expect(alert.forMilliseconds == 7_200_000)
        #expect(alert.when?.variables == ["of", "among", "broken"])
    }

    @Test(arguments: ["order", "shipment", "review", "click"])
    func `a shipped schema has an id, a time and no surprises`(name: String) throws {
        let text = try SpecFiles.disk.read(Shipped.folder + "/events/\(name).yaml")
        let pipeline = """
            pipeline: probe
            version: 1
            sources: { events: { topic: events, schema: schema.yaml, partitioned_by: event_id } }
            """
        let files = Fixture.memory(["probe.yaml": pipeline, "schema.yaml": text])
        let probe = try PipelineFile.load("probe.yaml", alertFunctions: Fixture.functions, read: files.read)
        let schema = try #require(probe.sources.first?.schema)
        #expect(schema.name == name)
        #expect(schema.idField == "event_id")
        #expect(schema.timeField == "event_time")
        #expect(schema.field(named: "event_type")?.knownValues.isEmpty == false)
        #expect(Set(schema.fields.map(\.name)).count == schema.fields.count)
    }
}

/// The files that come with the program.
enum Shipped {
    static let folder: String = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(3).joined(separator: "/") + "/Pipelines"
    }()

    static func sellerTrust() throws -> PipelineDeclaration {
        try PipelineFile.load(
            folder + "/seller-trust.yaml", alertFunctions: Fixture.functions, read: SpecFiles.disk.read)
    }
}
