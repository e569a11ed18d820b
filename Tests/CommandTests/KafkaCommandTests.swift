import Foundation
import KafkaLog
import Testing

/// `credence kafka`.
@Suite(.serialized) struct KafkaCommandTests {
    @Test func `it prints its address, alone on a line, and serves the topics asked for`() async throws {
        try await Scene.play { scene in
            let cluster = try await scene.kafka(topics: "orders:3, logistics:5,other")
            #expect(cluster.program?.output == cluster.bootstrap + "\n")
            #expect(cluster.bootstrap.wholeMatch(of: /127\.0\.0\.1:[0-9]+/) != nil)
            let admin = try KafkaAdmin(properties: cluster.properties)
            defer { admin.close() }
            let topics = try admin.topics()
            #expect(topics["orders"] == 3)
            #expect(topics["logistics"] == 5)
            #expect(topics["other"] == 8)
            for output in ["metrics", "alerts", "alerts.active", "late", "dead-letters"] {
                #expect(topics["credence." + output] != nil, "\(output)")
            }
            try await cluster.program?.says("orders:3, logistics:5, other:8")
        }
    }

    @Test func `the address file is there only while it runs, and an old one does not mislead`() async throws
    {
        try await Scene.play { scene in
            let file = try scene.write("address", "127.0.0.1:1\n")
            let program = try scene.credence("kafka", "--bootstrap-file", file, "--topics", "t:1")
            try await program.says("embedded Kafka at")
            #expect(try String(contentsOfFile: file, encoding: .utf8) == program.output)
            program.send(SIGTERM)
            #expect(try await program.end() == 0)
            #expect(!FileManager.default.fileExists(atPath: file))
        }
    }

    @Test func `an address file that cannot be written ends it with code 2`() async throws {
        try await Scene.play { scene in
            let (code, program) = try await scene.run("kafka", "--bootstrap-file", "/no/such/folder/address")
            #expect(code == 2)
            #expect(
                program.errors.contains("error (configuration): the address cannot be written to /no/such"))
            #expect(program.errors.contains("hint: "))
        }
    }

    @Test func `it ends by itself after the seconds asked for`() async throws {
        try await Scene.play { scene in
            let (code, program) = try await scene.run("kafka", "--seconds", "0.2")
            #expect(code == 0)
            #expect(program.lines.count == 1)
        }
    }
}
