import Foundation
import KafkaLog
import Testing

/// Where Kafka's address and properties come from, and that secrets stay secret.
@Suite(.serialized) struct ConfigurationTests {
    static let secret = "hunter2"

    @Test func `the address comes from the environment, a file or a flag, the flag first`() async throws {
        try await Scene.play { scene in
            let kafka = try EmbeddedKafka(topics: [("t", 1)])
            defer { kafka.stop() }
            let events = try scene.write("a.ndjson", "{\"id\":\"1\"}\n")
            let publish = ["publish", "--topic", "t", "--key", "id", events]
            let config = try scene.write("good.yaml", "bootstrap: \(kafka.bootstrap)\n")
            let wrong = try scene.write("wrong.yaml", "bootstrap: 127.0.0.1:1\n")
            let ways: [(flags: [String], environment: [String: String])] = [
                ([], ["CREDENCE_BOOTSTRAP": kafka.bootstrap]),
                (["--config", config], [:]),
                (["--config", wrong], ["CREDENCE_BOOTSTRAP": kafka.bootstrap]),
                (["-b", kafka.bootstrap, "--config", wrong], ["CREDENCE_BOOTSTRAP": "127.0.0.1:1"]),
                (["-X", "bootstrap.servers=\(kafka.bootstrap)"], ["CREDENCE_BOOTSTRAP": "127.0.0.1:1"]),
                ([], ["CREDENCE_KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap, "CREDENCE_BOOTSTRAP": ""]),
            ]
            for way in ways {
                let program = try scene.start(
                    try Binary.path(), publish + way.flags, environment: way.environment)
                #expect(try await program.end() == 0, "\(program.report)")
            }
        }
    }

    @Test func `properties come from the environment and from files that a configuration names`() async throws
    {
        try await Scene.play { scene in
            // A value that the library refuses shows that it arrived, and from where.
            let value = try scene.write("value", "soon\n")
            let sources: [(config: String, environment: [String: String])] = [
                ("bootstrap: h:1\n", ["CREDENCE_KAFKA_SESSION_TIMEOUT_MS": "soon"]),
                ("bootstrap: h:1\nkafka: { session.timeout.ms: { file: \(value) } }\n", [:]),
                (
                    "bootstrap: h:1\nkafka: { session.timeout.ms: { environment: WAIT } }\n", ["WAIT": "soon"]
                ),
            ]
            for source in sources {
                let config = try scene.write("config.yaml", source.config)
                let (code, program) = try await scene.run(
                    "alerts", "--config", config, environment: source.environment)
                #expect(code == 2)
                #expect(
                    program.errors.contains(
                        "error (configuration): the Kafka property session.timeout.ms=soon is not"),
                    "\(program.report)")
            }
        }
    }

    /// Wrong ways to hand over a secret, and what the message must hold all the same.
    static let mistakes: [(flags: [String], config: String, mentions: String)] = [
        (["-X", "sasl.oauthbearer.method=\(secret)"], "", "sasl.oauthbearer.method=***"),
        (["-X", "sasl.pasword=\(secret)"], "", "sasl.pasword"),
        (["-X", "pasword=\(secret)"], "", "the Kafka property pasword is not accepted"),
        (["-X", "sasl.password:\(secret)"], "", "-X sasl.password…"),
        (
            [
                "-X", "sasl.password=\(secret)", "-X", "security.protocol=SASL_PLAINTEXT", "-X",
                "sasl.mechanism=PLAIN",
            ],
            "", "sasl.username and sasl.password must be set"
        ),
        (["-X", "sasl.password=\(secret)", "-X", "session.timeout.ms=soon"], "", "session.timeout.ms=soon"),
        ([], "bootstrap: h:1\nkafka:\n  sasl.password: \"\(secret)\n", ":3:"),
        ([], "bootstrap: h:1\nkafka:\n\tsasl.password: \(secret)\n", ":3:1: not YAML: "),
        ([], "bootstrap: h:1\nkafka:\n  sasl.password: [\(secret)]\n", ":3:18: a value is text"),
        ([], "bootstrap: h:1\nkafka:\n  sasl.password: { file: /no/such/file }\n", "/no/such/file"),
        ([], "bootstrap: h:1\nkafka:\n  sasl.password: { environment: NOT_SET }\n", "NOT_SET"),
        ([], "bootstrap: h:1\nsasl.password: \(secret)\n", ":2:1: unknown key 'sasl.password'"),
        ([], "bootstrap: h:1\nkafka: \(secret)\n", ":2:8: kafka must hold properties"),
        ([], "\(secret)\n", "holds no mapping"),
        ([], "bootstrap: h:1\nworker: \(secret)\n", ":2:9: worker must hold settings"),
        (
            [], "bootstrap: h:1\nworker: { commit_records: \(secret) }\n",
            ":2:27: commit_records is wrong: expected 1 to"
        ),
        (
            [], "bootstrap: h:1\nworker: { treads: 2 }\n",
            ":2:11: unknown key 'treads' in worker; there are commit_"
        ),
        ([], "bootstrap: h:1\nvariables: \(secret)\n", ":2:12: variables must hold the values"),
        ([], "bootstrap: h:1\nvariables: { Limit: \(secret) }\n", ":2:14: 'Limit' is no name of a variable"),
    ]

    @Test(arguments: mistakes)
    func `what is wrong is named without the secret`(
        flags: [String], config: String, mentions: String
    ) async throws {
        try await Scene.play { scene in
            let file = try scene.write("config.yaml", config.isEmpty ? "bootstrap: h:1\n" : config)
            for command in ["alerts", "worker"] {
                let pipelines =
                    command == "worker" ? ["--pipelines", try Pipelines.parcelSteps(in: scene)] : []
                let program = try scene.start(
                    try Binary.path(), [command, "--config", file] + flags + pipelines)
                #expect(try await program.end() == 2, "\(program.report)")
                #expect(program.output == "")
                #expect(program.errors.contains("error (configuration): "))
                #expect(program.errors.contains("\nhint: "), "\(program.report)")
                #expect(program.errors.contains(mentions), "\(program.report)")
                #expect(!program.errors.contains(Self.secret), "\(program.report)")
            }
        }
    }

    @Test(arguments: ["", "h:port", "two words:1", "h:1,,i:2", "h:0", "h:70000", ":9092"])
    func `an address that cannot be one is refused`(address: String) async throws {
        try await Scene.play { scene in
            let (code, program) = try await scene.run("alerts", "-b", address)
            #expect(code == 2)
            #expect(
                program.errors.contains("is no address of Kafka\nhint: write HOST:PORT"), "\(program.report)")
        }
    }

    @Test func `a budget for memory needs a folder for the rest`() async throws {
        try await Scene.play { scene in
            let file = try scene.write(
                "config.yaml", "bootstrap: h:1\nworker: { state_memory: 1GiB }\n")
            let program = try scene.start(
                try Binary.path(),
                ["worker", "--config", file, "--pipelines", try Pipelines.parcelSteps(in: scene)])
            #expect(try await program.end() == 2, "\(program.report)")
            #expect(program.errors.contains("state-memory needs state-directory"), "\(program.report)")
        }
    }

    @Test func `without an address it says how to give one`() async throws {
        try await Scene.play { scene in
            let (code, program) = try await scene.run("alerts")
            #expect(code == 2)
            #expect(program.errors.contains("no Kafka is named\nhint: say --bootstrap HOST:PORT"))
            let config = try await scene.run("alerts", "--config", "missing.yaml")
            #expect(config.code == 2)
            #expect(config.program.errors.contains("the configuration file missing.yaml cannot be read"))
        }
    }
}
