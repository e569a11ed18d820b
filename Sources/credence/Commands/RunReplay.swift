import ArgumentParser
import EventModel
import Foundation
import PipelineSpec
import Planning
import Replay
import Synchronization

struct RunReplay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Run pipelines over history: files of events in, final metrics and alerts out.",
        discussion: """
            Files are NDJSON, plain, gzip or zstd; of a folder all of them are read, in the order of their names. Sources are \
            merged by event time. The same input gives the same output to the byte, whatever the number of threads. Nothing is \
            published: a replay never pages anyone.

            The folder gets metrics.ndjson, alerts.ndjson, late.ndjson, dead-letters.ndjson and manifest.json, which says what \
            was read and what came out. Exit code 0 when everything was read, 1 when not.

            EXAMPLES
              credence replay --pipelines P --files orders=o.gz logistics=l.gz --out run
              credence replay --pipelines P --files orders=2025 --to 2025-06-01 --out h1
              credence replay --pipelines P --files orders=o --alerts-only --out run
            """)

    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp("Pipeline files, or folders of them.", valueName: "path"))
    var pipelines: [String]

    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp(
            "A source and a file or folder of its events; may be repeated.", valueName: "source=path"))
    var files: [String]

    @Option(name: .long, help: ArgumentHelp("The folder for the output.", valueName: "folder"))
    var out: String

    @Option(
        name: .long,
        help: ArgumentHelp("Leave out what is told of this time and before.", valueName: "time"))
    var from: String?

    @Option(
        name: .long, help: ArgumentHelp("Let event time go no further.", valueName: "time"))
    var to: String?

    @Option(name: .long, help: "How many threads run pipelines; all cores when not given.")
    var threads: Int?

    @Flag(name: .long, help: "Tell results, too, that may still change.")
    var provisional = false

    @Flag(name: .long, help: "Leave out metrics, which are most of the output.")
    var alertsOnly = false

    @Flag(name: .long, help: "Read files that are cut or corrupt as far as they go.")
    var allowDamaged = false

    @Flag(name: .long, help: "Tell the result as one line of JSON.")
    var json = false

    @OptionGroup var pipelineOptions: PipelineOptions

    func validate() throws {
        for file in files where Self.parts(of: file) == nil {
            throw ValidationError("--files \(file) names no source: write --files orders=\(file)")
        }
        if let threads, threads < 1 { throw ValidationError("--threads \(threads): at least 1") }
        _ = try (time(from, "--from"), time(to, "--to"))
    }

    func run() async throws {
        try await reportingFailures {
            let plan = try plan()
            let replay = Replay(plan, folder: out, program: Credence.configuration.version)
            let result = Mutex<ReplayManifest?>(nil)
            let begun = Date()
            try await runUntilStopped { stop in
                stop.onSet { replay.stop() }
                let telling = ReplayTelling(replay, pipelines: plan.pipelines.count)
                telling.begin()
                defer { telling.end() }
                let manifest = try replay.run()
                result.withLock { $0 = manifest }
            }
            guard let manifest = result.withLock({ $0 }) else {
                throw CommandFailure(
                    domain: .input, message: "stopped before the end, so nothing was written",
                    hint: "the same command begins anew and writes the same")
            }
            tell(manifest, seconds: Date().timeIntervalSince(begun))
            guard manifest.inputs.allSatisfy(\.damaged.isEmpty) else { throw ExitCode(1) }
        }
    }

    private func plan() throws -> ReplayPlan {
        let loaded = try loadPipelines(pipelines, settings: try pipelineOptions.settings())
        var paths: [(source: String, paths: [String])] = []
        for file in files {
            guard let (source, path) = Self.parts(of: file) else { continue }
            if let place = paths.firstIndex(where: { $0.source == source }) {
                paths[place].paths.append(path)
            } else {
                paths.append((source, [path]))
            }
        }
        let names = Set(loaded.flatMap { $0.declaration.sources.map(\.name) })
        for (source, _) in paths where !names.contains(source) {
            throw CommandFailure.configuration(
                "no pipeline has a source '\(source)'",
                hint: "the sources are \(names.sorted().joined(separator: ", "))")
        }
        var plan = ReplayPlan(
            pipelines: loaded.map { .init(plan: $0.plan, text: $0.declaration.text) },
            inputs: try paths.map { ReplayInput(source: $0.source, files: try InputFiles.files($0.paths)) })
        plan.from = try time(from, "--from")
        plan.to = try time(to, "--to")
        plan.tellsProvisional = provisional
        plan.tellsAlertsOnly = alertsOnly
        plan.allowsDamage = allowDamaged
        plan.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
        return plan
    }

    private func tell(_ manifest: ReplayManifest, seconds: Double) {
        for damage in manifest.inputs.flatMap(\.damaged) {
            Console.error(Console.paint("damaged", .yellow, on: Console.isErrorTerminal) + " \(damage)")
        }
        let records = manifest.pipelines.reduce(0) { $0 + $1.sources.values.reduce(0) { $0 + $1.read } }
        let rate = Int(Double(records) / max(seconds, 0.001))
        guard !json else {
            Console.out(
                jsonText([
                    ("run", .string(manifest.run)), ("records", .number(records)),
                    ("results", .number(manifest.pipelines.reduce(0) { $0 + $1.results })),
                    ("transitions", .number(manifest.pipelines.reduce(0) { $0 + $1.transitions })),
                    ("damaged", .number(manifest.inputs.reduce(0) { $0 + $1.damaged.count })),
                    ("milliseconds", .number(Int(seconds * 1000))), ("records_per_second", .number(rate)),
                ]))
            return
        }
        for pipeline in manifest.pipelines {
            Console.out(
                "\(pipeline.name): \(Console.count(pipeline.results, "final result")), "
                    + "\(Console.count(pipeline.transitions, "transition")), closed until \(pipeline.closedUntil)"
            )
            for (name, counts) in pipeline.sources.sorted(by: { $0.key < $1.key }) {
                Console.out(
                    "  \(name): read \(Console.grouped(counts.read)) = used \(Console.grouped(counts.used))"
                        + " + filtered \(Console.grouped(counts.filtered))"
                        + " + duplicates \(Console.grouped(counts.duplicates))"
                        + " + late \(Console.grouped(counts.late))"
                        + " + dead letters \(Console.grouped(counts.deadLetters))")
            }
        }
        Console.out(
            "run \(manifest.run) in \(out): \(Console.count(records, "record")) in "
                + "\((seconds * 10).rounded() / 10) s, \(Console.grouped(rate))/s")
    }

    private func time(_ text: String?, _ option: String) throws -> EventTime? {
        guard let text else { return nil }
        if let time = RFC3339.parse(text.contains("T") ? text : text + "T00:00:00Z") { return time }
        throw ValidationError("\(option) \(text) is no time: write 2025-03-01 or 2025-03-01T12:00:00Z")
    }

    private static func parts(of file: String) -> (source: String, path: String)? {
        guard let equals = file.firstIndex(of: "="), equals != file.startIndex else { return nil }
        return (String(file[..<equals]), String(file[file.index(after: equals)...]))
    }
}
