import Testing

/// What people see before anything runs.
@Suite(.serialized) struct HelpTests {
    static let commands = [
        "demo", "worker", "alerts", "metrics", "validate", "plan", "test", "fmt", "schema", "publish",
        "kafka", "expressions", "replay", "diff", "simulate", "score",
    ]

    @Test(arguments: commands) func `help shows what a command does, with examples that fit a terminal`(
        command: String
    ) async throws {
        try await Scene.play { scene in
            let (code, program) = try await scene.run(command, "--help")
            #expect(code == 0)
            #expect(program.errors == "")
            let help = program.output
            #expect(help.hasPrefix("OVERVIEW: "))
            let examples = try #require(
                help.split(separator: "EXAMPLES\n").last?.split(separator: "\n\n").first)
            for example in examples.split(separator: "\n") {
                // An example that is wrapped cannot be copied.
                #expect(example.hasPrefix("  ") && example.contains("credence \(command)"), "\(example)")
            }
        }
    }

    @Test func `the overview names every command`() async throws {
        try await Scene.play { scene in
            for arguments in [[], ["--help"], ["help"]] {
                let program = try scene.start(try Binary.path(), arguments)
                #expect(try await program.end() == 0)
                #expect(program.output.contains("EXAMPLES"))
                for command in HelpTests.commands { #expect(program.output.contains("  \(command) ")) }
            }
            let (code, program) = try await scene.run("--version")
            #expect(code == 0)
            #expect(!program.output.isEmpty)
        }
    }

    /// Arguments that are wrong, and what the message must hold.
    static let mistakes: [(arguments: [String], mentions: String)] = [
        (["bogus"], "bogus"),
        (["worker", "--pipelines", "a.yaml", "--thread", "2"], "--thread"),
        (["worker", "-b", "h:1"], "--pipelines"),
        (["worker", "-b", "h:1", "--pipelines", "a.yaml", "--threads", "0"], "--threads is 1 to 256"),
        (["worker", "-b", "h:1", "--pipelines", "a.yaml", "--threads", "two"], "two"),
        (["worker", "-b", "h:1", "--pipelines", "a.yaml", "--batch-size", "0"], "--batch-size is"),
        (["worker", "-b", "h:1", "--pipelines", "a.yaml", "--commit-interval", "0"], "--commit-interval is"),
        (
            ["worker", "-b", "h:1", "--pipelines", "a.yaml", "--commit-bytes", "1"],
            "--commit-bytes is wrong: '1'"
        ),
        (
            ["worker", "-b", "h:1", "--pipelines", "a.yaml", "--state-memory", "1MiB"],
            "--state-memory is wrong: '1MiB' is out of range"
        ),
        (["worker", "-b", "h:1", "--pipelines", "a.yaml", "--instance", "a b"], "'a b' is no name"),
        (["worker", "-b", "h:1", "--pipelines", "a.yaml", "--commit-records", "0"], "expected 1 to"),
        (["worker", "-b", "h:1", "--pipelines", "a.yaml", "--snapshot-interval", "10x"], "is no duration"),
        (
            ["worker", "-b", "h:1", "--pipelines", "a.yaml", "--max-record-size", "0B"],
            "--max-record-size is"
        ),
        (
            ["worker", "-b", "h:1", "--pipelines", "a.yaml", "--status-interval", "nan"],
            "--status-interval is"
        ),
        (["worker", "-b", "h:1", "--pipelines", "a.yaml", "--group", ""], "--group needs a name"),
        (["worker", "-b", "h:1", "--pipelines", "a.yaml", "--seconds", "inf"], "--seconds is"),
        (["validate", "a.yaml", "--set", "limit"], "--set limit has no value"),
        (["validate", "a.yaml", "--set", "Limit=1"], "'Limit' is no name of a variable"),
        (["validate", "a.yaml", "--json", "--effective"], "exclude each other"),
        (["fmt", "-", "a.yaml"], "- stands alone"),
        (["publish", "-b", "h:1", "--key", "k", "a.ndjson"], "--topic"),
        (["publish", "-b", "h:1", "--topic", "t", "a.ndjson"], "--key"),
        (["publish", "-b", "h:1", "--topic", "t", "--key", "k"], "files"),
        (
            ["publish", "-b", "h:1", "--topic", "t", "--key", "k", "--rate", "0", "a.ndjson"],
            "--rate is above 0"
        ),
        (["publish", "-b", "h:1", "--topic", "t", "--key", "k", "--rate", "nan", "a.ndjson"], "--rate is"),
        (["alerts", "-b", "h:1", "--seconds", "nan"], "--seconds is"),
        (["alerts", "-b", "h:1", "--limit", "0"], "--limit is 1 or more"),
        (["metrics", "-b", "h:1", "--seconds", "1e300"], "--seconds is"),
        (["kafka", "--brokers", "0"], "--brokers is 1 to 16"),
        (["kafka", "--topics", "orders:many"], "'orders:many' is no topic"),
        (["kafka", "--topics", "orders:1,orders:2"], "'orders' is named twice"),
        (["demo", "--days", "0"], "--days is 1 to 365"),
        (["demo", "--speed", "1e300"], "--speed is"),
        (["validate"], "paths"),
        (["test"], "paths"),
        (["plan"], "paths"),
        (["plan", "a.yaml", "--assume", "kyes=1"], "'kyes=1' is no assumption"),
        (["plan", "a.yaml", "--partitions", "many"], "'many' is no number of partitions"),
        (["plan", "a.yaml", "--against", "b.yaml", "--format", "svg"], "--against tells"),
    ]

    @Test(arguments: mistakes)
    func `a wrong flag ends with code 64 and names it`(arguments: [String], mentions: String) async throws {
        try await Scene.play { scene in
            let program = try scene.start(try Binary.path(), arguments)
            #expect(try await program.end() == 64)
            #expect(program.output == "")
            #expect(program.errors.contains("Error: "))
            #expect(program.errors.contains(mentions), "\(program.report)")
            #expect(program.errors.contains("--help"))
        }
    }
}
