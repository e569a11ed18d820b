import ArgumentParser
import Foundation
import PipelineCases
import PipelineSpec

struct TestPipelines: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run the cases of pipelines: events in; metrics, alerts, late events and dead letters out.",
        discussion: """
            Of a folder all files tests/*.yaml beneath it are run. Time is made up, so that days take milliseconds. Exit code \
            0 when all cases passed, 1 when one failed, 2 when a file is broken.

            EXAMPLES
              credence test Pipelines
              credence test Pipelines/tests/seller-trust.yaml --filter alert
              credence test Pipelines --junit report.xml
            """)

    @Argument(help: "Test files, or folders that have some in folders called tests.")
    var paths: [String]

    @Option(name: .long, help: "Run only the cases whose names contain this text.")
    var filter: String?

    @Flag(name: .long, help: "Tell the result as one line of JSON.")
    var json = false

    @Option(name: .long, help: "Also write the result to a file, in the XML that CI systems read from JUnit.")
    var junit: String?

    @OptionGroup var pipelineOptions: PipelineOptions

    func run() async throws {
        try await reportingFailures {
            let cases = try cases().filter { filter.map($0.name.contains) ?? true }
            guard !cases.isEmpty else {
                throw CommandFailure.configuration(
                    "no case has '\(Console.plain(filter ?? ""))' in its name",
                    hint: "leave out --filter to see all names")
            }
            let summary = CaseSummary(results: run(cases))
            if let junit { try Self.write(summary.junit, to: junit) }
            if json {
                Console.out(summary.json)
            } else {
                let colour: Console.Colour = summary.failed == 0 ? .green : .red
                Console.out(Console.paint(summary.text, colour))
            }
            if summary.failed > 0 { throw ExitCode(1) }
        }
    }

    /// All cases of all files.
    ///
    /// - Throws: everything that is wrong with all of the files.
    private func cases() throws -> [TestCase] {
        let settings = try pipelineOptions.settings()
        var cases: [TestCase] = []
        var problems: [SpecProblem] = []
        for path in try TestFiles.paths(of: paths) {
            do { cases += try TestFile.load(path, settings: settings).cases } catch {
                // Several files may name one broken pipeline.
                problems += error.problems.filter { !problems.contains($0) }
            }
        }
        guard problems.isEmpty else { throw SpecProblems(problems: problems) }
        return cases
    }

    private func run(_ cases: [TestCase]) -> [CaseResult] {
        let begin = ContinuousClock.now
        var results: [CaseResult] = []
        for test in cases {
            // Nobody needs to be told what is over in a moment.
            if ContinuousClock.now - begin > .seconds(2) {
                Console.status("case \(results.count + 1) of \(cases.count): \(Console.plain(test.name))")
            }
            let result = test.run()
            results.append(result)
            guard !json else { continue }
            Console.out(result.rendered(colour: Console.isTerminal) + (result.hasPassed ? "" : "\n"))
        }
        Console.endStatus()
        return results
    }

    private static func write(_ text: String, to path: String) throws {
        do { try Data(text.utf8).write(to: URL(filePath: path)) } catch {
            throw CommandFailure(
                domain: .input, message: "\(path): cannot be written: \(error.localizedDescription)",
                hint: "give a file in a folder that exists")
        }
    }
}
