import ArgumentParser
import Foundation
import PipelineSpec
import Planning

struct PrintCatalogue: AsyncParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case markdown, json
    }

    static let configuration = CommandConfiguration(
        commandName: "catalogue",
        abstract: "Print what pipelines measure: metrics, scores and the alerts on them.",
        discussion: """
            For those who read the numbers: of each measure what it is, its unit, its key and windows, whether more of it is \
            good, who answers for it and where its runbook is, as the pipelines say it.

            EXAMPLES
              credence catalogue Pipelines
              credence catalogue Pipelines --format json
              credence catalogue Pipelines --output docs/metrics.md
            """)

    @Argument(help: "Pipeline files, or folders of them.")
    var paths: [String]

    @Option(name: .long, help: "markdown or json.")
    var format = Format.markdown

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("Where to write; standard output if left out.", valueName: "file"))
    var output: String?

    @OptionGroup var pipelineOptions: PipelineOptions

    func run() async throws {
        try await reportingFailures {
            let pipelines = try loadPipelines(paths, settings: pipelineOptions.settings())
            let catalogue = MeasureCatalogue(pipelines.map(\.declaration))
            let folder = output.map { URL(filePath: $0).deletingLastPathComponent().lastPathComponent }
            let text = format == .json ? Self.json(catalogue) : catalogue.markdown(in: folder ?? "docs")
            guard let output else { return Console.out(String(text.dropLast(text.hasSuffix("\n") ? 1 : 0))) }
            do {
                try Data(text.utf8).write(to: URL(filePath: output))
            } catch {
                throw CommandFailure(
                    domain: .input, message: "\(output): cannot be written: \(error.localizedDescription)",
                    hint: "give a path in a folder that is there and that you may write to")
            }
        }
    }

    private static func json(_ catalogue: MeasureCatalogue) -> String {
        jsonText([
            (
                "pipelines",
                .list(
                    catalogue.chapters.map { chapter in
                        .object([
                            ("pipeline", .string(chapter.pipeline)),
                            ("measures", .list(chapter.measures.map(json))),
                        ])
                    })
            )
        ]) + "\n"
    }

    private static func json(_ measure: MeasureCatalogue.Measure) -> JSONText {
        func text(_ text: String?) -> JSONText { text.map { .string($0) } ?? .null }
        let notes = measure.notes
        return .object([
            ("id", text(notes.id)), ("name", .string(measure.name)),
            ("kind", .string(measure.isScore ? "score" : "metric")),
            ("description", text(notes.description)), ("unit", text(notes.unit)),
            ("direction", text(notes.direction?.rawValue)), ("owner", text(notes.owner)),
            ("runbook", text(notes.runbook)), ("by", .list(measure.by.map { .string($0) })),
            ("window", .string(measure.window)),
            (
                "alerts",
                .list(
                    measure.alerts.map { alert in
                        .object([
                            ("name", .string(alert.name)), ("class", .string(alert.kind)),
                            ("severity", .string(alert.severity)), ("condition", .string(alert.condition)),
                            ("runbook", text(alert.runbook)),
                        ])
                    })
            ),
        ])
    }
}
