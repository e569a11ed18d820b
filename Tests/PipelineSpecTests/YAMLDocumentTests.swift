import PipelineSpec
import Testing

@Suite struct YAMLDocumentTests {
    private func only(_ pipeline: String) throws -> SpecProblem {
        let problems = Fixture.problems(pipeline: pipeline)
        #expect(problems.count == 1, "\(problems.map(\.message))")
        return try #require(problems.first)
    }

    @Test(arguments: [
        BrokenFile(
            "an open brace",
            [
                "time: {": "time: §{", "allowed_lateness: 1d }": "allowed_lateness: 1d",
            ], says: "the '{' is not closed", hint: "'}'"),
        .init(
            "a line without a colon", ["by: order_id\n    made": "§by order_id\n    made"],
            says: "this line has no key",
            hint: "'key: value'"),
        .init(
            "no space behind a colon", ["on: late_rate\n": "§on:late_rate\n"], says: "this line has no key",
            hint: "a space behind the colon"),
        .init(
            "a colon in a text", ["description: late deliveries": "description: late§: very late"],
            says: "mapping values are not allowed", hint: "quotes"),
        .init("a tab", ["    unit: share": "§\tunit: share"], says: "a tab character", hint: "spaces"),
        .init(
            "a quote that is never closed", ["https://": "§\"https://"], says: "quote",
            hint: "a closing quote"),
        .init(
            "a key too far to the left", ["    unit: share": "   §unit: share"],
            says: "did not find expected key", hint: "as far to the right"),
        .init(
            "an ampersand", ["unit: share": "unit: §&& x"], says: "anchor",
            hint: "quotes around text that begins with '&'"),
        .init("a percent sign", ["unit: share": "unit: §%"], says: "cannot start any token", hint: "quotes"),
        .init(
            "a second document", ["metrics:": "§---\nmetrics:"], says: "a second document",
            hint: "one document"),
        .init("a control character", ["unit: share": "unit: sh§\u{7}are"], says: "U+0007 is not allowed"),
        .init("a private character", ["unit: share": "unit: sh§\u{E000}are"], says: "U+E000 is not allowed"),
        .init("an unknown alias", ["unit: share": "unit: §*nothing"], says: "unknown anchor 'nothing'"),
        .init(
            "an alias of itself", ["unit: share": "x: &a\n      b: §*a\n    unit: share"],
            says: "unknown anchor 'a'", count: 2),
    ])
    func `broken YAML is reported at its place`(file: BrokenFile) throws {
        try file.check()
    }

    @Test(arguments: ["", "\n\n", "# nothing\n", "---\n", "~", "just words", "[a, b]", "\u{FEFF}"])
    func `a file that is no mapping is one problem`(text: String) throws {
        #expect(try only(text).location.file == Fixture.path)
    }

    @Test func `an anchor's value is what its aliases stand for`() throws {
        let text = Fixture.pipeline
            .replacing(
                "    window: { hopping: 14d, every: 1d }",
                with: "    window: &width { hopping: 14d, every: 1d }"
            )
            .replacing("window: { tumbling: 1d }", with: "window: *width")
            .replacing("by: seller_id", with: "by: &key seller_id").replacing(
                "[seller_id, region]", with: "[*key, region]")
        let pipeline = try Fixture.load(Fixture.files.merging([Fixture.path: text]) { $1 })
        #expect(pipeline.metrics.first?.window == pipeline.metrics.last?.window)
        #expect(pipeline.metrics.last?.by == ["seller_id", "region"])
    }

    @Test func `a merged mapping gives what is not written`() throws {
        let text =
            "x-shared: &rate { of: delivery, by: seller_id, window: { tumbling: 1d }, unit: share }\n"
            + Fixture.pipeline.replacing(
                "alerts:", with: "  daily:\n    <<: *rate\n    unit: late\n    count: true\nalerts:")
        let pipeline = try Fixture.load(Fixture.files.merging([Fixture.path: text]) { $1 })
        let metric = try #require(pipeline.metric(named: "daily"))
        #expect(metric.input == .promise("delivery", at: .due))
        #expect(metric.notes.unit == "late")
    }

    @Test func `a problem in an anchor's value is reported once, where it is written`() throws {
        let text = Fixture.pipeline
            .replacing(
                "window: { hopping: 14d, every: 1d }", with: "window: &width { hopping: 14d, every: 28d }"
            )
            .replacing("window: { tumbling: 1d }", with: "window: *width")
        #expect("\(try only(text).location)" == "pipelines/trust.yaml:31:43")
    }

    @Test func `stars in expressions are no aliases`() throws {
        let text = Fixture.pipeline.replacing("{ sum: amount }", with: "{ sum: amount * 2.0 *2.0 }")
            .replacing("unit: share", with: "unit: \"*share*\"")
        let pipeline = try Fixture.load(Fixture.files.merging([Fixture.path: text]) { $1 })
        #expect(pipeline.metrics.first?.notes.unit == "*share*")
    }

    @Test func `keys written twice do not hide other problems`() {
        let text = Fixture.pipeline.replacing("unit: share", with: "unit: a\n    unit: b\n    unit: c")
            .replacing("forget_after: 90d", with: "forget_after: x\n    forget_after: y")
            .replacing("severity: critical", with: "severity: bad")
        let lines = Fixture.problems(pipeline: text).map(\.location.line)
        #expect(lines == [20, 21, 26, 27, 52])
    }

    @Test func `a byte order mark and other line ends do not shift places`() throws {
        let text = "\u{FEFF}" + Fixture.pipeline.replacing("version: 1", with: "version: 0")
        #expect("\(try only(text).location)" == "pipelines/trust.yaml:2:10")
        #expect("\(try only(text.replacing("\n", with: "\r\n")).location)" == "pipelines/trust.yaml:2:10")
    }

    @Test func `columns are characters, not bytes`() throws {
        let text = Fixture.pipeline.replacing("{ team: trust }", with: "{ te\u{301}am: \"日本\", b: [] }")
        let problems = Fixture.problems(pipeline: text)
        #expect(problems.map(\.location.column) == [15, 30])
    }
}
