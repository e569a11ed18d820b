import ArgumentParser
import EventModel
import Foundation
import KafkaLog
import PipelineSpec
import Planning
import Worker

struct RunWorker: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "Run pipelines over Kafka topics until stopped.",
        discussion: """
            Reads the topics of the pipelines, writes metrics, alerts, late events and dead letters to topics of its own, each \
            of them once, and goes on as events come. Workers of the same group share the work; one that is started again \
            goes on where it was. Ctrl-C or SIGTERM commits the batch and leaves.

            EXAMPLES
              credence worker --bootstrap 127.0.0.1:9092 --pipelines Pipelines
              credence worker -b kafka:9093 --pipelines a.yaml b.yaml --threads 4
              credence worker -b kafka:9093 -X security.protocol=SSL --pipelines Pipelines
              credence worker -b kafka:9093 --pipelines Pipelines --environment production
              credence worker -b kafka:9093 --pipelines Pipelines --state-directory state
            """)

    @OptionGroup var kafka: KafkaOptions
    @OptionGroup var prefix: PrefixOption

    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp("Pipeline files, or folders of them.", valueName: "path"))
    var pipelines: [String]

    @OptionGroup var pipelineOptions: PipelineOptions

    @Option(
        name: .long,
        help: ArgumentHelp("Worker threads; the machine's cores when not given.", valueName: "number"))
    var threads: Int?

    @Option(
        name: .long, help: ArgumentHelp("The most events that are processed at once.", valueName: "events"))
    var batchSize = 4096

    @OptionGroup(title: "Commits, state and the group") var worker: WorkerOptions

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Larger records go to the dead letters unread; pipelines may set another limit for a source.",
            valueName: "size"),
        transform: { text in try RunWorker.recordSize(text) })
    var maxRecordSize: Int = 1 << 20

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Each pipeline's workers are a consumer group, whose name begins with this.", valueName: "name"))
    var group = "credence"

    @Option(name: .long, help: ArgumentHelp("How often the status is told.", valueName: "seconds"))
    var statusInterval = 10.0

    @OptionGroup var end: EndOption

    @Flag(name: .long, help: "Tell events and status as lines of JSON on standard output.")
    var json = false

    func validate() throws {
        guard threads ?? 1 > 0, threads ?? 1 <= 256 else { throw ValidationError("--threads is 1 to 256") }
        guard (1...65_536).contains(batchSize) else { throw ValidationError("--batch-size is 1 to 65536") }
        guard statusInterval > 0 else { throw ValidationError("--status-interval is above 0") }
        guard group != "" else { throw ValidationError("--group needs a name") }
        guard !pipelines.isEmpty else {
            throw ValidationError("--pipelines names at least one file or folder")
        }
    }

    private static func recordSize(_ text: String) throws -> Int {
        do throws(SizeText.Failure) {
            let bytes = try SizeText.bytes(text)
            if (1...1 << 30).contains(bytes) { return Int(bytes) }
        } catch { throw ValidationError("\(error.message(text)); expected \(SizeText.example)") }
        throw ValidationError("--max-record-size is 1B to 1GiB")
    }

    func run() async throws {
        try await reportingFailures {
            // Pipelines first: a broken one ends the command before anything starts.
            let deployment = try pipelineOptions.settings(over: kafka.pipelineSettings())
            let plans = try loadPipelines(pipelines, settings: deployment).map(\.plan)
            let properties = try kafka.properties()
            var settings = WorkerSettings()
            settings.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
            settings.batchSize = batchSize
            try worker.apply(over: kafka.workerSettings(), to: &settings)
            settings.maxRecordBytes = maxRecordSize
            settings.outputPrefix = prefix.prefix
            let group = group
            let runner = WorkerRunner(
                plans: plans, settings: settings, properties: properties, group: group,
                report: WorkerReport(json: json, bootstrap: properties.bootstrap, group: group))
            let (interval, seconds) = (statusInterval, end.seconds)
            try await runUntilStopped(seconds: seconds) { stop in
                try runner.run(stop: stop, statusSeconds: interval)
            }
        }
    }
}
