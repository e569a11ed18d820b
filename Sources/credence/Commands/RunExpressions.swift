import ArgumentParser
import Dataflow
import Expressions
import Foundation
import PipelineSpec
import Planning

struct RunExpressions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "expressions",
        abstract: "Evaluate an expression, run conformance cases, or list the functions.",
        discussion: """
            Prints the value with its type as one line of JSON. With --cases every line of the file is a case; those that \
            fail are printed, then how many passed and failed. Exit code 0 when all is well, 1 when something failed.

            EXAMPLES
              credence expressions '[1, 2, 3].map(x, x * 2)'
              credence expressions --cases cases.jsonl
              credence expressions --functions --format markdown
            """)

    @Argument(help: "An expression.")
    var expression: String?

    @Option(name: .long, help: "A file of conformance cases, one JSON object per line.")
    var cases: String?

    @Flag(name: .long, help: "Lists all functions with their types and an example.")
    var functions = false

    @Option(name: .long, help: "How functions are listed.")
    var format = ListingFormat.text

    enum ListingFormat: String, ExpressibleByArgument, CaseIterable { case text, markdown }

    func validate() throws {
        guard [expression != nil, cases != nil, functions].count(where: \.self) == 1 else {
            throw ValidationError("give an expression, --cases FILE or --functions")
        }
    }

    func run() async throws {
        try await reportingFailures {
            if let cases { try Self.runCases(cases) }
            if let expression { try Self.evaluate(expression) }
            if functions { list() }
        }
    }

    private func list() {
        let sections = [FunctionTable.section, AlertFunctions.section, ScoreFunctions.section]
        let texts = sections.map { format == .markdown ? $0.markdown : $0.text }
        Console.out(texts.joined(separator: "\n\n"))
    }

    private static func evaluate(_ text: String) throws {
        do {
            let value = try ValueExpression(text).evaluate(zones: zones)
            Console.out(TaggedValue.text(of: value))
        } catch let problems as ExpressionProblems {
            throw SpecProblems(problems: problems.problems.map { SpecProblem($0, in: text) })
        } catch let failure as EvaluationFailure {
            throw CommandFailure(
                domain: .input, message: failure.message,
                hint: "the expression is well formed, but has no value")
        }
    }

    private static func runCases(_ path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFailure(
                domain: .input, message: "\(path): cannot be read", hint: "give a file with one case per line"
            )
        }
        var passed = 0
        var failed = 0
        // Lines end at line feeds only: strings in JSON may hold other separators.
        for line in data.split(separator: 0x0A) {
            let text = String(decoding: line, as: UTF8.self)
            guard text.contains(where: { !$0.isWhitespace }) else { continue }
            guard let found = ConformanceCase(text) else {
                failed += 1
                Console.out(Console.plain("malformed case: \(text.prefix(200))"))
                continue
            }
            if let failure = found.failure(zones: zones) {
                failed += 1
                Console.out(Console.plain("\(found.name): \(found.text.prefix(200)): \(failure)"))
            } else {
                passed += 1
            }
        }
        Console.out("\(passed) passed, \(failed) failed")
        if failed > 0 { throw ExitCode(1) }
    }

    private static let zones: TimeZoneLookup = { name, seconds in
        TimeZone(identifier: name)?.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds)))
    }
}

extension SpecProblem {
    /// A problem of an expression that stands in no file.
    fileprivate init(_ problem: ExpressionProblem, in text: String) {
        let bytes = Array(text.utf8)
        let range = problem.range.clamped(to: 0..<bytes.count)
        let before = String(decoding: bytes[..<range.lowerBound], as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let column = (before.last?.count ?? 0) + 1
        self.init(
            location: SourceLocation(file: "expression", line: max(1, before.count), column: column),
            length: max(1, String(decoding: bytes[range], as: UTF8.self).count), message: problem.message,
            expected: problem.expected, suggestion: problem.suggestion,
            sourceLine: String(lines[max(0, before.count - 1)]))
    }
}
