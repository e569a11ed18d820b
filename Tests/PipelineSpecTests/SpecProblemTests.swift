import PipelineSpec
import Testing

@Suite struct SpecProblemTests {
    @Test func `a problem shows its line with a mark under the place`() throws {
        let text = Fixture.pipeline.replacing(
            "kept: { on: logistics, when:", with: "kept: { on: logistics, wen:")
        let problem = try #require(Fixture.problems(pipeline: text).first)
        #expect(
            problem.rendered(colour: false) == """
                pipelines/trust.yaml:18:28: error: unknown key 'wen' in 'kept' of promise 'delivery'
                  18 |     kept: { on: logistics, wen: status == "delivered" }
                     |                            ^~~
                     = expected on or when
                     = did you mean 'when'?
                """)
    }

    @Test func `colours are escape sequences around the same text`() throws {
        let text = Fixture.pipeline.replacing("version: 1", with: "version: 0")
        let problem = try #require(Fixture.problems(pipeline: text).first)
        let coloured = problem.rendered(colour: true)
        #expect(coloured.contains("\u{1B}[1;31merror:\u{1B}[0m"))
        #expect(coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "") == problem.rendered(colour: false))
    }

    @Test func `a mark stays under its place behind tabs and wide letters`() {
        let problem = SpecProblem(
            location: SourceLocation(file: "a.yaml", line: 7, column: 5), length: 2, message: "wrong",
            sourceLine: "a\t日x: bc")
        #expect(
            problem.rendered(colour: false) == """
                a.yaml:7:5: error: wrong
                   7 | a\t日x: bc
                     |  \t   ^~
                """)
    }

    @Test func `a long line is cut around the place`() {
        let line = String(repeating: "a", count: 5_000) + "!" + String(repeating: "b", count: 5_000)
        let problem = SpecProblem(
            location: SourceLocation(file: "a.yaml", line: 1, column: 5_001), message: "wrong",
            sourceLine: line)
        let lines = problem.rendered(colour: false).split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[1].count < 200)
        #expect(
            lines[1].firstIndex(of: "!").map { lines[1].distance(from: lines[1].startIndex, to: $0) }
                == lines[2].firstIndex(of: "^").map { lines[2].distance(from: lines[2].startIndex, to: $0) })
    }

    @Test func `a mark ends with its line`() throws {
        let text = Fixture.pipeline.replacing(
            "when: event_type == \"order_paid\"", with: "when: |\n        region +\n        region")
        let problem = try #require(Fixture.problems(pipeline: text).first)
        #expect(problem.location.line == 16)
        #expect(problem.length <= problem.sourceLine.count - problem.location.column + 1)
    }

    @Test func `all problems are rendered with their number`() {
        let problem = SpecProblem(location: SourceLocation(file: "a", line: 1, column: 1), message: "wrong")
        #expect(
            SpecProblems(problems: [problem]).rendered(colour: false) == "a:1:1: error: wrong\n\n1 problem")
        #expect(SpecProblems(problems: [problem, problem]).rendered(colour: false).hasSuffix("2 problems"))
    }
}
