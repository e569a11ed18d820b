import EventModel
import Foundation
import KafkaLog

/// A Kafka that runs as a program, and what tests put into it and take out.
struct Cluster: Sendable {
    let bootstrap: String
    /// The program that it runs as; `nil` where the test itself runs it.
    var program: Program?

    var properties: KafkaProperties { KafkaProperties(bootstrap: bootstrap) }

    /// A record to write.
    struct Record: Sendable {
        var partition: Int32?
        var key: [UInt8]?
        var value: [UInt8]?

        init(partition: Int32? = nil, key: [UInt8]? = nil, value: [UInt8]?) {
            self.partition = partition
            self.key = key
            self.value = value
        }

        init(key: String, _ value: String) {
            self.init(key: Array(key.utf8), value: Array(value.utf8))
        }
    }

    /// Writes records in order and waits until they are taken.
    func write(_ records: [Record], to topic: String) throws {
        let producer = try KafkaProducer(properties: properties)
        defer { producer.close() }
        let topic = try producer.topic(topic)
        for record in records {
            try Self.withBytes(record.key) { key in
                try Self.withBytes(record.value) { value in
                    try producer.send(to: topic, partition: record.partition, key: key, value: value)
                }
            }
        }
        try producer.flush(waitMilliseconds: 60_000)
    }

    func reader(of topic: String) throws -> TopicReader { try TopicReader(topic, properties) }

    private static func withBytes(
        _ bytes: [UInt8]?, _ body: (UnsafeRawBufferPointer?) throws -> Void
    ) throws {
        guard let bytes else { return try body(nil) }
        try bytes.withUnsafeBytes { try body($0) }
    }
}
