import EventModel
import KafkaLog
import Testing

@Suite struct RebalanceTests {
    @Test(arguments: ["range", "cooperative-sticky"])
    func `two members share the partitions and each record is read by its owner`(strategy: String) throws {
        let kafka = try EmbeddedKafka(topics: [("t", 4)])
        let properties = kafka.properties(("partition.assignment.strategy", strategy))
        let producer = try KafkaProducer(properties: kafka.properties())
        let all = Set((0..<4).map { TopicPartition(topic: "t", partition: $0) })

        let first = try GroupMember(properties, topics: ["t"])
        try first.run { $0.held == all }
        #expect(first.held == all)

        let second = try GroupMember(properties, topics: ["t"])
        try first.run { member in
            _ = try? second.turn()
            return member.held.count == 2 && second.held.count == 2
        }
        #expect(first.held.union(second.held) == all)
        #expect(first.held.isDisjoint(with: second.held))
        #expect(Set(first.everRevoked).isSuperset(of: second.held))

        var out = OutgoingRecords()
        for place in 0..<400 { out.add("t", partition: Int32(place % 4), key: nil, value: "\(place)") }
        try producer.send(out)
        try producer.flush(waitMilliseconds: 30_000)
        try first.run { member in
            _ = try? second.turn()
            return member.records.count + second.records.count >= 400
        }
        for member in [first, second] {
            #expect(Set(member.records.map(\.partition)) == Set(member.held.map(\.partition)))
            #expect(member.failures == [])
        }
        #expect(first.records.count + second.records.count == 400)

        second.consumer.close()
        try first.run { $0.held == all }
        #expect(first.held == all)
    }
}
