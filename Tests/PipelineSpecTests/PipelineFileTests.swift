import EventModel
import Expressions
import PipelineSpec
import Testing

@Suite struct PipelineFileTests {
    private static let day: Int64 = 86_400_000

    @Test func `a sound file becomes declarations`() throws {
        let pipeline = try Fixture.load()
        #expect(pipeline.name == "trust")
        #expect(pipeline.version == 1)
        #expect(pipeline.text == Fixture.pipeline)
        #expect(pipeline.sources.map(\.partitionedBy) == ["order_id", "order_id"])
        #expect(pipeline.sources.map(\.isOptional) == [false, false])
        #expect(pipeline.promises.first?.kept.map(\.source) == ["logistics"])
        #expect(pipeline.promises.first?.waived.first?.when?.text.hasPrefix("event_type ==") == true)
        #expect(pipeline.promises.first?.forgetAfterMilliseconds == 90 * Self.day)
        #expect(pipeline.metrics.map(\.by) == [["seller_id"], ["seller_id", "region"]])
        #expect(pipeline.metrics.first?.also.map(\.name) == ["total", "paid"])
        #expect(pipeline.metrics.first?.also.map(\.aggregate.valueType) == [.double, .int])
        #expect(pipeline.metrics.first?.notes.description == "late deliveries")
        #expect(pipeline.metrics.last?.input == .source("orders"))
        let alert = try #require(pipeline.alerts.first)
        #expect(alert.metric == "late_rate")
        #expect(alert.noData == .resolve)
        #expect(alert.includesPartial)
        #expect(alert.labels.map(\.name) == ["team"] && alert.labels.map(\.template.text) == ["trust"])
        #expect(alert.runbook == "https://example.org/late")
        #expect(alert.summary?.variables == ["seller_id", "value"])
        #expect("\(alert.location)" == "pipelines/trust.yaml:40:3")
    }

    @Test func `a schema says when a field is required and what it is called in JSON`() throws {
        let schema = try #require(Fixture.load().source(named: "orders")?.schema)
        #expect(schema.timeField == "occurred_at")
        #expect(schema.field(named: "amount")?.path == FieldPath(key: "total_amount"))
        #expect(schema.field(named: "seller_id")?.requirement.words == "always")
        #expect(schema.field(named: "region")?.requirement.words == "never")
        #expect(schema.field(named: "amount")?.requirement.words == "never")
        #expect(schema.field(named: "order_id")?.requirement.words == "event_type != \"ad_spend_recorded\"")
        #expect(schema.field(named: "event_type")?.knownValues.count == 4)
    }

    @Test func `what is left out has its usual value`() throws {
        let text = Fixture.pipeline.split(separator: "\n").filter { line in
            !["time:", "forget_after:", "clear:", "for:", "keep_firing", "no_data:", "include_", "severity:"]
                .contains { line.drop { $0 == " " }.hasPrefix($0) }
        }
        let files = Fixture.files.merging([Fixture.path: text.joined(separator: "\n")]) { $1 }
        let pipeline = try Fixture.load(files)
        #expect(pipeline.time == TimeSettings.standard)
        #expect(pipeline.time.outOfOrdernessMilliseconds == 600_000)
        #expect(pipeline.promises.first?.forgetAfterMilliseconds == 60 * Self.day)
        let alert = try #require(pipeline.alerts.first)
        #expect(alert.clear == nil)
        #expect(alert.forMilliseconds == 0)
        #expect(alert.noData == .keep)
        #expect(!alert.includesPartial)
        #expect(alert.severity == .warning)
    }

    @Test func `event_time names the event time whatever the schema calls it`() throws {
        let text = Fixture.pipeline.replacing("due: promised_delivery_at", with: "due: event_time")
        let pipeline = try Fixture.load(Fixture.files.merging([Fixture.path: text]) { $1 })
        #expect(pipeline.promises.first?.made.due.variables == ["event_time"])
    }

    @Test func `a sum of durations is a whole number of milliseconds`() throws {
        let text = Fixture.pipeline.replacing("{ sum: amount }", with: "{ sum: fulfilled_at - due_at }")
            .replacing("broken >= 3", with: "total > 3")
        let pipeline = try Fixture.load(Fixture.files.merging([Fixture.path: text]) { $1 })
        #expect(pipeline.metrics.first?.also.first?.aggregate.valueType == .int)
    }

    @Test func `all problems come at once, in the order of the files`() {
        let pipeline = Fixture.pipeline.replacing("version: 1", with: "version: x")
            .replacing("of: delivery", with: "of: delivery\n    of: delivery")
            .replacing("broken >= 3", with: "brokn >= 3")
            .replacing("severity: critical", with: "severity: bad")
            .replacing("forget_after: 90d", with: "forget_after: 90")
        let order = Fixture.order.replacing("items: int?", with: "items: integer")
        let shipment = Fixture.shipment.replacing("id: event_id\n", with: "id: event_ids\n")
        let problems = Fixture.problems([
            Fixture.path: pipeline, "pipelines/events/order.yaml": order,
            "pipelines/events/shipment.yaml": shipment,
        ])
        let places = problems.map {
            "\($0.location.file.split(separator: "/").last ?? ""):\($0.location.line)"
        }
        #expect(
            places == [
                "trust.yaml:2", "trust.yaml:20", "trust.yaml:26", "trust.yaml:50", "order.yaml:12",
                "shipment.yaml:2",
            ])
    }

    @Test func `a pipeline that cannot be read is a problem`() throws {
        let problem = try #require(Fixture.problems([:]).first)
        #expect("\(problem.location)" == "pipelines/trust.yaml:1:1")
        #expect(problem.message == "cannot read the file: there is no such file")
        #expect(!problem.rendered(colour: false).contains("^"))
    }
}

extension Requirement {
    fileprivate var words: String {
        switch self {
        case .always: "always"
        case .never: "never"
        case .when(let expression): expression.text
        }
    }
}
