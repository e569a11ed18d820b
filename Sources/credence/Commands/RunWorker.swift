import ArgumentParser
import EventModel
import Foundation
import KafkaLog
import Planning
import Worker

struct RunWorker: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "Run pipelines over Kafka topics until stopped.",
        discussion: """
            Reads the topics of the pipelines from their beginning, writes metrics, alerts, late events and dead letters to \
            topics of its own, and goes on as events come. Ctrl-C or SIGTERM finishes the batch and leaves.

            EXAMPLES
              credence worker --bootstrap 127.0.0.1:9092 --pipelines Pipelines
              credence worker -b kafka:9093 -X security.protocol=SSL --pipelines Pipelines/seller-trust.yaml --threads 4
            """)

    @OptionGroup var kafka: KafkaOptions
    @OptionGroup var prefix: PrefixOption

    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp("Pipeline files, or folders of them.", valueName: "path"))
    var pipelines: [String]

    @Option(name: .long, help: "Worker threads; the machine's cores when not given.")
    var threads: Int?

    @Option(name: .long, help: "The most events that are processed at once.")
    var batchSize = 4096

    @Option(name: .long, help: "How often results are handed on, in milliseconds.")
    var commitInterval = 500

    @Option(name: .long, help: "Records larger than this go to the dead letters unread.")
    var maxRecordBytes = 1 << 20

    @Option(name: .long, help: "The consumer group; named after the pipelines when not given.")
    var group: String?

    @Option(name: .long, help: "How often the status is told, in seconds.")
    var statusInterval = 10.0

    @Option(name: .long, help: "Stop after so many seconds.")
    var seconds: Double?

    @Flag(name: .long, help: "Tell events and status as lines of JSON on standard output.")
    var json = false

    func validate() throws {
        guard threads ?? 1 > 0, threads ?? 1 <= 256 else { throw ValidationError("--threads is 1 to 256") }
        guard (1...65_536).contains(batchSize) else { throw ValidationError("--batch-size is 1 to 65536") }
        guard (1...60_000).contains(commitInterval) else {
            throw ValidationError("--commit-interval is 1 to 60000")
        }
        guard maxRecordBytes > 0 else { throw ValidationError("--max-record-bytes is above 0") }
        guard statusInterval > 0 else { throw ValidationError("--status-interval is above 0") }
        guard !pipelines.isEmpty else {
            throw ValidationError("--pipelines names at least one file or folder")
        }
    }

    func run() async throws {
        try await reportingFailures {
            // Pipelines first: a broken one ends the command before anything starts.
            let plans = try loadPipelines(pipelines).map(\.plan)
            let properties = try kafka.properties()
            var settings = WorkerSettings()
            settings.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
            settings.batchSize = batchSize
            settings.commitIntervalMilliseconds = Int64(commitInterval)
            settings.maxRecordBytes = maxRecordBytes
            settings.outputPrefix = prefix.prefix
            let report = WorkerReport(json: json, bootstrap: properties.bootstrap)
            let runner = WorkerRunner(
                plans: plans, settings: settings, properties: properties,
                group: group ?? "credence." + plans.map(\.name).joined(separator: "."), report: report)
            let (interval, seconds) = (statusInterval, seconds)
            try await runUntilStopped(seconds: seconds) { stop in
                try runner.run(stop: stop, statusSeconds: interval)
            }
        }
    }
}
