import EventModel
import Foundation
import KafkaLog
import Testing

/// `credence worker` on events that it likes.
@Suite(.serialized) struct WorkerCommandTests {
    @Test func `it counts what is published and tells what became of every record`() async throws {
        try await Scene.play { scene in
            let cluster = try await scene.kafka(topics: "logistics:2")
            let steps = (0..<500).map { ParcelStep(number: $0, seller: "seller-\($0 % 3)") }
            let file = try scene.write("steps.ndjson", steps.map { $0.json + "\n" }.joined())
            let worker = try scene.credence(
                "worker", "--bootstrap", cluster.bootstrap, "--pipelines",
                try Pipelines.parcelSteps(in: scene),
                "--status-interval", "1")
            try await worker.says("joining the group credence.parcel-steps to read 2 partitions")
            try await worker.says("reading 2 partitions from their beginning with")
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
            let cluster = try await scene.kafka(topics: "logistics:2")
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
            #expect(lines.compactMap { $0["event"] as? String }.prefix(2) == ["joining", "started"])
            #expect(worker.lastStatus?.pipelines.map(\.pipeline) == ["parcel-steps"])
            #expect(
                worker.lastStatus?.pipelines.first?.sources == [
                    SourceStatus(
                        source: "logistics", read: 102, used: 100, filtered: 1, duplicate: 0, late: 0,
                        dead_letters: 1, tombstones: 1, empty: 0)
                ])
        }
    }

    @Test
    func `results that Kafka refuses are told at once, and the worker does not end as if all were well`()
        async throws
    {
        try await Scene.play { scene in
            let kafka = try EmbeddedKafka(topics: [("logistics", 1), ("credence.dead-letters", 1)])
            defer { kafka.stop() }
            let cluster = Cluster(bootstrap: kafka.bootstrap)
            try cluster.write([Cluster.Record(key: "o", "garbage")], to: "logistics")
            kafka.fail(.produce, with: Array(repeating: 29, count: 1000))
            let worker = try scene.credence(
                "worker", "-b", cluster.bootstrap, "--pipelines", try Pipelines.parcelSteps(in: scene))
            try await worker.says("Kafka refused a record: writing to credence.dead-letters: ")
            try await worker.says("hint: have the cluster's access rules allow this user what it tried")
            worker.send(SIGTERM)
            #expect(try await worker.end() == 1)
            #expect(
                worker.errors.contains("error (kafka): writing to credence.dead-letters: "),
                "\(worker.report)")
        }
    }

    @Test func `two workers of a group do not both publish`() async throws {
        try await Scene.play { scene in
            let cluster = try await scene.kafka(topics: "logistics:2")
            let pipeline = try Pipelines.parcelSteps(in: scene)
            let first = try scene.credence("worker", "-b", cluster.bootstrap, "--pipelines", pipeline)
            try await first.says("reading 2 partitions")
            let second = try scene.credence("worker", "-b", cluster.bootstrap, "--pipelines", pipeline)
            try await first.says("partitions were taken away")
            try await second.says("another worker of the group holds partitions: 1 of 2 are here; waiting")
            try await second.says("--group to run apart from it")
            #expect(!second.errors.contains("reading"))
            for worker in [second, first] {
                worker.send(SIGTERM)
                #expect(try await worker.end() == 0)
            }
        }
    }
}
