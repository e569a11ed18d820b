import EventModel
import Foundation
import KafkaLog
import Testing

/// `credence publish`.
@Suite(.serialized) struct PublishTests {
    static func events(_ numbers: Range<Int>) -> String {
        numbers.map { "{\"id\":\"k-\($0 % 3)\",\"number\":\($0)}\n" }.joined()
    }

    @Test func `plain, gzip and zstd files arrive byte for byte, in the files' order, with their keys`()
        async throws
    {
        try await Scene.play { scene in
            let cluster = try await scene.kafka(topics: "t:1")
            let files = [
                try scene.write("a.ndjson", Self.events(0..<20)),
                // The name says nothing about how it is packed.
                try scene.write("b", Packed.gzip(Self.events(20..<40))),
                try scene.write("c.zst", Packed.zstd(Self.events(40..<60) + "\n{\"no_id\":1}\r\n")),
            ]
            let publish = try await scene.run(
                "publish", "-b", cluster.bootstrap, "--topic", "t", "--key", "id", files[0], files[1],
                files[2])
            #expect(publish.code == 0)
            #expect(publish.program.output == "")
            #expect(
                publish.program.errors.contains("published 61 events"), "\(publish.program.report)")
            #expect(publish.program.errors.contains("; 1 had no field 'id' and went without a key"))
            #expect(publish.program.errors.contains("; left out 1 empty line\n"))
            let reader = try cluster.reader(of: "t")
            try await reader.readToEnd()
            let expected = Self.events(0..<60).split(separator: "\n").map { String($0) } + ["{\"no_id\":1}"]
            #expect(reader.records.map { String(decoding: $0.value ?? [], as: UTF8.self) } == expected)
            let keys = reader.records.map { $0.key.map { String(decoding: $0, as: UTF8.self) } }
            #expect(keys == (0..<60).map { "k-\($0 % 3)" } + [nil])
        }
    }

    @Test(arguments: ["-", "/dev/stdin"])
    func `what is piped in arrives from its first byte on`(name: String) async throws {
        try await Scene.play { scene in
            let cluster = try await scene.kafka(topics: "t:1")
            let publish = try await scene.run(
                "publish", "-b", cluster.bootstrap, "--topic", "t", "--key", "id", "--json", name,
                input: Self.events(0..<5))
            #expect(publish.code == 0)
            let reader = try cluster.reader(of: "t")
            try await reader.readToEnd()
            let values = reader.records.map { String(decoding: $0.value ?? [], as: UTF8.self) + "\n" }
            #expect(values.joined() == Self.events(0..<5))
        }
    }

    @Test func `as JSON it tells one line`() async throws {
        try await Scene.play { scene in
            let cluster = try await scene.kafka(topics: "t:1")
            let file = try scene.write("a.ndjson", Self.events(0..<7) + "\n{}\n")
            let publish = try await scene.run(
                "publish", "-b", cluster.bootstrap, "--topic", "t", "--key", "id", "--json", file)
            #expect(publish.code == 0)
            #expect(publish.program.errors == "")
            #expect(publish.program.lines.count == 1)
            let told = try JSONLine.read(publish.program.output)
            #expect(told["topic"] as? String == "t")
            #expect(told["published"] as? Int == 8)
            #expect(told["without_key"] as? Int == 1)
            #expect(told["empty_lines"] as? Int == 1)
            #expect(told["complete"] as? Bool == true)
        }
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `a slow publication tells its progress and can be stopped`(signal: Int32) async throws {
        try await Scene.play { scene in
            let cluster = try await scene.kafka(topics: "t:1")
            let file = try scene.write("a.ndjson", Self.events(0..<100_000))
            let publish = try scene.credence(
                "publish", "-b", cluster.bootstrap, "--topic", "t", "--key", "id", "--rate", "20", "--json",
                file)
            try await publish.says("% of \(file) (1 of 1): ")
            publish.send(signal)
            #expect(try await publish.end() == 1)
            let told = try JSONLine.read(publish.output)
            #expect(told["complete"] as? Bool == false)
            // Whatever it says that it sent is there.
            let reader = try cluster.reader(of: "t")
            try await reader.readToEnd()
            #expect(told["published"] as? Int == reader.records.count)
            #expect(reader.records.count < 100_000)
        }
    }

    @Test func `files that cannot be read are named before anything is sent`() async throws {
        try await Scene.play { scene in
            let cluster = try await scene.kafka(topics: "t:1")
            let good = try scene.write("good.ndjson", Self.events(0..<5))
            let missing = try await scene.run(
                "publish", "-b", cluster.bootstrap, "--topic", "t", "--key", "id", good, "missing.ndjson")
            #expect(missing.code == 1)
            #expect(missing.program.errors.contains("error (input): missing.ndjson: no such file\nhint: "))
            let cut = try scene.write("cut.gz", Packed.gzip(Self.events(0..<100)).prefix(300))
            let damaged = try await scene.run(
                "publish", "-b", cluster.bootstrap, "--topic", "other", "--key", "id", cut)
            #expect(damaged.code == 1)
            #expect(damaged.program.errors.contains("error (input): \(cut):"), "\(damaged.program.report)")
            #expect(damaged.program.errors.contains("ends in the middle of its gzip data"))
            let reader = try cluster.reader(of: "t")
            try await reader.readToEnd()
            #expect(reader.records == [])
        }
    }

    @Test func `a topic that is not there is named`() async throws {
        try await Scene.play { scene in
            let cluster = try await scene.kafka(topics: "t:1")
            let file = try scene.write("a.ndjson", Self.events(0..<5))
            let publish = try await scene.run(
                "publish", "-b", cluster.bootstrap, "--topic", "tt", "--key", "id", file)
            #expect(publish.code == 0)
            #expect(publish.program.errors.contains("no such topic: tt; "))
        }
    }

    @Test func `records that Kafka never took are a failure`() async throws {
        try await Scene.play { scene in
            let kafka = try EmbeddedKafka(topics: [("t", 1)])
            defer { kafka.stop() }
            kafka.fail(.produce, with: Array(repeating: 7, count: 1000))
            let file = try scene.write("a.ndjson", Self.events(0..<5))
            let publish = try await scene.run(
                "publish", "-b", kafka.bootstrap, "-X", "message.timeout.ms=1000", "--topic", "t", "--key",
                "id",
                file)
            #expect(publish.code == 1)
            #expect(
                publish.program.errors.contains("error (kafka): writing to t: "), "\(publish.program.report)")
            #expect(!publish.program.errors.contains("published"))
        }
    }
}
