import ArgumentParser
import Expressions
import Foundation

struct RunExpressions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "expressions",
        abstract: "Evaluate an expression, or run conformance cases.",
        discussion: """
            Prints the value with its type as one line of JSON. With --cases every line of the file is a case; those that \
            fail are printed, then how many passed and failed. Exit code 0 when all is well, 1 when something failed.

            EXAMPLES
              credence expressions '[1, 2, 3].map(x, x * 2)'
              credence expressions --cases cases.jsonl
            """)

    @Argument(help: "An expression.")
    var expression: String?

    @Option(name: .long, help: "A file of conformance cases, one JSON object per line.")
    var cases: String?

    func validate() throws {
        guard (expression == nil) != (cases == nil) else {
            throw ValidationError("give either an expression or --cases FILE")
        }
    }

    func run() async throws {
        try await reportingFailures {
            if let cases { try Self.runCases(cases) }
            if let expression { try Self.evaluate(expression) }
        }
    }

    private static func evaluate(_ text: String) throws {
        do {
            let value = try ValueExpression(text).evaluate(zones: zones)
            Console.out(TaggedValue.text(of: value))
        } catch let problems as ExpressionProblems {
            for problem in problems.problems {
                Console.error("\(problem.range.lowerBound): \(problem.message)")
                if !problem.expected.isEmpty { Console.error("hint: expected \(problem.expected)") }
            }
            throw ExitCode(1)
        } catch let failure as EvaluationFailure {
            Console.error("error: \(failure.message)")
            throw ExitCode(1)
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
