import EventModel
import KafkaLog
import Testing

@Suite struct KafkaConsumerTests {
    @Test func `records come back byte for byte, tombstones and empty values told apart`() throws {
        let kafka = try EmbeddedKafka(topics: [("a", 3), ("b", 3)])
        let producer = try KafkaProducer(properties: kafka.properties())
        var out = OutgoingRecords()
        var expected: Set<CopiedRecord> = []
        for place in 0..<300 {
            let (topic, partition) = (place % 2, Int32(place / 2 % 3))
            let key: String? = place % 5 == 0 ? nil : place % 7 == 0 ? "" : "k\(place)"
            let value: String? = place % 4 == 0 ? nil : place % 9 == 0 ? "" : "v\0\(place)"
            out.add(
                topic == 0 ? "a" : "b", partition: partition, key: key, value: value,
                headers: place % 3 == 0 ? [("h", [1, 0, 2])] : [],
                timestampMilliseconds: 1_700_000_000_000 + Int64(place))
            expected.insert(
                CopiedRecord(
                    topicIndex: 1 - topic, partition: partition, offset: Int64(place / 6),
                    key: key.map(bytes), value: value.map(bytes),
                    timestampMilliseconds: 1_700_000_000_000 + Int64(place)))
        }
        try producer.send(out)
        try producer.flush(waitMilliseconds: 30_000)
        let member = try GroupMember(kafka.properties(), topics: ["b", "a"], readers: 2, capacity: 7)
        try member.run { $0.records.count >= expected.count && $0.notices.count >= 6 }
        #expect(Set(member.records) == expected)
        #expect(member.records.count == expected.count)
        #expect(member.notices.allSatisfy { if case .reachedEnd = $0 { true } else { false } })
        for (reader, records) in member.recordsByReader {
            #expect(records.allSatisfy { Int($0.partition) % 2 == reader })
            for (_, ofOne) in Dictionary(grouping: records, by: { [$0.topicIndex, Int($0.partition)] }) {
                #expect(ofOne.map(\.offset) == ofOne.map(\.offset).sorted())
            }
        }
    }

    @Test func `reading begins at an offset, at the end, and at the beginning`() throws {
        let kafka = try EmbeddedKafka(topics: [("t", 1)])
        let producer = try KafkaProducer(properties: kafka.properties())
        var out = OutgoingRecords()
        for place in 0..<100 { out.add("t", partition: 0, key: nil, value: "v\(place)") }
        try producer.send(out)
        try producer.flush(waitMilliseconds: 30_000)
        let at = try GroupMember(kafka.properties(), group: "at", topics: ["t"])
        at.startOffset = .at(97)
        try at.run { $0.endedPartitions == [0] }
        #expect(at.records.map(\.offset) == [97, 98, 99])
        let end = try GroupMember(kafka.properties(), group: "end", topics: ["t"])
        end.startOffset = .end
        try end.run { $0.endedPartitions == [0] }
        try producer.send(out)
        try producer.flush(waitMilliseconds: 30_000)
        try end.run { $0.records.count >= 100 }
        #expect(end.records.first?.offset == 100)
        #expect(at.failures == [] && end.failures == [])
    }

    @Test func `partitions are started one call after the other without disturbing each other`() throws {
        let kafka = try EmbeddedKafka(topics: [("t", 2)])
        let producer = try KafkaProducer(properties: kafka.properties())
        var out = OutgoingRecords()
        for place in 0..<2000 { out.add("t", partition: Int32(place % 2), key: nil, value: "v\(place)") }
        try producer.send(out)
        try producer.flush(waitMilliseconds: 30_000)
        let consumer = try KafkaConsumer(properties: kafka.properties(), group: "g")
        defer { consumer.close() }
        try consumer.subscribe(to: ["t"])
        var notices: [ConsumerNotice] = []
        while notices.isEmpty { notices += consumer.poll(waitMilliseconds: 1000) }
        let places = (0..<2).map { TopicPartition(topic: "t", partition: $0) }
        #expect(notices == [.assigned(places)])
        let buffer = FetchedRecords(capacity: 100)
        var seen: [Int32: [Int64]] = [:]
        for place in places {
            try consumer.start([PartitionStart(partition: place, offset: .at(10), reader: 0)])
            while seen[place.partition, default: []].count < 300 {
                try consumer.readers[0].fetch(into: buffer, waitMilliseconds: 1000)
                for record in buffer.copies { seen[record.partition, default: []].append(record.offset) }
            }
            if place.partition == 0 { #expect(seen[1] == nil) }
        }
        for (_, offsets) in seen { #expect(offsets == Array(10..<10 + Int64(offsets.count))) }
        let failure = #expect(throws: LogFailure.self) {
            let other = TopicPartition(topic: "t", partition: 9)
            try consumer.start([PartitionStart(partition: other, offset: .end, reader: 0)])
        }
        #expect(failure?.message == "cannot read t[9]: it is not assigned to this consumer")
    }

    @Test func `asking for partition counts names missing topics and creates none`() throws {
        let kafka = try EmbeddedKafka(topics: [("there", 5)])
        let consumer = try KafkaConsumer(properties: kafka.properties(), group: "g")
        defer { consumer.close() }
        for _ in 0..<2 {
            let counts = try consumer.partitionCounts(of: ["there", "missing"], waitMilliseconds: 10_000)
            let expected: [String: Int?] = ["there": 5, "missing": nil]
            #expect(counts == expected)
        }
    }

    @Test func `what retention deleted is noticed, and reading goes on behind it`() throws {
        let kafka = try EmbeddedKafka(topics: [("t", 1)])
        let producer = try KafkaProducer(properties: kafka.properties(("compression.type", "none")))
        let value = String(repeating: "x", count: 10_000)
        for _ in 0..<10 {
            var out = OutgoingRecords()
            for _ in 0..<100 { out.add("t", partition: 0, key: nil, value: value) }
            try producer.send(out)
            try producer.flush(waitMilliseconds: 30_000)
        }
        let member = try GroupMember(kafka.properties(), topics: ["t"])
        member.startOffset = .at(3)
        try member.run { $0.endedPartitions == [0] }
        let first = try #require(member.records.first?.offset)
        #expect(first > 3)
        #expect(member.records.map(\.offset) == Array(first..<1000))
        #expect(member.notices.first == .truncated(topicIndex: 0, partition: 0, from: 3, to: first))
        #expect(member.notices.count == 2)
    }

    @Test func `a position behind the end of a log that was made anew goes back to its beginning`() throws {
        let kafka = try EmbeddedKafka(topics: [("t", 1)])
        let producer = try KafkaProducer(properties: kafka.properties())
        var out = OutgoingRecords()
        for place in 0..<10 { out.add("t", partition: 0, key: nil, value: "\(place)") }
        try producer.send(out)
        try producer.flush(waitMilliseconds: 30_000)
        let member = try GroupMember(kafka.properties(), topics: ["t"])
        member.startOffset = .at(5000)
        try member.run { $0.endedPartitions == [0] }
        #expect(member.records.map(\.offset) == Array(0..<10))
        #expect(member.notices.first == .truncated(topicIndex: 0, partition: 0, from: 5000, to: 0))
    }

    @Test func `an end that records followed is not reported as one`() throws {
        let kafka = try EmbeddedKafka(topics: [("t", 1)])
        let consumer = try KafkaConsumer(properties: kafka.properties(), group: "g")
        defer { consumer.close() }
        try consumer.subscribe(to: ["t"])
        while consumer.poll(waitMilliseconds: 1000).isEmpty {}
        let place = TopicPartition(topic: "t", partition: 0)
        try consumer.start([PartitionStart(partition: place, offset: .beginning, reader: 0)])
        let producer = try KafkaProducer(properties: kafka.properties(("linger.ms", "200")))
        let buffer = FetchedRecords(capacity: 1000)
        for round in 1...3 {
            // The end waits in the queue while more is written.
            for _ in 0..<3 { _ = consumer.poll(waitMilliseconds: 200) }
            var out = OutgoingRecords()
            for place in 0..<10 { out.add("t", partition: 0, key: nil, value: "\(place)") }
            try producer.send(out)
            try producer.flush(waitMilliseconds: 30_000)
            for _ in 0..<3 { _ = consumer.poll(waitMilliseconds: 200) }
            var last: Int64 = -1
            while last < Int64(round * 10) - 1 {
                try consumer.readers[0].fetch(into: buffer, waitMilliseconds: 1000)
                last = buffer.copies.last?.offset ?? last
                #expect(buffer.notices.count <= 1)
                if !buffer.notices.isEmpty, buffer.count > 0 { #expect(last == Int64(round * 10) - 1) }
            }
        }
    }

    @Test func `a record of ten megabytes makes the round trip`() throws {
        let kafka = try EmbeddedKafka(topics: [("t", 1)])
        let producer = try KafkaProducer(properties: kafka.properties(("compression.type", "none")))
        let big = (0..<10_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        var out = OutgoingRecords()
        let topic = out.index(ofTopic: "t")
        big.withUnsafeBytes { out.append(topicIndex: topic, key: nil, value: $0) }
        try producer.send(out)
        try producer.flush(waitMilliseconds: 30_000)
        let member = try GroupMember(kafka.properties(), topics: ["t"])
        try member.run { !$0.records.isEmpty }
        #expect(member.records.first?.value == big)
    }

    @Test func `errors that pass are ridden out without losing or doubling a record`() throws {
        let kafka = try EmbeddedKafka(topics: [("t", 1)])
        kafka.fail(.fetch, with: [6, 5, 7])
        kafka.fail(.produce, with: [6, 7, 19])
        kafka.fail(.findCoordinator, with: [15, 15])
        let producer = try KafkaProducer(properties: kafka.properties(("retry.backoff.ms", "50")))
        let member = try GroupMember(kafka.properties(), topics: ["t"])
        for batch in 0..<5 {
            var out = OutgoingRecords()
            for place in 0..<20 { out.add("t", partition: 0, key: nil, value: "\(batch) \(place)") }
            try producer.send(out)
            try producer.flush(waitMilliseconds: 30_000)
        }
        try member.run { $0.records.count >= 100 && $0.endedPartitions == [0] }
        #expect(member.records.map(\.offset) == Array(0..<100))
        #expect(producer.counts == DeliveryCounts(sent: 100, failed: 0, waiting: 0))
    }
}
