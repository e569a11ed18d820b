import EventModel
import Foundation
import KafkaLog
import PipelineSpec
import Planning
import Worker

/// Where a trial is played: a Kafka with the topics, and a folder with the pipeline, the outputs and the states.
final class Stage {
    let folder: String
    let bootstrap: String
    /// Whether records of aborted transactions are hidden, as a real Kafka does.
    let isStrict: Bool
    /// What the names of all topics and groups begin with.
    let tag: String
    let pipeline: String
    let partitions: Int
    /// Whether some workers have a name in their group; the embedded cluster knows no names.
    let hasNames: Bool
    private let embedded: EmbeddedKafka?
    private let keep: Bool

    var properties: KafkaProperties { KafkaProperties(bootstrap: bootstrap) }
    var sources: [String] { ["\(tag).orders", "\(tag).logistics"] }
    var kafkaText: String { isStrict ? "Kafka at \(bootstrap), topics \(tag)…" : "the embedded cluster" }

    init(
        bootstrap: String?, seed: UInt64, keep: Bool, hasNames: Bool, partitions: Int? = nil,
        pipeline text: (_ tag: String) -> String
    ) throws {
        tag = bootstrap == nil ? "chaos" : "chaos-\(seed)-\(UInt32.random(in: 0...0xFFFF))"
        // The embedded cluster keeps 5 MB of a partition: more of them keep what a killed worker has yet to read.
        self.partitions = partitions ?? (bootstrap == nil ? 32 : 8)
        isStrict = bootstrap != nil
        self.hasNames = hasNames && isStrict
        self.keep = keep
        folder = FileManager.default.temporaryDirectory.appending(path: "chaos-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let schemas = URL(filePath: #filePath).appending(path: "../../../Pipelines/events").standardized
        try FileManager.default.copyItem(atPath: schemas.path, toPath: folder + "/events")
        pipeline = folder + "/chaos.yaml"
        try Data(text(tag).utf8).write(to: URL(filePath: pipeline))
        if let bootstrap {
            self.bootstrap = bootstrap
            embedded = nil
            try createSources()
        } else {
            let kafka = try EmbeddedKafka(
                topics: try Self.topics(pipeline, tag: tag, partitions: self.partitions))
            embedded = kafka
            self.bootstrap = kafka.bootstrap
        }
    }

    /// Ends the Kafka that was started, and forgets the folder unless it is to be kept.
    func clear() {
        embedded?.stop()
        if keep {
            Progress.tell("kept in \(folder)")
        } else {
            try? FileManager.default.removeItem(atPath: folder)
        }
    }

    /// The Kafka that is named, or that the environment names.
    static func bootstrap(_ option: String?) -> String? {
        let named = option ?? ProcessInfo.processInfo.environment["CREDENCE_TEST_BOOTSTRAP"]
        return named == "" ? nil : named
    }

    /// A program in the folder that this one is in.
    static func neighbour(_ name: String) -> String {
        URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: name).path
    }

    private func createSources() throws {
        let admin = try KafkaAdmin(properties: properties)
        defer { admin.close() }
        _ = try admin.create(sources.map { TopicDefinition(name: $0, partitions: partitions) })
    }

    /// All topics of both sides: the embedded cluster creates none later.
    private static func topics(_ path: String, tag: String, partitions: Int) throws -> [(String, Int)] {
        let pipelines = try PipelineFile.loadAll(
            [path], alertFunctions: { AlertFunctions.declarations(for: $0) })
        let plan = try PipelinePlan(pipelines[0])
        let sources = Dictionary(uniqueKeysWithValues: plan.sources.map { ($0.topic, partitions) })
        var topics = sources.map { ($0.key, $0.value) }
        for side in Side.allCases {
            var settings = WorkerSettings()
            settings.outputPrefix = side.prefix(tag)
            topics += settings.outputDemands.map { ($0.name, partitions) }
            topics += try plan.internalTopics(partitions: sources, prefix: side.prefix(tag))
                .map { ($0.name, $0.partitions) }
        }
        return topics
    }
}

/// Who reads: one worker that is left in peace, or those that are not.
enum Side: String, CaseIterable {
    case calm, torn

    func prefix(_ tag: String) -> String { "\(tag).\(rawValue)." }
    func group(_ tag: String) -> String { "\(tag)-\(rawValue)" }
}
