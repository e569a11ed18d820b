import PipelineSpec
import Testing

@Suite struct VariableTextTests {
    /// A label with a text, and what it becomes.
    private func label(_ text: String, _ variables: [String: String] = [:]) throws -> String? {
        let files = Files.with(["    labels: { team: trust }": "    labels:\n      team: \(text)"])
        return try Files.load(files, SpecSettings(variables: variables)).alerts.first?.labelTexts["team"]
    }

    @Test(arguments: [
        ("${a:1}", "1"), ("x${a:1}y${b:2}z", "x1y2z"), ("$${a:1}", "${a:1}"), ("\"${a:, ]}\"", ", ]"),
        ("'${a:it''s}'", "it's"), ("${a: b # c}", " b # c"), ("[x]", ""), ("${a:http://b:80}", "http://b:80"),
        (">-\n        one\n        ${a:two}", "one two"), ("|-\n        ${a:1}\n        ${b:2}", "1\n2"),
        ("\"\\u0024{a:1}\"", "1"), ("cost $5 of {b}", "cost $5 of {b}"), ("$$${a:1}", "$${a:1}"),
        ("\"a${b:}c\"", "ac"), ("x $", "x $"), ("*x${a:1}", ""),
    ])
    func `variables stand in any scalar`(text: String, becomes: String) throws {
        guard !becomes.isEmpty else {
            #expect(throws: SpecProblems.self) { try label(text) }
            return
        }
        #expect(try label(text) == becomes)
    }

    @Test(arguments: [
        ("${", "this '${' has no '}' behind it", 1), ("${a", "this '${' has no '}' behind it", 1),
        ("x ${}", "a variable needs a name", 3), ("${Late:1}", "'Late' is no name of a variable", 1),
        ("${1a}", "'1a' is no name of a variable", 1), ("${a b}", "'a b' is no name of a variable", 1),
        ("${a:${b:1}}", "a default cannot hold a variable", 1),
        ("${a-b:1}", "'a-b' is no name of a variable", 1),
        ("ab ${{ x }}", "'{ x ' is no name of a variable", 4),
        ("\"a ${A}\"", "'A' is no name of a variable", 4),
    ])
    func `what is no variable is a problem at its place`(text: String, says: String, column: Int) throws {
        let problems = Files.problems(
            Files.with(["    labels: { team: trust }": "    labels:\n      team: \(text)"]))
        let problem = try #require(problems.first)
        #expect(problems.count == 1, "\(problems.map(\.message))")
        #expect(problem.message == says)
        #expect(problem.location.line == 52)
        #expect(problem.location.column == 12 + column)
    }

    @Test func `variables stand between braces without quotes`() throws {
        let files = Files.with([
            "{ mean: 0.05, weight: 50 }": "{ mean: ${m:0.05}, weight: ${w:50} }",
            "[seller_id, region]": "[${key:seller_id}, region]",
            "{ team: trust }": "{ team: ${team:a, b: [c] #d}, x: y }",
            "for: 2h": "for: ${hold:2h}",
        ])
        let pipeline = try Files.load(files, SpecSettings(variables: ["w": "60"]))
        #expect(pipeline.metrics.first?.prior == Prior(mean: 0.05, weight: 60))
        #expect(pipeline.metrics.last?.by == ["seller_id", "region"])
        #expect(pipeline.alerts.first?.labelTexts == ["team": "a, b: [c] #d", "x": "y"])
        #expect(pipeline.alerts.first?.forMilliseconds == 7_200_000)
    }

    @Test func `an open variable between braces is the only problem`() {
        let files = Files.with(["{ mean: 0.05, weight: 50 }": "{ mean: ${m, weight: 50 }"])
        #expect(Files.words(files) == ["trust.yaml:32:20+2 this '${' has no '}' behind it"])
    }

    @Test func `a key cannot hold a variable`() {
        let files = Files.with(["{ team: trust }": "{ ${team:a}: trust }"])
        #expect(Files.words(files) == ["trust.yaml:51:15+9 a key cannot hold a variable"])
    }

    @Test(arguments: ["${", "${a", "${a:", "${a:}", "$${", "${a:1}", "$", "${:", "}", "${a:x} "])
    func `a megabyte of it is answered`(piece: String) {
        let text = String(repeating: piece, count: (1 << 20) / piece.utf8.count - 100)
        let problems = Files.problems([Fixture.path: "pipeline: a\nx-a: " + text + "\nb: '" + text])
        #expect(!problems.isEmpty)
    }
}
