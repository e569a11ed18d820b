import EventModel
import Foundation
import KafkaLog
import Testing

/// `credence worker` on events that it likes.
@Suite(.serialized) struct WorkerCommandTests {
    @Test func `it counts what is published and tells what became of every record`() async throws {
        try await Scene.play { scene in
            let cluster = try await scene.kafka(
                topics: "logistics:2", pipelines: try Pipelines.parcelSteps(in: scene))
            let steps = (0..<500).map { ParcelStep(number: $0, seller: "seller-\($0 % 3)") }
            let file = try scene.write("steps.ndjson", steps.map { $0.json + "\n" }.joined())
            let worker = try scene.credence(
                "worker", "--bootstrap", cluster.bootstrap, "--pipelines",
                try Pipelines.parcelSteps(in: scene),
                "--status-interval", "1")
            try await worker.says("parcel-steps: joining the group credence-parcel-steps to share 4 tasks")
            try await worker.says("parcel-steps: 4 of 4 tasks came to this worker")
            try await worker.says("waiting for logistics to begin")
            let publish = try await scene.run(
                "publish", "-b", cluster.bootstrap, "--topic", "logistics", "--key", "order_id", file)
            #expect(publish.code == 0)
            let metrics = try cluster.reader(of: "credence.metrics")
            try await metrics.read("finals") { try $0.finalCount(of: "steps_daily") >= 500 }
            try await worker.says("500 read (")
            worker.send(SIGTERM)
            #expect(try await worker.end() == 0)
            #expect(worker.output == "")
            #expect(
                worker.errors.contains(
                    "parcel-steps/logistics: read 500 = used 500 + filtered 0 + duplicate 0 + late 0 + dead letters 0"
                ),
                "\(worker.report)")
            try await metrics.readToEnd()
            let finals = try metrics.records.finals(of: "steps_daily")
            let counts = Dictionary(grouping: finals) { $0.key["seller_id"] ?? "" }
                .mapValues { $0.map { $0.count("count") } }
            #expect(counts == ["seller-0": [167], "seller-1": [167], "seller-2": [166]])
            let shown = try await scene.run(
                "metrics", "-b", cluster.bootstrap, "--final", "--metric", "steps_daily", "--limit", "3")
            #expect(shown.code == 0)
            #expect(shown.program.lines.count == 3)
            #expect(
                shown.program.lines.allSatisfy {
                    $0.contains("  final        steps_daily  seller_id=seller-")
                })
        }
    }

    @Test func `as JSON every line parses, and the last one accounts for every record`() async throws {
        try await Scene.play { scene in
            let cluster = try await scene.kafka(
                topics: "logistics:2", pipelines: try Pipelines.parcelSteps(in: scene))
            let good = (0..<100).map { Cluster.Record(key: "o-\($0)", ParcelStep(number: $0).json) }
            try cluster.write(
                good + [Cluster.Record(key: "o", "{"), Cluster.Record(value: nil)], to: "logistics")
            let worker = try scene.credence(
                "worker", "-b", cluster.bootstrap, "--pipelines", try Pipelines.parcelSteps(in: scene),
                "--json", "--status-interval", "0.2")
            try await Patience.wait("for all records", report: { worker.report }) {
                worker.lastStatus?.pipelines.first?.sources.first?.read == 102
            }
            worker.send(SIGINT)
            #expect(try await worker.end() == 0)
            #expect(worker.errors == "")
            let lines = try worker.lines.map { try JSONLine.read($0) }
            let events = lines.compactMap { $0["event"] as? String }
            #expect(events.first == "joining" && events.contains("assigned"))
            #expect(worker.lastStatus?.pipelines.map(\.pipeline) == ["parcel-steps"])
            #expect(
                worker.lastStatus?.pipelines.first?.sources == [
                    SourceStatus(
                        source: "logistics", read: 102, used: 100, filtered: 1, duplicate: 0, late: 0,
                        dead_letters: 1, tombstones: 1, empty: 0)
                ])
        }
    }

    @Test func `a worker whose results Kafka refuses for good ends with an error`() async throws {
        try await Scene.play { scene in
            let own = ["partials", "watermarks", "gather-order_id.changelog", "merge.changelog"]
            let topics =
                ["metrics", "alerts", "alerts.active", "late", "dead-letters"]
                + own.map { "parcel-steps.\($0)" }
            let kafka = try EmbeddedKafka(
                topics: [("logistics", 1)] + topics.map { ("credence.\($0)", 1) })
            defer { kafka.stop() }
            let cluster = Cluster(bootstrap: kafka.bootstrap)
            try cluster.write([Cluster.Record(key: "o", "garbage")], to: "logistics")
            kafka.fail(.produce, with: Array(repeating: 29, count: 1000))
            let worker = try scene.credence(
                "worker", "-b", cluster.bootstrap, "--pipelines", try Pipelines.parcelSteps(in: scene))
            #expect(try await worker.end() == 1)
            #expect(worker.errors.contains("error (kafka): "), "\(worker.report)")
            #expect(
                worker.errors.contains("hint: have the cluster's access rules allow this user what it tried"),
                "\(worker.report)")
        }
    }

    @Test func `workers of a group share the work, and one that is killed is replaced`() async throws {
        try await Scene.play { scene in
            let pipeline = try Pipelines.parcelSteps(in: scene)
            let cluster = try await scene.kafka(topics: "logistics:2", pipelines: pipeline)
            func worker() throws -> Program {
                try scene.credence(
                    "worker", "-b", cluster.bootstrap, "--pipelines", pipeline, "--session-timeout", "6s")
            }
            let first = try worker()
            try await first.says("4 of 4 tasks came to this worker")
            let records = (0..<300).map { Cluster.Record(key: "o-\($0)", ParcelStep(number: $0).json) }
            try cluster.write(Array(records[..<150]), to: "logistics")
            let second = try worker()
            try await second.says("of 4 tasks came to this worker")
            first.send(SIGKILL)
            try cluster.write(Array(records[150...]), to: "logistics")
            let metrics = try cluster.reader(of: "credence.metrics")
            try await metrics.read("finals") { try $0.finalCount(of: "steps_daily") >= 300 }
            second.send(SIGTERM)
            #expect(try await second.end() == 0, "\(second.report)")
            // Not exactly: the embedded Kafka shows what a killed worker had not committed.
        }
    }
}
