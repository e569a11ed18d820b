import EventModel
import Expressions
import PipelineSpec
import Testing

@Suite struct VariableValuesTests {
    private static let rate = Files.with([
        "when: probability_above(0.10) >= 0.95 && broken >= 3":
            "when: probability_above(${limit:0.10}) >= ${sure:0.95} && brokn >= 3"
    ])

    @Test func `a value given counts more than the default`() throws {
        let files = Files.with(["broken >= 3": "broken >= ${least:3}", "for: 2h": "for: ${hold:2h}"])
        #expect(try Files.load(files).alerts.first?.when?.text.hasSuffix("broken >= 3") == true)
        let pipeline = try Files.load(files, SpecSettings(variables: ["least": "4", "hold": "90s"]))
        #expect(pipeline.alerts.first?.when?.text.hasSuffix("broken >= 4") == true)
        #expect(pipeline.alerts.first?.forMilliseconds == 90_000)
    }

    @Test(arguments: [[:], ["limit": "0.2"], ["limit": "0.1234567890", "sure": "1.0"]])
    func `a problem behind variables keeps its exact place`(variables: [String: String]) {
        #expect(
            Files.words(Self.rate, SpecSettings(variables: variables)) == [
                "trust.yaml:43:63+5 unknown name 'brokn'"
            ])
    }

    @Test func `a problem inside a value marks the variable and tells the value`() {
        let files = Files.with(["broken >= 3": "broken >= ${least:3}"])
        #expect(
            Files.words(files, SpecSettings(variables: ["least": "nothing"])) == [
                "trust.yaml:43:56+10 unknown name 'nothing', where least = \"nothing\""
            ])
    }

    @Test func `places are exact in folded, literal and quoted texts`() {
        func place(_ when: String) -> [String] {
            Files.words(
                Files.with(["when: probability_above(0.10) >= 0.95 && broken >= 3": "when: \(when)"]),
                SpecSettings(variables: ["limit": "0.123456"])
            ).map { String($0.prefix { $0 != " " }) }
        }
        #expect(place("\"value > ${limit:0.1} && \\\"a\\\" == brokn\"") == ["trust.yaml:43:45+5"])
        #expect(place("'value > ${limit:0.1} && ''a'' == brokn'") == ["trust.yaml:43:45+5"])
        #expect(place(">\n        value > ${limit:0.1}\n        && brokn") == ["trust.yaml:45:12+5"])
        #expect(place("|\n        value > ${limit:0.1}\n        && brokn") == ["trust.yaml:45:12+5"])
    }

    @Test func `a value of the wrong kind is told`() {
        let files = Files.with([
            "{ mean: 0.05, weight: 50 }": "{ mean: ${m:0.05}, weight: 50 }", "for: 2h": "for: ${hold:2h}",
        ])
        let words = Files.words(files, SpecSettings(variables: ["m": "abc", "hold": "2x"]))
        #expect(
            words == [
                "trust.yaml:32:20+9 'abc' is no 'mean', where m = \"abc\"",
                "trust.yaml:45:10+10 unknown unit 'x' in '2x', where hold = \"2x\"",
            ])
    }

    @Test func `a variable without a value is a problem, unless something is laid over it`() throws {
        let files = Files.with(["severity: critical": "severity: ${sevrity}"])
        let problem = try #require(Files.problems(files, SpecSettings(variables: ["severity": "info"])).first)
        #expect(problem.message == "the variable 'sevrity' has no value")
        #expect(problem.location.column == 15)
        #expect(problem.suggestion == "severity")
        var covered = files
        covered["pipelines/environments/b.yaml"] =
            "pipelines: { trust: { alerts: { late: { severity: info } } } }"
        #expect(try Files.load(covered, SpecSettings(environment: "b")).alerts.first?.severity == .info)
    }

    @Test func `two defaults of one variable are a problem of the second`() {
        let files = Files.with(
            [
                "for: 2h": "for: ${t:2h}", "keep_firing_for: 1d": "keep_firing_for: ${t:1d}",
                "    labels: { team: trust }": "    include: more.yaml",
            ],
            and: ["pipelines/more.yaml": "labels: { team: '${t:2h}', x: '${t:3h}' }"])
        #expect(
            Files.words(files) == [
                "trust.yaml:46:22+7 the variable 't' has another default at trust.yaml:45:10",
                "more.yaml:1:32+7 the variable 't' has another default at trust.yaml:45:10",
            ])
    }

    @Test func `a value for a variable that no file uses is a problem`() throws {
        let files = Files.with(["for: 2h": "for: ${hold:2h}"])
        let problem = try #require(Files.problems(files, SpecSettings(variables: ["hodl": "1h"])).first)
        #expect(problem.message == "no pipeline uses the variable 'hodl'")
        #expect(problem.suggestion == "hold")
        #expect(problem.sourceLine == "hodl=1h")
    }

    @Test func `schemas have variables too`() throws {
        var files = Files.with()
        files["pipelines/events/order.yaml"] = Fixture.order.replacing(
            "total_amount", with: "${amount_key:total}")
        #expect(
            try Files.load(files).source(named: "orders")?.schema.field(named: "amount")?.path
                == FieldPath(key: "total"))
        let shop = try Files.load(files, SpecSettings(variables: ["amount_key": "sum"]))
        #expect(shop.source(named: "orders")?.schema.field(named: "amount")?.path == FieldPath(key: "sum"))
    }

    @Test func `a path that is included can hold a variable`() throws {
        let files = Files.with(
            ["{ team: trust }": "{ include: '${region:de}.yaml' }"],
            and: ["pipelines/de.yaml": "{ team: a }", "pipelines/fr.yaml": "{ team: b }"])
        let pipeline = try Files.load(files, SpecSettings(variables: ["region": "fr"]))
        #expect(pipeline.alerts.first?.labelTexts == ["team": "b"])
    }

    @Test func `long values that are used often are refused`() {
        let items = Array(repeating: "${a}", count: 10_000).joined(separator: ", ")
        let files = Files.with(["{ team: trust }": "{ team: \"\(items)\" }"])
        let long = String(repeating: "x", count: 10_000)
        #expect(
            Files.problems(files, SpecSettings(variables: ["a": long])).map(\.message) == [
                "the texts with variables in them are too much with their values"
            ])
    }
}
