import Expressions
import PipelineSpec
import Testing

@Suite struct EnvironmentFileTests {
    private let production = SpecSettings(environment: "production")

    private func files(_ environment: String) -> [String: String] {
        Files.with(
            ["for: 2h": "for: ${hold:2h}"], and: ["pipelines/environments/production.yaml": environment])
    }

    @Test func `its variables count more than defaults, and settings more than it`() throws {
        let files = files("variables: { hold: 3h }")
        #expect(try Files.load(files).alerts.first?.forMilliseconds == 7_200_000)
        #expect(try Files.load(files, production).alerts.first?.forMilliseconds == 10_800_000)
        let both = SpecSettings(environment: "production", variables: ["hold": "4h"])
        #expect(try Files.load(files, both).alerts.first?.forMilliseconds == 14_400_000)
    }

    @Test func `an overlay is laid over its pipeline`() throws {
        let files = files(
            """
            variables: { hold: 3h }
            pipelines:
              trust:
                version: 2
                alerts:
                  late: { severity: warning, runbook: ~, for: "1h${more:30m}", labels: { site: eu } }
                metrics: { late_rate: { also: { paid: ~ }, prior: { weight: 70 } } }
            """)
        let pipeline = try Files.load(files, production)
        #expect(pipeline.version == 2)
        #expect(pipeline.name == "trust")
        let alert = try #require(pipeline.alerts.first)
        #expect(alert.severity == .warning)
        #expect(alert.runbook == nil)
        #expect(alert.forMilliseconds == 5_400_000)
        #expect(alert.labelTexts == ["team": "trust", "site": "eu"])
        #expect(pipeline.metrics.first?.prior == Prior(mean: 0.05, weight: 70))
        #expect(pipeline.metrics.first?.also.map(\.name) == ["total"])
    }

    @Test func `a problem of an overlay is at its own place`() {
        let files = files(
            "variables: { hold: x }\npipelines:\n  trust:\n    alerts: { late: { severity: wrning, sumary: a } }\n"
        )
        #expect(
            Files.words(files, production) == [
                "trust.yaml:45:10+10 'x' is no duration, where hold = \"x\"",
                "environments/production.yaml:4:33+6 unknown value 'wrning' for 'severity'",
                "environments/production.yaml:4:41+6 unknown key 'sumary' in alert 'late'",
            ])
    }

    @Test(arguments: [
        ("varibles: {}", "1:1+8 unknown key 'varibles' in the environment", "variables"),
        ("pipelines: { trst: { version: 2 } }", "1:14+4 unknown pipeline 'trst'", "trust"),
        ("pipelines: { trust: [a] }", "1:21+1 the overlay of pipeline 'trust' is a list", nil),
        ("pipelines: { trust: { pipeline: b } }", "1:23+8 an overlay cannot rename its pipeline", nil),
        ("variables: { hodl: 1h }", "1:14+4 no pipeline uses the variable 'hodl'", "hold"),
        ("variables: { Hold: 1h }", "1:14+4 'Hold' is no name of a variable", nil),
        ("variables: { hold: ~ }", "1:20+1 the variable 'hold' is empty", nil),
        ("variables: { hold: '${a:1}h' }", "1:20+9 the value of a variable cannot hold another", nil),
        ("variables: [hold]", "1:12+1 'variables' of the environment is a list", nil),
        ("variables: { hold: 1h", "1:12+1 not YAML: the '{' is not closed", nil),
    ])
    func `what is wrong with it is reported at its place`(text: String, says: String, suggestion: String?)
        throws
    {
        let problems = Files.problems(files(text), production)
        let problem = try #require(problems.first { $0.location.file.hasSuffix("production.yaml") })
        let words = "\(problem.location.line):\(problem.location.column)+\(problem.length) \(problem.message)"
        #expect(words.hasPrefix(says), "\(words)")
        #expect(problem.suggestion == suggestion)
    }

    @Test func `a folder without the environment is a problem with the nearest name`() throws {
        let problems = Files.problems(files("{}"), SpecSettings(environment: "producton"))
        let problem = try #require(problems.first)
        #expect(problems.count == 1)
        #expect("\(problem.location)" == "pipelines/environments/producton.yaml:1:1")
        #expect(problem.message == "cannot read the environment 'producton': there is no such file")
        #expect(problem.suggestion == "production")
        #expect(Files.problems(files("{}"), SpecSettings(environment: "../x")).count == 1)
    }

    @Test func `what it says of pipelines that are not read now is no problem`() throws {
        var files = files("variables: { other: 1 }\npipelines: { other: { version: 2 } }")
        files["pipelines/other.yaml"] = "pipeline: other\nx-a: ${other:2}\n"
        #expect(try Files.load(files, production).version == 1)
    }

    @Test func `the text of a pipeline is what took effect`() throws {
        let files = files("variables: { hold: 3h }\npipelines: { trust: { version: 2 } }")
        let pipeline = try Files.load(files, production)
        #expect(pipeline.text.contains("for: 3h\n"))
        #expect(pipeline.text.contains("version: 2\n"))
        #expect(pipeline.text == pipeline.effectiveText)
        #expect(try Files.load(files, SpecSettings(variables: ["hold": "3h"])).text != pipeline.text)
        #expect(try Files.load(Fixture.files).text == Fixture.pipeline)
    }

    @Test func `reading the effective text again gives the same`() throws {
        let files = Files.with(
            [
                "{ team: trust }":
                    "{ a: \"x\\ny\\u00e9\", b: 'null', c: $${d}, e: \"it's\", f: \"it's \\\"\", g: '- h' }"
            ])
        let first = try Files.load(files)
        let again = try Files.load(Fixture.files.merging([Fixture.path: first.effectiveText]) { $1 })
        #expect(again.effectiveText == first.effectiveText)
        #expect(again.alerts.first?.labelTexts == first.alerts.first?.labelTexts)
        #expect(again.alerts.first?.labels.count == 6)
        #expect(again.alerts.first?.when?.text == first.alerts.first?.when?.text)
    }
}
