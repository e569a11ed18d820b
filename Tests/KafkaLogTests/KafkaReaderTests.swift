import EventModel
import Glibc
import KafkaLog
import Testing

@Suite struct KafkaReaderTests {
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
        let follower = try Follower(
            kafka.properties(), topics: [("b", 3), ("a", 3)], readers: 2, capacity: 7)
        try follower.run { $0.records.count >= expected.count && $0.notices.count >= 6 }
        #expect(Set(follower.records) == expected)
        #expect(follower.records.count == expected.count)
        #expect(follower.notices.allSatisfy { if case .reachedEnd = $0 { true } else { false } })
        for (reader, records) in follower.recordsByReader {
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
        let at = try Follower(kafka.properties(), from: .at(97))
        try at.run { $0.endedPartitions == [0] }
        #expect(at.records.map(\.offset) == [97, 98, 99])
        let end = try Follower(kafka.properties(), from: .end)
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
        let fetcher = try KafkaFetcher(properties: kafka.properties(), group: "g")
        defer { fetcher.close() }
        try fetcher.open(["t"])
        let buffer = FetchedRecords(capacity: 100)
        var seen: [Int32: [Int64]] = [:]
        for place in places(2) {
            try fetcher.start([PartitionStart(partition: place, offset: .at(10), reader: 0)])
            while seen[place.partition, default: []].count < 300 {
                try fetcher.readers[0].fetch(into: buffer, waitMilliseconds: 1000)
                for record in buffer.copies { seen[record.partition, default: []].append(record.offset) }
            }
            if place.partition == 0 { #expect(seen[1] == nil) }
        }
        for (_, offsets) in seen { #expect(offsets == Array(10..<10 + Int64(offsets.count))) }
    }

    @Test func `a position behind the end of a log that was made anew goes back to its beginning`() throws {
        let kafka = try EmbeddedKafka(topics: [("t", 1)])
        let producer = try KafkaProducer(properties: kafka.properties())
        var out = OutgoingRecords()
        for place in 0..<10 { out.add("t", partition: 0, key: nil, value: "\(place)") }
        try producer.send(out)
        try producer.flush(waitMilliseconds: 30_000)
        let follower = try Follower(kafka.properties(), from: .at(5000))
        try follower.run { $0.endedPartitions == [0] }
        #expect(follower.records.map(\.offset) == Array(0..<10))
        #expect(follower.notices.first == .truncated(topicIndex: 0, partition: 0, from: 5000, to: 0))
    }

    @Test func `an end that records followed is not reported as one`() throws {
        let kafka = try EmbeddedKafka(topics: [("t", 1)])
        let fetcher = try KafkaFetcher(properties: kafka.properties(), group: "g")
        defer { fetcher.close() }
        try fetcher.open(["t"])
        let place = TopicPartition(topic: "t", partition: 0)
        try fetcher.start([PartitionStart(partition: place, offset: .beginning, reader: 0)])
        let producer = try KafkaProducer(properties: kafka.properties(("linger.ms", "200")))
        let buffer = FetchedRecords(capacity: 1000)
        for round in 1...3 {
            // The end waits in the queue while more is written.
            usleep(500_000)
            var out = OutgoingRecords()
            for place in 0..<10 { out.add("t", partition: 0, key: nil, value: "\(place)") }
            try producer.send(out)
            try producer.flush(waitMilliseconds: 30_000)
            usleep(500_000)
            var last: Int64 = -1
            while last < Int64(round * 10) - 1 {
                try fetcher.readers[0].fetch(into: buffer, waitMilliseconds: 1000)
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
        let follower = try Follower(kafka.properties())
        try follower.run { !$0.records.isEmpty }
        #expect(follower.records.first?.value == big)
    }

    @Test func `errors that pass are ridden out without losing or doubling a record`() throws {
        let kafka = try EmbeddedKafka(topics: [("t", 1)])
        kafka.fail(.fetch, with: [6, 5, 7])
        kafka.fail(.produce, with: [6, 7, 19])
        kafka.fail(.findCoordinator, with: [15, 15])
        let producer = try KafkaProducer(properties: kafka.properties(("retry.backoff.ms", "50")))
        let follower = try Follower(kafka.properties())
        for batch in 0..<5 {
            var out = OutgoingRecords()
            for place in 0..<20 { out.add("t", partition: 0, key: nil, value: "\(batch) \(place)") }
            try producer.send(out)
            try producer.flush(waitMilliseconds: 30_000)
        }
        try follower.run { $0.records.count >= 100 && $0.endedPartitions == [0] }
        #expect(follower.records.map(\.offset) == Array(0..<100))
        #expect(producer.counts == DeliveryCounts(sent: 100, failed: 0, waiting: 0))
    }
}
