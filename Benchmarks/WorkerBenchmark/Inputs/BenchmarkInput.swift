import EventModel
import Foundation
import KafkaLog
import PipelineSpec
import Planning

/// Topics full of events, and the pipeline that reads them.
protocol BenchmarkInput: Sendable {
    /// What it is called in the output.
    var name: String { get }
    /// The pipeline's file.
    var pipeline: URL { get }
    /// Its topics; all have the same number of partitions.
    var topics: [String] { get }
    /// How many partitions each topic has.
    var partitions: Int { get }
    /// Events in all topics together.
    var events: Int { get }
    /// How many final results there must be in the end; `nil` where windows are longer than the input.
    var finalResults: Int? { get }
    /// Writes all events.
    func send(by producer: RecordProducer) throws
}

extension BenchmarkInput {
    func plan() throws -> PipelinePlan {
        let pipelines = try PipelineFile.loadAll(
            [pipeline.path], alertFunctions: { AlertFunctions.declarations(for: $0) })
        return try PipelinePlan(pipelines[0])
    }

    /// A file beside this program's sources.
    static func file(_ name: String) -> URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Pipelines/\(name)")
    }
}

/// Writes texts to the topics of an input.
final class RecordProducer {
    private let producer: KafkaProducer
    private var topics: [KafkaTopic] = []

    init(_ properties: KafkaProperties, topics: [String]) throws {
        var properties = properties
        properties["linger.ms"] = "100"
        producer = try KafkaProducer(properties: properties)
        for topic in topics { self.topics.append(try producer.topic(topic)) }
    }

    func send(topic: Int, partition: Int, key: String, value: String) throws {
        var (key, value) = (key, value)
        try key.withUTF8 { key in
            try value.withUTF8 { value in
                try producer.send(
                    to: topics[topic], partition: Int32(partition), key: UnsafeRawBufferPointer(key),
                    value: UnsafeRawBufferPointer(value))
            }
        }
    }

    func close() throws {
        defer { producer.close() }
        try producer.flush(waitMilliseconds: 60_000)
    }
}
