import EventModel
import KafkaLog
import Testing

@Suite struct KafkaTopicsTests {
    private func demand(_ name: String, _ partitions: Int) -> TopicDemand {
        TopicDemand(
            name: name, partitions: partitions, isPartitionCountFixed: true,
            settings: ["cleanup.policy": "compact", "retention.ms": "-1"])
    }

    @Test func `topics that are there are told as they are`() throws {
        let kafka = try EmbeddedKafka(topics: [("a", 3), ("b", 1)])
        let topics = try KafkaTopics(properties: kafka.properties())
        let findings = try topics.prepare([demand("b", 1), demand("a", 5)], waitMilliseconds: 10_000)
        #expect(
            findings == [
                TopicFinding(name: "b", partitions: 1, isNew: false),
                TopicFinding(name: "a", partitions: 3, isNew: false),
            ])
        #expect(try topics.prepare([], waitMilliseconds: 10_000) == [])
    }

    @Test func `the embedded cluster says which topics it must be started with`() throws {
        let kafka = try EmbeddedKafka(topics: [("a", 3)])
        let topics = try KafkaTopics(properties: kafka.properties())
        let failure = #expect(throws: LogFailure.self) {
            try topics.prepare([demand("a", 3), demand("b", 1), demand("c", 4)], waitMilliseconds: 10_000)
        }
        #expect(failure?.message.hasPrefix("creating topics (b, c): ") == true)
        #expect(failure?.hint.hasSuffix("with them: b (1 partition), c (4 partitions)") == true)
        let known = try KafkaAdmin(properties: kafka.properties()).topics()
        #expect(known == ["a": 3])
    }

    @Test func `deleting records is refused in words where the cluster cannot`() throws {
        let kafka = try EmbeddedKafka(topics: [("a", 1)])
        let topics = try KafkaTopics(properties: kafka.properties())
        let failure = #expect(throws: LogFailure.self) {
            try topics.deleteRecords(before: 3, of: TopicPartition(topic: "a", partition: 0))
        }
        #expect(failure?.message.hasPrefix("deleting the records of a[0] before 3: ") == true)
    }
}
