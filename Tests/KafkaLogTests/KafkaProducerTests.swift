import EventModel
import KafkaLog
import Testing

@Suite struct KafkaProducerTests {
    @Test func `a record that is refused for good is kept with its reason and the rest goes on`() throws {
        let kafka = try EmbeddedKafka(topics: [("t", 2)])
        let producer = try KafkaProducer(properties: kafka.properties())
        var out = OutgoingRecords()
        out.add("t", partition: 0, key: "good", value: "1")
        out.add("t", partition: 7, key: "bad", value: "12345")
        out.add("t", partition: 1, key: "good", value: "2")
        try producer.send(out)
        let failure = #expect(throws: LogFailure.self) { try producer.flush(waitMilliseconds: 30_000) }
        #expect(failure?.code == "_UNKNOWN_PARTITION")
        #expect(failure?.message.hasPrefix("writing to t: ") == true)
        let refused = producer.takeFailures()
        #expect(refused.count == 1)
        #expect(refused.first.map(\.key) == [bytes("bad")])
        #expect(refused.first.map(\.valueCount) == [5])
        #expect(producer.counts.failed == 1 && producer.counts.delivered == 2)
        #expect(producer.takeFailures() == DeliveryFailures())
        try producer.flush(waitMilliseconds: 30_000)
    }

    @Test func `a record too large for the client is refused with a hint`() throws {
        let kafka = try EmbeddedKafka(topics: [("t", 1)])
        let producer = try KafkaProducer(properties: kafka.properties(("message.max.bytes", "20000")))
        var out = OutgoingRecords()
        out.add("t", key: "k", value: String(repeating: "x", count: 30_000))
        try producer.send(out)
        let failure = #expect(throws: LogFailure.self) { try producer.flush(waitMilliseconds: 30_000) }
        #expect(failure?.code == "MSG_SIZE_TOO_LARGE")
        #expect(failure?.hint.contains("max.message.bytes") == true)
    }

    @Test func `only so many refused records are remembered, all are counted`() throws {
        let kafka = try EmbeddedKafka(topics: [("t", 1)])
        let producer = try KafkaProducer(properties: kafka.properties())
        var out = OutgoingRecords()
        for place in 0..<250 { out.add("t", partition: 3, key: "k\(place)", value: nil) }
        try producer.send(out)
        let failure = #expect(throws: LogFailure.self) { try producer.flush(waitMilliseconds: 30_000) }
        #expect(failure?.message.hasSuffix("and 249 more records were refused") == true)
        let refused = producer.takeFailures()
        #expect(refused.count == 250)
        #expect(refused.first.count == DeliveryFailures.limit)
    }

    @Test func `a full queue makes the sender wait and loses nothing`() throws {
        let kafka = try EmbeddedKafka(topics: [("t", 1)])
        let producer = try KafkaProducer(
            properties: kafka.properties(("queue.buffering.max.messages", "100")))
        let topic = try producer.topic("t")
        for place in 0..<5000 {
            try withUnsafeBytes(of: place.bigEndian) { bytes throws in
                try producer.send(to: topic, partition: 0, key: nil, value: bytes)
            }
        }
        try producer.flush(waitMilliseconds: 30_000)
        #expect(producer.counts == DeliveryCounts(sent: 5000, failed: 0, waiting: 0))
        let admin = try KafkaAdmin(properties: kafka.properties())
        let place = TopicPartition(topic: "t", partition: 0)
        #expect(try admin.watermarks(of: [place]) == [place: Watermarks(low: 0, high: 5000)])
    }

    @Test func `keys choose partitions as Kafka's own clients do`() throws {
        let kafka = try EmbeddedKafka(topics: [("t", 16)])
        let producer = try KafkaProducer(properties: kafka.properties())
        var out = OutgoingRecords()
        let keys = ["21", "foobar", "a-little-bit-long-string", "seller-1"]
        for key in keys { out.add("t", key: key, value: key) }
        try producer.send(out)
        try producer.flush(waitMilliseconds: 30_000)
        let tail = try KafkaTail(topic: "t", from: .beginning, properties: kafka.properties())
        var records: [TailRecord] = []
        while records.count < keys.count { records += try tail.fetch(waitMilliseconds: 1000) }
        let found = Dictionary(uniqueKeysWithValues: records.map { ($0.key, $0.partition) })
        for key in keys {
            #expect(found[bytes(key)] == Int32((Murmur2.hash(bytes(key)) & 0x7FFF_FFFF) % 16), "\(key)")
        }
        // The value that Kafka's own tests give for this key.
        #expect(Int32(bitPattern: Murmur2.hash(bytes("21"))) == -973_932_308)
    }
}
