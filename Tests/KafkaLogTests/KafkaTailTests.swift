import EventModel
import KafkaLog
import Testing

@Suite struct KafkaTailTests {
    @Test func `records come with keys, headers and times`() throws {
        let kafka = try EmbeddedKafka(topics: [("t", 2)])
        let producer = try KafkaProducer(properties: kafka.properties())
        var out = OutgoingRecords()
        out.add(
            "t", partition: 1, key: "k", value: nil, headers: [("a", [1, 2]), ("b", []), ("a", [0])],
            timestampMilliseconds: 1234)
        out.add("t", partition: 0, key: nil, value: "", timestampMilliseconds: 99)
        try producer.send(out)
        try producer.flush(waitMilliseconds: 30_000)
        let tail = try KafkaTail(topic: "t", from: .beginning, properties: kafka.properties())
        var records: [TailRecord] = []
        while records.count < 2 { records += try tail.fetch(waitMilliseconds: 1000) }
        records.sort { $0.partition < $1.partition }
        #expect(
            records == [
                TailRecord(
                    partition: 0, offset: 0, timestampMilliseconds: 99, key: nil, value: [], headers: []),
                TailRecord(
                    partition: 1, offset: 0, timestampMilliseconds: 1234, key: bytes("k"), value: nil,
                    headers: [
                        .init(name: "a", value: [1, 2]), .init(name: "b", value: []),
                        .init(name: "a", value: [0]),
                    ]),
            ])
        tail.close()
    }

    @Test func `a topic that appears later is found and read from its beginning`() throws {
        let kafka = try EmbeddedKafka(topics: [])
        let tail = try KafkaTail(topic: "late", from: .end, properties: kafka.properties())
        #expect(try tail.fetch(waitMilliseconds: 100) == [])
        try kafka.create("late", partitions: 3)
        let producer = try KafkaProducer(properties: kafka.properties())
        var out = OutgoingRecords()
        for partition in 0..<3 { out.add("late", partition: Int32(partition), key: nil, value: "here") }
        try producer.send(out)
        try producer.flush(waitMilliseconds: 30_000)
        var records: [TailRecord] = []
        while records.count < 3 { records += try tail.fetch(waitMilliseconds: 1000) }
        #expect(Set(records.map(\.partition)) == [0, 1, 2])
        tail.close()
    }

    @Test func `following an absent Kafka names the address once and goes on`() throws {
        let kafka = try EmbeddedKafka(topics: [("t", 1)])
        kafka.takeDown(broker: 1)
        let tail = try KafkaTail(topic: "t", from: .beginning, properties: kafka.properties())
        var failures: [LogFailure] = []
        for _ in 0..<20 where failures.isEmpty {
            do { _ = try tail.fetch(waitMilliseconds: 500) } catch { failures.append(error) }
        }
        #expect(failures.first?.message.contains(kafka.bootstrap) == true)
        kafka.bringUp(broker: 1)
        let producer = try KafkaProducer(properties: kafka.properties())
        var out = OutgoingRecords()
        out.add("t", partition: 0, key: nil, value: "v")
        try producer.send(out)
        try producer.flush(waitMilliseconds: 30_000)
        var records: [TailRecord] = []
        for _ in 0..<60 where records.isEmpty {
            do { records = try tail.fetch(waitMilliseconds: 500) } catch { failures.append(error) }
        }
        #expect(records.map(\.value) == [bytes("v")])
        tail.close()
    }
}
