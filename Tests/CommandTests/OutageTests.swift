import EventModel
import Foundation
import KafkaLog
import Testing

/// Times without Kafka, and topics that are not there.
@Suite(.serialized) struct OutageTests {
    @Test func `a worker names an address that does not answer, and goes on when it does`() async throws {
        try await Scene.play { scene in
            let port = try Port()
            defer { port.close() }
            let begun = Date()
            let worker = try scene.credence(
                "worker", "-b", port.address, "--pipelines", try Pipelines.parcelSteps(in: scene))
            try await worker.says("no Kafka answers at \(port.address) (")
            try await worker.says(
                "; trying again\n         hint: check that it runs and that the address is right")
            #expect(worker.errors.contains("Connection refused"), "\(worker.report)")
            let cluster = try await scene.kafka(
                topics: "logistics:2", pipelines: try Pipelines.parcelSteps(in: scene))
            try cluster.write(
                (0..<50).map { Cluster.Record(key: "\($0)", ParcelStep(number: $0).json) }, to: "logistics")
            port.open(to: cluster.bootstrap)
            try await worker.says("4 of 4 tasks came to this worker")
            let metrics = try cluster.reader(of: "credence.metrics")
            try await metrics.read("finals") { try $0.finalCount(of: "steps_daily") >= 50 }
            worker.send(SIGTERM)
            #expect(try await worker.end() == 0)
            #expect(worker.errors.contains("read 50 = used 50 "))
            // The same trouble is told once, and again after half a minute: a busy machine takes that long to start Kafka.
            let told = worker.errors.ranges(of: "no Kafka answers").count
            #expect(told <= 1 + Int(Date().timeIntervalSince(begun) / 30), "\(worker.report)")
        }
    }

    @Test func `a worker that waits for Kafka can be stopped`() async throws {
        try await Scene.play { scene in
            let port = try Port()
            defer { port.close() }
            let worker = try scene.credence(
                "worker", "-b", port.address, "--pipelines", try Pipelines.parcelSteps(in: scene))
            try await worker.says("no Kafka answers")
            worker.send(SIGINT)
            #expect(try await worker.end() == 0)
        }
    }

    @Test func `alerts keep trying, and show what comes when Kafka is there`() async throws {
        try await Scene.play { scene in
            let port = try Port()
            defer { port.close() }
            let alerts = try scene.credence("alerts", "-b", port.address, "--limit", "1")
            try await alerts.says("no Kafka answers at \(port.address) (")
            try await alerts.says("hint: check that it runs and that the address is right")
            let cluster = try await scene.kafka(topics: "t:1")
            try cluster.write(
                [Cluster.Record(key: "k", AlertsTests.alert(1, state: "firing"))], to: "credence.alerts")
            port.open(to: cluster.bootstrap)
            #expect(try await alerts.end() == 0)
            #expect(alerts.lines.count == 1)
        }
    }

    @Test func `publish gives up with code 1`() async throws {
        try await Scene.play { scene in
            let port = try Port()
            defer { port.close() }
            let file = try scene.write("a.ndjson", "{\"id\":\"1\"}\n")
            let (code, program) = try await scene.run(
                "publish", "-b", port.address, "--topic", "t", "--key", "id", "--json", file)
            #expect(code == 1)
            #expect(program.output == "")
            #expect(program.errors.contains("error (kafka): no Kafka answers at \(port.address) ("))
            #expect(program.errors.contains("Connection refused"))
            #expect(program.errors.contains("\nhint: check that it runs and that the address is right\n"))
        }
    }

    @Test func `a missing topic is named, and one with other partitions ends the worker with code 2`()
        async throws
    {
        try await Scene.play { scene in
            let cluster = try await scene.kafka(topics: "orders:8")
            let worker = try scene.credence(
                "worker", "-b", cluster.bootstrap, "--pipelines",
                try Pipelines.sellerTrust(in: scene, idleAfter: "1s"))
            try await worker.says(
                "no such topic: logistics; waiting\n         hint: create it with as many partitions")
            // The embedded Kafka gives a topic four partitions when it is first written to.
            try cluster.write([Cluster.Record(key: "o", ParcelStep(number: 1).json)], to: "logistics")
            #expect(try await worker.end() == 2)
            #expect(
                worker.errors.contains(
                    "error (configuration): pipeline 'seller-trust' reads topics together that have different numbers"
                        + " of partitions: orders has 8, logistics has 4\nhint: "), "\(worker.report)")
        }
    }

    @Test func `topics that come later are read from their beginning`() async throws {
        try await Scene.play { scene in
            // What the embedded Kafka makes by itself has four partitions; it makes no topics for reading.
            let own = "credence.seller-trust."
            let cluster = try await scene.kafka(
                topics:
                    "\(own)partials:4,\(own)watermarks:1,\(own)gather-order_id.changelog:4,\(own)merge.changelog:4"
            )
            let worker = try scene.credence(
                "worker", "-b", cluster.bootstrap, "--json", "--status-interval", "0.2", "--pipelines",
                try Pipelines.sellerTrust(in: scene, idleAfter: "1s"))
            try await worker.says("no such topic: orders, logistics; waiting")
            try cluster.write([Cluster.Record(key: "o", "{}")], to: "orders")
            try await worker.says("no such topic: logistics; waiting")
            try cluster.write([Cluster.Record(key: "o-1", ParcelStep(number: 1).json)], to: "logistics")
            try await Patience.wait("for both topics", report: { worker.report }) {
                worker.lastStatus?.pipelines.first?.sources.map(\.read) == [1, 1]
            }
            worker.send(SIGTERM)
            #expect(try await worker.end() == 0)
            for line in worker.lines { _ = try JSONLine.read(line) }
        }
    }
}
