import EventModel
import Glibc
import KafkaLog
import Testing

@Suite struct OutageTests {
    @Test func `a silent Kafka is named, and reading begins when it comes up`() throws {
        let kafka = try EmbeddedKafka(topics: [("t", 1)])
        kafka.takeDown(broker: 1)
        let follower = try Follower(kafka.properties())
        try follower.run { !$0.failures.isEmpty }
        try follower.run(forSeconds: 3) { $0.failures.count > 1 }
        #expect(follower.failures.count == 1)
        let failure = try #require(follower.failures.first)
        #expect(failure.message.hasPrefix("no Kafka answers at \(kafka.bootstrap)"))
        #expect(failure.hint == "check that it runs and that the address is right")
        #expect(failure.isRetriable && !failure.isFatal)
        let producer = try KafkaProducer(properties: kafka.properties())
        var out = OutgoingRecords()
        out.add("t", partition: 0, key: nil, value: "after the storm")
        try producer.send(out)
        let unflushed = #expect(throws: LogFailure.self) { try producer.flush(waitMilliseconds: 300) }
        #expect(unflushed?.message.contains("1 records are not acknowledged by \(kafka.bootstrap)") == true)
        kafka.bringUp(broker: 1)
        try producer.flush(waitMilliseconds: 30_000)
        try follower.run { !$0.records.isEmpty }
        #expect(follower.records.map(\.value) == [bytes("after the storm")])
    }

    @Test func `a name that does not resolve is reported with the address`() throws {
        let properties = KafkaProperties(bootstrap: "no-such-host.invalid:9092")
        let follower = try Follower(properties)
        try follower.run { !$0.failures.isEmpty }
        #expect(follower.failures.first?.message.contains("no-such-host.invalid:9092") == true)
        let admin = try KafkaAdmin(properties: properties)
        let failure = #expect(throws: LogFailure.self) { try admin.topics(waitMilliseconds: 500) }
        #expect(failure?.message.hasPrefix("no Kafka answers at no-such-host.invalid:9092") == true)
    }

    @Test func `a topic that may not be read is named with a hint`() throws {
        let kafka = try EmbeddedKafka(topics: [("secret", 1)])
        kafka.fail(.fetch, with: Array(repeating: 29, count: 3))
        let follower = try Follower(kafka.properties(), topics: [("secret", 1)])
        try follower.run { !$0.failures.isEmpty }
        let failure = try #require(follower.failures.first)
        #expect(failure.code == "TOPIC_AUTHORIZATION_FAILED")
        #expect(failure.message.contains("secret"))
        #expect(failure.hint == "have the cluster's access rules allow this user what it tried")
    }

    @Test func `the library's log lines go to the sink`() throws {
        let lines = LogLines()
        let kafka = try EmbeddedKafka(topics: [])
        kafka.takeDown(broker: 1)
        let fetcher = try KafkaFetcher(
            properties: kafka.properties(), group: "g", log: { lines.add("\($0) \($1) \($2)") })
        defer { fetcher.close() }
        for _ in 0..<1200 where lines.all.isEmpty { usleep(50_000) }
        #expect(lines.all.contains { $0.hasPrefix("3 FAIL") && $0.contains(kafka.bootstrap) })
    }
}
