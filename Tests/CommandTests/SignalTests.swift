import EventModel
import Foundation
import Testing

/// Every end is clean, and nothing that was promised is lost with it.
@Suite(.serialized) struct SignalTests {
    static let signals = [SIGTERM, SIGINT]

    @Test(arguments: signals) func `a worker writes all it has before it ends`(signal: Int32) async throws {
        try await Scene.play { scene in
            let cluster = try await scene.kafka(
                topics: "logistics:2", pipelines: try Pipelines.parcelSteps(in: scene))
            let worker = try scene.credence(
                "worker", "-b", cluster.bootstrap, "--pipelines", try Pipelines.parcelSteps(in: scene),
                "--json")
            try await worker.says("4 of 4 tasks came to this worker")
            // Records that are no events go out one for one, so that each can be missed.
            let file = try scene.write(
                "garbage.ndjson", (0..<200_000).map { "{\"order_id\":\"o-\($0)\"}\n" }.joined())
            let publish = try scene.credence(
                "publish", "-b", cluster.bootstrap, "--topic", "logistics", "--key", "order_id", "--rate",
                "3000", file)
            let dead = try cluster.reader(of: "credence.dead-letters")
            try await dead.read("the first dead letters") { $0.count > 1000 }
            worker.send(signal)
            #expect(try await worker.end() == 0)
            publish.send(signal)
            #expect(try await publish.end() == 1)
            let source = try #require(worker.lastStatus?.pipelines.first?.sources.first)
            #expect(source.isBalanced)
            #expect(source.dead_letters == source.read)
            try await dead.readToEnd()
            #expect(dead.records.count == source.dead_letters, "\(worker.report)")
            #expect(publish.errors.contains("; stopped before the end"))
        }
    }

    @Test(arguments: signals) func `the embedded Kafka ends`(signal: Int32) async throws {
        try await Scene.play { scene in
            let cluster = try await scene.kafka(topics: "t:1")
            cluster.program?.send(signal)
            #expect(try await cluster.program?.end() == 0)
            #expect(cluster.program?.output == cluster.bootstrap + "\n")
        }
    }

    @Test(arguments: signals) func `alerts end with whole lines`(signal: Int32) async throws {
        try await Scene.play { scene in
            let cluster = try await scene.kafka(topics: "t:1,credence.alerts:1")
            let alerts = try scene.credence("alerts", "-b", cluster.bootstrap)
            let records = (0..<500).map {
                Cluster.Record(key: "k", AlertsTests.alert($0 % 40, state: "firing"))
            }
            try cluster.write(records, to: "credence.alerts")
            try await Patience.wait("for all alerts", report: { alerts.report }) { alerts.lines.count >= 500 }
            alerts.send(signal)
            #expect(try await alerts.end() == 0)
            #expect(alerts.lines.count == 500)
            #expect(alerts.lines.allSatisfy { $0.hasSuffix("seller-1: 50 % late") })
            #expect(alerts.output.hasSuffix("\n"))
        }
    }

    @Test(arguments: signals) func `the demo ends with its accounting`(signal: Int32) async throws {
        try await Scene.play { scene in
            let demo = try scene.credence(
                "demo", "--speed", "240", "--pipeline", ValidateTests.shipped + "/seller-trust.yaml")
            try await demo.says("  metric    late_delivery_rate  ")
            demo.send(signal)
            #expect(try await demo.end() == 0)
            #expect(demo.output.hasSuffix("\n"))
            #expect(demo.errors.contains("seller-trust/orders: read "), "\(demo.report)")
            #expect(demo.errors.contains("seller-trust/logistics: read "))
            #expect(demo.errors.contains("the demo has ended"))
        }
    }
}
