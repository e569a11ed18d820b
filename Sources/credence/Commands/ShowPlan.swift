import ArgumentParser
import Foundation
import PipelineSpec
import Planning
import Worker

struct ShowPlan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract:
            "Show how pipelines run: stages, topics, keys, state, warnings; or what a change does to their state.",
        discussion: """
            Sizes and rates are estimates from what is supposed of the data; --assume says it better: \
            \(PlanAssumptions.Name.allCases.map { "\($0.rawValue) (\($0.meaning))" }.joined(separator: ", ")). \
            With OWNER.NAME=NUMBER it holds for one source, promise, visits, metric or alert.

            --against tells which state survives a change and which restarts, operator by operator, against an older file, \
            a folder, or a plan written with --format json. Exit code 0; with --strict 1 when there are warnings or, with \
            --against, when something restarts. 2 when a pipeline is wrong.

            EXAMPLES
              credence plan Pipelines
              credence plan Pipelines/seller-trust.yaml --format svg --output plan.svg
              credence plan Pipelines --partitions 12 --assume keys=200000
              credence plan Pipelines --assume orders.events_per_second=50
              credence plan Pipelines --against before/Pipelines --strict
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, dot, svg
    }

    @Argument(help: "Pipeline files, or folders of them.")
    var paths: [String]

    @Option(name: .long, help: "text, json, dot (for Graphviz) or svg (a picture).")
    var format = Format.text

    @Option(name: .long, help: ArgumentHelp("An older plan to compare with.", valueName: "old"))
    var against: String?

    @Option(
        name: .long, help: ArgumentHelp("Partitions of the sources' topics: N or SOURCE=N.", valueName: "n"))
    var partitions: [String] = []

    @Option(
        name: .long,
        help: ArgumentHelp("What to suppose of the data: NAME=NUMBER,…", valueName: "name=number"))
    var assume: [String] = []

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("Where to write; standard output if left out.", valueName: "file"))
    var output: String?

    @Flag(name: .long, help: "End with 1 when there are warnings or, with --against, restarts.")
    var strict = false

    @OptionGroup var pipelineOptions: PipelineOptions
    @OptionGroup var prefix: PrefixOption

    func validate() throws {
        _ = try settings
        if against != nil, format == .dot || format == .svg {
            throw ValidationError("--against tells its result as text or json")
        }
    }

    func run() async throws {
        try await reportingFailures {
            let settings = try settings
            let deployment = try pipelineOptions.settings()
            let plans = try explained(paths, deployment, settings)
            if let against {
                let comparison = PlanComparison(of: plans, against: try older(against, deployment, settings))
                try write(format == .json ? comparison.json() : text { $0.lines(comparison) })
                if strict, comparison.count(.restarts) > 0 { throw ExitCode(1) }
                return
            }
            switch format {
            case .text:
                try write(
                    text { writer in plans.map { writer.lines($0).joined(separator: "\n") }.between("\n") })
            case .json: try write(try PlanDocument(plans).json())
            case .dot: try write(PlanDot.text(plans))
            case .svg: try write(PlanPicture.svg(plans))
            }
            if strict, plans.contains(where: { !$0.warnings.isEmpty }) { throw ExitCode(1) }
        }
    }

    private var settings: PlanSettings {
        get throws {
            try PlanSettings(partitions: partitions, assumptions: assume, prefix: prefix.prefix)
        }
    }

    private func explained(
        _ paths: [String], _ deployment: SpecSettings, _ settings: PlanSettings
    ) throws -> [PlanExplanation] {
        let pipelines = try loadPipelines(paths, settings: deployment)
        try settings.check(pipelines.map(\.declaration))
        return pipelines.map { PlanExplanation(of: $0.plan, $0.declaration, settings.explanation) }
    }

    /// A plan that was written as JSON, or the pipelines of a file or folder.
    private func older(
        _ path: String, _ deployment: SpecSettings, _ settings: PlanSettings
    ) throws -> [PlanExplanation] {
        guard path.hasSuffix(".json") else {
            return try loadPipelines([path], settings: deployment).map {
                PlanExplanation(of: $0.plan, $0.declaration, settings.explanation)
            }
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFailure(
                domain: .input, message: "\(path): cannot be read",
                hint: "give a file, a folder or a plan as JSON")
        }
        do throws(PlanDocument.Failure) {
            return try PlanDocument(json: data).plans
        } catch {
            throw CommandFailure(domain: .input, message: "\(path): \(error.message)", hint: error.hint)
        }
    }

    private func text(_ lines: (PlanText) -> [String]) -> String {
        let isTerminal = output == nil && Console.isTerminal
        let writer = PlanText(width: isTerminal ? Console.width : 100) { text, style in
            switch style {
            case .heading: Console.paint(text, .green, on: isTerminal)
            case .name: text
            case .faint: Console.paint(text, .grey, on: isTerminal)
            case .warning: Console.paint(text, .yellow, on: isTerminal)
            }
        }
        return lines(writer).joined(separator: "\n")
    }

    private func write(_ text: String) throws {
        guard let output else { return Console.out(text) }
        do {
            try Data((text + "\n").utf8).write(to: URL(filePath: output), options: .atomic)
        } catch {
            throw CommandFailure(
                domain: .input, message: "\(output): cannot be written",
                hint: "give a file in a folder that exists")
        }
    }
}

extension PlanDocument.Failure {
    fileprivate var message: String {
        switch self {
        case .unreadable: "it is no plan"
        case .otherFormat(let format): "it is a plan of format \(format)"
        }
    }

    fileprivate var hint: String {
        switch self {
        case .unreadable: "write one with: credence plan PATHS --format json --output FILE"
        case .otherFormat:
            "compare with the pipeline files instead; this program knows format \(PlanDocument.currentFormat)"
        }
    }
}

extension [String] {
    /// With a line between two.
    fileprivate func between(_ line: String) -> [String] {
        enumerated().flatMap { $0 == 0 ? [$1] : [line, $1] }
    }
}
