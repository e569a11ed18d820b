import EventModel
import Foundation
import KafkaLog

/// The Kafka that is measured with.
enum Cluster {
    /// An embedded one in a process of its own.
    case embedded(ClusterProcess)
    /// One that is there, for tests.
    case external(String)

    var bootstrap: String {
        switch self {
        case .embedded(let process): process.bootstrap
        case .external(let bootstrap): bootstrap
        }
    }

    var properties: KafkaProperties { KafkaProperties(bootstrap: bootstrap) }

    /// Fills the topics of an input, unless they hold all of it from an earlier run.
    ///
    /// - Throws: when a topic holds something else.
    func load(_ input: any BenchmarkInput) throws {
        let admin = try KafkaAdmin(properties: properties)
        defer { admin.close() }
        if case .external = self {
            _ = try admin.create(
                input.topics.map {
                    TopicDefinition(name: $0, partitions: input.partitions)
                })
        }
        let places = input.topics.flatMap { topic in
            (0..<input.partitions).map { TopicPartition(topic: topic, partition: Int32($0)) }
        }
        let present = try admin.watermarks(of: places).values.reduce(0) { $0 + Int($1.high - $1.low) }
        guard present != input.events else { return }
        guard present == 0 else { throw TopicsInUse(topics: input.topics, present: present) }
        let producer = try RecordProducer(properties, topics: input.topics)
        try input.send(by: producer)
        try producer.close()
    }

    func end() {
        if case .embedded(let process) = self { process.end() }
    }
}

struct TopicsInUse: Error, CustomStringConvertible {
    var topics: [String]
    var present: Int

    var description: String {
        "\(topics.joined(separator: ", ")) hold \(present) other records: delete the topics, or name another Kafka"
    }
}
