import EventModel
import Foundation
import Testing

/// `credence alerts` and `credence metrics` on topics that hold what they may.
@Suite(.serialized) struct AlertsTests {
    /// An alert as a worker writes it.
    static func alert(_ number: Int, state: String, seller: String = "seller-1") -> String {
        "{\"specversion\":\"1.0\",\"id\":\"a-\(number)-\(state)\",\"time\":\"2024-01-01T00:00:\(number + 10)Z\","
            + "\"data\":{\"rule\":\"late-deliveries\",\"state\":\"\(state)\",\"severity\":\"critical\","
            + "\"entity\":{\"seller_id\":\"\(seller)\"},\"started_at\":\"2024-01-01T00:00:00Z\",\"value\":0.5,"
            + "\"summary\":\"\(seller): 50 % late\"}}"
    }

    @Test func `each alert is a readable line with its state`() async throws {
        try await Scene.play { scene in
            let cluster = try await scene.kafka(topics: "t:1,credence.alerts:1")
            let alerts = [Self.alert(1, state: "firing"), Self.alert(2, state: "resolved")]
            try cluster.write(alerts.map { Cluster.Record(key: "k", $0) }, to: "credence.alerts")
            let (code, program) = try await scene.run("alerts", "-b", cluster.bootstrap, "--limit", "2")
            #expect(code == 0)
            #expect(program.errors == "")
            #expect(
                program.output == """
                    2024-01-01T00:00:11Z  firing    critical  late-deliveries  seller_id=seller-1  seller-1: 50 % late
                    2024-01-01T00:00:12Z  resolved  critical  late-deliveries  seller_id=seller-1  seller-1: 50 % late

                    """)
            let json = try await scene.run("alerts", "-b", cluster.bootstrap, "--limit", "2", "--json")
            #expect(json.code == 0)
            #expect(json.program.output == alerts.map { $0 + "\n" }.joined())
            for line in json.program.lines { _ = try JSONLine.read(line) }
        }
    }

    @Test func `nothing in a record breaks a line or steers the terminal`() async throws {
        try await Scene.play { scene in
            let cluster = try await scene.kafka(topics: "t:1,credence.alerts:1")
            let records = [
                "no JSON", "{}", Self.alert(1, state: "firing", seller: "a\\nb\\u001b[31mc\\u2028d\\r"),
            ]
            try cluster.write(
                records.map { Cluster.Record(key: "k", $0) } + [Cluster.Record(value: nil)],
                to: "credence.alerts")
            let (code, program) = try await scene.run("alerts", "-b", cluster.bootstrap, "--limit", "1")
            #expect(code == 0)
            #expect(program.output.split(whereSeparator: \.isNewline).count == 1)
            #expect(program.output.contains("seller_id=a\u{FFFD}b\u{FFFD}[31mc\u{FFFD}d\u{FFFD}  "))
            #expect(
                program.errors.contains("credence.alerts[0] at offset 0 does not hold an alert; left out"))
            #expect(
                program.errors.contains("credence.alerts[0] at offset 1 does not hold an alert; left out"))
            let json = try await scene.run("alerts", "-b", cluster.bootstrap, "--limit", "2", "--json")
            for line in json.program.lines { _ = try JSONLine.read(line) }
        }
    }

    @Test func `only new ones are shown when asked, and a topic that is not there is named`() async throws {
        try await Scene.play { scene in
            let cluster = try await scene.kafka(topics: "t:1")
            let alerts = try scene.credence("alerts", "-b", cluster.bootstrap, "--prefix", "other.", "--new")
            try await alerts.says("no such topic: other.alerts; waiting for it")
            try cluster.write([Cluster.Record(key: "k", Self.alert(1, state: "firing"))], to: "other.alerts")
            try await alerts.says("firing")
            // Begun now, it has nothing to show of what was there before.
            let late = try scene.credence("alerts", "-b", cluster.bootstrap, "--prefix", "other.", "--new")
            try await Patience.wait("for the next alert", report: { late.report }) {
                try cluster.write(
                    [Cluster.Record(key: "k", Self.alert(2, state: "resolved"))], to: "other.alerts")
                try await Task.sleep(for: .milliseconds(200))
                return late.output.contains("resolved")
            }
            #expect(!late.output.contains("firing"))
            for program in [alerts, late] {
                program.send(SIGINT)
                #expect(try await program.end() == 0)
            }
        }
    }

    @Test func `it ends when nobody reads any longer`() async throws {
        try await Scene.play { scene in
            let cluster = try await scene.kafka(topics: "t:1,credence.alerts:1")
            func write(_ number: Int) throws {
                try cluster.write(
                    [Cluster.Record(key: "k", Self.alert(number, state: "firing"))], to: "credence.alerts")
            }
            try write(0)
            let head = try scene.start(
                "/bin/sh", ["-c", "\"$0\" alerts -b \(cluster.bootstrap) | head -n 1", try Binary.path()])
            try await head.says("firing")
            try await Patience.wait("for the end of the pipe", report: { head.report }) {
                try write(1)
                return !head.isRunning
            }
            #expect(try await head.end() == 0)
        }
    }
}
