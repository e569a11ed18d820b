import EventModel
import KafkaLog

/// Reads a topic from its beginning, further with every call.
final class TopicReader {
    private(set) var records: [TailRecord] = []
    private let topic: String
    private let properties: KafkaProperties
    private let tail: KafkaTail

    init(_ topic: String, _ properties: KafkaProperties) throws {
        self.topic = topic
        self.properties = properties
        tail = try KafkaTail(topic: topic, from: .beginning, properties: properties)
    }

    deinit { tail.close() }

    /// Reads until a condition holds.
    func read(_ what: String, until isMet: ([TailRecord]) throws -> Bool) async throws {
        try await Patience.wait("for \(what)", report: { "\(records.count) records came from \(topic)" }) {
            while let fresh = try? tail.fetch(waitMilliseconds: 50), !fresh.isEmpty { records += fresh }
            return try isMet(records)
        }
    }

    /// Reads all that is there now: for topics that nobody writes to any longer.
    func readToEnd() async throws {
        let admin = try KafkaAdmin(properties: properties)
        defer { admin.close() }
        let count = try admin.topics()[topic] ?? 0
        let ends = try admin.watermarks(
            of: (0..<count).map { TopicPartition(topic: topic, partition: Int32($0)) })
        var next: [Int32: Int64] = [:]
        try await read("the end") { records in
            for record in records {
                next[record.partition] = max(next[record.partition] ?? 0, record.offset + 1)
            }
            return ends.allSatisfy { place, end in end.low == end.high || next[place.partition] == end.high }
        }
    }
}
