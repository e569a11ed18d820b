import ArgumentParser
import PipelineSpec

struct Validate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check pipelines and their schemas without running anything.",
        discussion: """
            Reports every problem with file:line:column, the text concerned and what was expected. Exit code 0 when all is \
            well, 2 when something is wrong.

            EXAMPLES
              credence validate Pipelines
              credence validate Pipelines/seller-trust.yaml --json
              credence validate Pipelines --environment production --set limit=0.08
              credence validate Pipelines/seller-trust.yaml --effective
            """)

    @Argument(help: "Pipeline files, or folders of them.")
    var paths: [String]

    @Flag(name: .long, help: "Tell the result as one line of JSON.")
    var json = false

    @Flag(
        name: .long,
        help: "Print the pipelines as they take effect, with includes, variables and overlays put in.")
    var effective = false

    @OptionGroup var pipelineOptions: PipelineOptions

    func validate() throws {
        guard !(json && effective) else { throw ValidationError("--json and --effective exclude each other") }
    }

    func run() async throws {
        try await reportingFailures {
            do {
                let pipelines = try loadPipelines(paths, settings: pipelineOptions.settings())
                if effective { return Self.print(pipelines.map(\.declaration)) }
                if json { return Console.out(jsonText([("problems", .list([]))])) }
                for (pipeline, _) in pipelines { Console.out(Self.summary(of: pipeline)) }
            } catch let problems as SpecProblems where json {
                Console.out(jsonText([("problems", .list(problems.problems.map(Self.json)))]))
                throw ExitCode(2)
            }
        }
    }

    /// One pipeline as it is, several as documents of one text.
    private static func print(_ pipelines: [PipelineDeclaration]) {
        for pipeline in pipelines {
            if pipelines.count > 1 { Console.out("--- # \(pipeline.location.file)") }
            Console.out(String(pipeline.effectiveText.dropLast()))
        }
    }

    private static func summary(of pipeline: PipelineDeclaration) -> String {
        func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
        let parts = [
            count(pipeline.sources.count, "source"), count(pipeline.promises.count, "promise"),
            count(pipeline.metrics.count, "metric"),
            pipeline.scores.isEmpty ? nil : count(pipeline.scores.count, "score"),
            count(pipeline.alerts.count, "alert"),
        ].compactMap { $0 }
        return "\(pipeline.location.file): \(pipeline.name) version \(pipeline.version): "
            + parts.joined(separator: ", ") + ": " + Console.paint("ok", .green)
    }

    private static func json(_ problem: SpecProblem) -> JSONText {
        .object([
            ("file", .string(problem.location.file)), ("line", .number(problem.location.line)),
            ("column", .number(problem.location.column)), ("length", .number(problem.length)),
            ("message", .string(problem.message)), ("expected", .string(problem.expected)),
            ("suggestion", problem.suggestion.map { .string($0) } ?? .null),
            ("included_from", problem.includedFrom.map { .string("\($0)") } ?? .null),
        ])
    }
}
