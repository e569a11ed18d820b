import EventModel
import KafkaLog
import Testing

@Suite struct KafkaAdminTests {
    @Test func `topics are listed with their partition counts`() throws {
        let kafka = try EmbeddedKafka(topics: [("a", 1), ("b", 7)], brokers: 3)
        let admin = try KafkaAdmin(properties: kafka.properties())
        #expect(try admin.topics() == ["a": 1, "b": 7])
        try kafka.create("c", partitions: 2)
        #expect(try admin.topics() == ["a": 1, "b": 7, "c": 2])
        let failure = #expect(throws: LogFailure.self) { try kafka.create("c", partitions: 2) }
        #expect(failure?.code == "TOPIC_ALREADY_EXISTS")
    }

    @Test func `watermarks of a missing topic fail and do not create it`() throws {
        let kafka = try EmbeddedKafka(topics: [("a", 1)])
        let admin = try KafkaAdmin(properties: kafka.properties())
        let missing = TopicPartition(topic: "missing", partition: 0)
        let failure = #expect(throws: LogFailure.self) { try admin.watermarks(of: [missing]) }
        #expect(failure?.code == "UNKNOWN_TOPIC_OR_PART")
        #expect(failure?.message.hasPrefix("asking how far missing[0] reaches: ") == true)
        #expect(try admin.topics() == ["a": 1])
    }

    @Test func `the embedded cluster says that it cannot create topics by request`() throws {
        let kafka = try EmbeddedKafka(topics: [("old", 1)])
        let admin = try KafkaAdmin(properties: kafka.properties())
        let definition = TopicDefinition(
            name: "new", partitions: 3, replication: 1, configuration: ["cleanup.policy": "compact"])
        let failure = #expect(throws: LogFailure.self) {
            try admin.create([definition], waitMilliseconds: 10_000)
        }
        #expect(failure?.code == "_UNSUPPORTED_FEATURE")
        #expect(failure?.message.contains("new") == true)
        #expect(failure?.hint.contains("embedded cluster") == true)
        let creation = try admin.create([TopicDefinition(name: "old", partitions: 3)])
        #expect(creation == TopicCreation(created: [], existing: ["old"]))
    }
}
