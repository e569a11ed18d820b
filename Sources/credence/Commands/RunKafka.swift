import ArgumentParser
import EventModel
import Foundation
import KafkaLog
import PipelineSpec
import Planning
import Worker

struct RunKafka: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kafka",
        abstract: "Run the embedded Kafka: a small cluster in memory, for trials and tests.",
        discussion: """
            Prints its address and runs until stopped. It keeps the newest 5 MB of each partition and forgets all when it \
            ends. It creates no topics later: name the pipelines that are to run on it, so that the topics that their \
            workers read, write and keep their state in are there.

            EXAMPLES
              credence kafka --pipelines Pipelines
              credence kafka --topics orders:4,logistics:4 --pipelines Pipelines
              credence kafka --pipelines Pipelines --bootstrap-file address
            """)

    @Option(
        name: .long,
        help: ArgumentHelp("Topics with their partitions.", valueName: "name:partitions,…"))
    var topics = "orders:8,logistics:8,reviews:8,clickstream:8"

    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp(
            "Pipelines whose topics it gets, too: files, or folders of them.", valueName: "path"))
    var pipelines: [String] = []

    @Option(name: .long, help: "How many brokers share the partitions.")
    var brokers = 1

    @Option(
        name: .long, help: ArgumentHelp("Write the address to this file once it answers.", valueName: "file"))
    var bootstrapFile: String?

    @OptionGroup var end: EndOption
    @OptionGroup var prefix: PrefixOption

    func validate() throws {
        guard (1...16).contains(brokers) else { throw ValidationError("--brokers is 1 to 16") }
        _ = try TopicList(topics)
    }

    func run() async throws {
        try await reportingFailures {
            let plans = try loadPipelines(pipelines, settings: SpecSettings()).map(\.plan)
            let topics = try TopicList(topics).withTopics(of: plans, prefix: prefix.prefix)
            let (brokers, file) = (brokers, bootstrapFile.map { AddressFile(path: $0) })
            try file?.remove()
            try await runUntilStopped(seconds: end.seconds) { stop in
                let kafka = try EmbeddedKafka(topics: topics.topics, brokers: brokers)
                Console.out(kafka.bootstrap)
                try file?.write(kafka.bootstrap)
                defer { try? file?.remove() }
                Console.note("embedded Kafka at \(kafka.bootstrap) with \(topics.text); Ctrl-C ends it")
                while !stop.isSet { stop.sleep(seconds: 1) }
                kafka.stop()
            }
        }
    }
}

/// Topics with their numbers of partitions, as on the command line: `orders:8,logistics:8`.
struct TopicList: Sendable {
    private(set) var topics: [(String, Int)] = []

    init(_ text: String) throws {
        for part in text.split(separator: ",") {
            let pieces = part.split(separator: ":", omittingEmptySubsequences: false)
            let name = pieces[0].trimmingCharacters(in: .whitespaces)
            let count = pieces.count == 1 ? 8 : Int(pieces[1].trimmingCharacters(in: .whitespaces)) ?? 0
            guard pieces.count <= 2, !name.isEmpty, (1...10_000).contains(count) else {
                throw ValidationError("'\(part)' is no topic: write name:partitions, for example orders:8")
            }
            guard !topics.contains(where: { $0.0 == name }) else {
                throw ValidationError("the topic '\(name)' is named twice")
            }
            topics.append((name, count))
        }
    }

    /// These, and the topics that workers of some pipelines read, write and keep their state in.
    func withTopics(of plans: [PipelinePlan], prefix: String) throws -> TopicList {
        var settings = WorkerSettings()
        settings.outputPrefix = prefix
        var all = self
        for output in settings.outputDemands {
            // Small partitions are all it has, and metrics are many: more of them keep more.
            all.add(output.name, output.settings["cleanup.policy"] == "compact" ? 32 : 8)
        }
        for plan in plans {
            for source in plan.declaredSources { all.add(source.topic, 8) }
            let counts = Dictionary(all.topics.map { ($0.0, $0.1) }, uniquingKeysWith: { first, _ in first })
            for demand in try plan.internalTopics(partitions: counts, prefix: prefix) {
                all.add(demand.name, demand.partitions)
            }
        }
        return all
    }

    private mutating func add(_ name: String, _ partitions: Int) {
        if !topics.contains(where: { $0.0 == name }) { topics.append((name, partitions)) }
    }

    var text: String { topics.map { "\($0.0):\($0.1)" }.joined(separator: ", ") }
}
