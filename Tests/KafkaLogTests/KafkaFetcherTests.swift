import EventModel
import Glibc
import KafkaLog
import Synchronization
import Testing

@Suite struct KafkaFetcherTests {
    private func fill(_ kafka: EmbeddedKafka, partitions: Int, records: Int) throws {
        let producer = try KafkaProducer(properties: kafka.properties())
        var out = OutgoingRecords()
        for place in 0..<records {
            for partition in 0..<partitions {
                out.add("t", partition: Int32(partition), key: nil, value: "\(partition) \(place)")
            }
        }
        try producer.send(out)
        try producer.flush(waitMilliseconds: 30_000)
    }

    /// Fetches until the condition holds; gives up after a time that no healthy machine needs.
    private func read(
        _ reader: any LogReader, until isDone: ([CopiedRecord], [PartitionNotice]) -> Bool
    ) throws -> (records: [CopiedRecord], notices: [PartitionNotice]) {
        let buffer = FetchedRecords(capacity: 100)
        var records: [CopiedRecord] = []
        var notices: [PartitionNotice] = []
        let deadline = time(nil) + 60
        while !isDone(records, notices), time(nil) < deadline {
            try reader.fetch(into: buffer, waitMilliseconds: 100)
            records += buffer.copies
            notices += buffer.notices
        }
        return (records, notices)
    }

    @Test func `partitions are read from where they are told, to their ends`() throws {
        let kafka = try EmbeddedKafka(topics: [("t", 3), ("empty", 1)])
        try fill(kafka, partitions: 3, records: 50)
        let fetcher = try KafkaFetcher(properties: kafka.properties(), group: "g")
        defer { fetcher.close() }
        try fetcher.open(["empty", "t"])
        let counts: [String: Int?] = ["t": 3, "empty": 1, "none": nil]
        #expect(
            try fetcher.partitionCounts(of: ["t", "empty", "none"], waitMilliseconds: 10_000) == counts)
        try fetcher.start([
            PartitionStart(partition: places(3)[0], offset: .beginning, reader: 0),
            PartitionStart(partition: places(3)[1], offset: .at(30), reader: 0),
            PartitionStart(partition: places(3)[2], offset: .end, reader: 0),
            PartitionStart(
                partition: TopicPartition(topic: "empty", partition: 0), offset: .beginning, reader: 0),
        ])
        let (records, notices) = try read(fetcher.readers[0]) { $1.count >= 4 }
        let offsets = Dictionary(grouping: records, by: \.partition).mapValues { $0.map(\.offset) }
        #expect(offsets == [0: Array(0..<50), 1: Array(30..<50)])
        #expect(records.allSatisfy { $0.topicIndex == 1 })
        #expect(
            Set(notices.map { "\($0)" })
                == Set(
                    [(1, 0), (1, 1), (1, 2), (0, 0)].map { topic, partition in
                        "\(PartitionNotice.reachedEnd(topicIndex: topic, partition: Int32(partition)))"
                    }))
        #expect(fetcher.takeFailures() == [])
    }

    @Test func `a partition that is moved goes on at the new offset on the new reader, with nothing stale`()
        throws
    {
        let kafka = try EmbeddedKafka(topics: [("t", 1)])
        try fill(kafka, partitions: 1, records: 2000)
        let fetcher = try KafkaFetcher(properties: kafka.properties(), group: "g", readers: 2)
        defer { fetcher.close() }
        try fetcher.open(["t"])
        let buffer = FetchedRecords(capacity: 10)
        for (round, offset) in [Int64(500), 100, 101, 1900, 0, 0, 500].enumerated() {
            let reader = round / 2 % 2
            try fetcher.start([PartitionStart(partition: places(1)[0], offset: .at(offset), reader: reader)])
            var seen: [Int64] = []
            for _ in 0..<600 where seen.count < 30 {
                try fetcher.readers[reader].fetch(into: buffer, waitMilliseconds: 100)
                seen += buffer.copies.map(\.offset)
                #expect(buffer.notices == [])
            }
            #expect(seen == Array(offset..<offset + Int64(seen.count)) && seen.count >= 30)
            try fetcher.readers[1 - reader].fetch(into: buffer, waitMilliseconds: 1)
            #expect(buffer.count == 0)
        }
        try fetcher.stop(places(1))
        try fetcher.stop(places(1))
        for reader in fetcher.readers {
            try reader.fetch(into: buffer, waitMilliseconds: 100)
            #expect(buffer.count == 0 && buffer.notices == [])
        }
    }

    /// What one reader's thread saw of each partition, in order.
    private final class Seen: Sendable {
        let offsets = Mutex<[Int32: [Int64]]>([:])
        let falseAlarms = Mutex<[PartitionNotice]>([])

        /// Whether what was seen last of a partition is all of it.
        func isWhole(_ partition: Int32, _ count: Int64) -> Bool {
            offsets.withLock { ($0[partition] ?? []).suffix(Int(count)).elementsEqual(0..<count) }
        }
    }

    @Test(arguments: UInt64(1)...4)
    func `partitions that move under load lose, double and keep nothing`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let kafka = try EmbeddedKafka(topics: [("t", 4)])
        let count: Int64 = 5000
        try fill(kafka, partitions: 4, records: Int(count))
        let fetcher = try KafkaFetcher(properties: kafka.properties(), group: "g", readers: 2)
        try fetcher.open(["t"])
        let isOver = Atomic<Bool>(false)
        let seen = [Seen(), Seen()]
        /// Where each partition began, per reader, in order.
        var starts: [[Int32: [Int64]]] = [[:], [:]]
        try withThreads(2) { place in
            let buffer = FetchedRecords(capacity: 64)
            while !isOver.load(ordering: .acquiring) {
                try? fetcher.readers[place].fetch(into: buffer, waitMilliseconds: 50)
                seen[place].offsets.withLock { offsets in
                    for copy in buffer.copies { offsets[copy.partition, default: []].append(copy.offset) }
                }
                let gaps = buffer.notices.filter { if case .truncated = $0 { true } else { false } }
                seen[place].falseAlarms.withLock { $0 += gaps }
            }
        } during: {
            for round in 0..<60 {
                let moving = places(4).filter { _ in round == 0 || random.next() % 2 == 0 }
                if random.next() % 3 == 0 { try fetcher.stop(moving) }
                let begun = moving.map { partition in
                    PartitionStart(
                        partition: partition, offset: .at(Int64(random.next() % UInt64(count))),
                        reader: Int(random.next() % 2))
                }
                for start in begun {
                    guard case .at(let offset) = start.offset else { continue }
                    starts[start.reader][start.partition.partition, default: []].append(offset)
                }
                try fetcher.start(begun)
                usleep(UInt32(random.next() % 30_000))
            }
            // At last each is read as a whole, which no stretch before can be mistaken for.
            for partition in places(4) { starts[1][partition.partition, default: []].append(0) }
            try fetcher.start(places(4).map { PartitionStart(partition: $0, offset: .beginning, reader: 1) })
            let deadline = time(nil) + 60
            while time(nil) < deadline, !places(4).allSatisfy({ seen[1].isWhole($0.partition, count) }) {
                usleep(10_000)
            }
            isOver.store(true, ordering: .releasing)
        }
        fetcher.close()
        for place in 0..<2 {
            #expect(seen[place].falseAlarms.withLock { $0 } == [], "seed \(seed)")
            for (partition, offsets) in seen[place].offsets.withLock({ $0 }) {
                let begun = starts[place][partition] ?? []
                #expect(isRead(offsets, from: begun), "seed \(seed), reader \(place), partition \(partition)")
            }
        }
        for partition in places(4) { #expect(seen[1].isWhole(partition.partition, count), "seed \(seed)") }
    }

    /// Whether offsets are made of unbroken stretches, each from one of the starts, in their order.
    private func isRead(_ offsets: [Int64], from starts: [Int64]) -> Bool {
        // The starts that the stretch which is being read may have come from.
        var candidates: Set<Int> = [-1]
        var previous: Int64 = -1
        for offset in offsets {
            var next: Set<Int> = offset == previous + 1 ? candidates.subtracting([-1]) : []
            if let earliest = candidates.min() {
                next.formUnion(starts.indices.filter { $0 > earliest && starts[$0] == offset })
            }
            guard !next.isEmpty else { return false }
            candidates = next
            previous = offset
        }
        return true
    }

    private func withThreads(
        _ count: Int, _ work: @escaping @Sendable (Int) -> Void, during body: () throws -> Void
    ) throws {
        let running = (0..<count).map { place in TestThread { work(place) } }
        defer { for thread in running { thread.join() } }
        try body()
    }

    @Test func `ends are told for all partitions at once, and a missing one is named`() throws {
        let kafka = try EmbeddedKafka(topics: [("t", 3)], brokers: 2)
        try fill(kafka, partitions: 2, records: 20)
        let fetcher = try KafkaFetcher(properties: kafka.properties(), group: "g")
        defer { fetcher.close() }
        let ends = try fetcher.ends(of: places(3), waitMilliseconds: 10_000)
        #expect(places(3).map { ends[$0] } == [20, 20, 0])
        let failure = #expect(throws: LogFailure.self) {
            try fetcher.ends(of: places(4), waitMilliseconds: 10_000)
        }
        #expect(failure?.message.hasPrefix("asking where t[3] ends") == true)
    }

    @Test func `what retention deleted is told, and a topic that was not opened is refused`() throws {
        let kafka = try EmbeddedKafka(topics: [("t", 1)])
        let producer = try KafkaProducer(properties: kafka.properties(("compression.type", "none")))
        for _ in 0..<10 {
            var out = OutgoingRecords()
            for _ in 0..<100 {
                out.add("t", partition: 0, key: nil, value: String(repeating: "x", count: 10_000))
            }
            try producer.send(out)
            try producer.flush(waitMilliseconds: 30_000)
        }
        let fetcher = try KafkaFetcher(properties: kafka.properties(), group: "g")
        defer { fetcher.close() }
        let start = PartitionStart(partition: places(1)[0], offset: .at(3), reader: 0)
        let refused = #expect(throws: LogFailure.self) { try fetcher.start([start]) }
        #expect(refused?.message == "cannot read t[0]: its topic was not opened")
        try fetcher.open(["t"])
        try fetcher.start([start])
        let (records, notices) = try read(fetcher.readers[0]) { $1.count >= 2 }
        let first = try #require(records.first?.offset)
        #expect(records.map(\.offset) == Array(first..<1000) && first > 3)
        #expect(
            notices == [
                .truncated(topicIndex: 0, partition: 0, from: 3, to: first),
                .reachedEnd(topicIndex: 0, partition: 0),
            ])
    }

    @Test func `a silent Kafka is named once`() throws {
        let kafka = try EmbeddedKafka(topics: [("t", 1)])
        kafka.takeDown(broker: 1)
        let fetcher = try KafkaFetcher(properties: kafka.properties(), group: "g")
        defer { fetcher.close() }
        var failures: [LogFailure] = []
        for _ in 0..<200 where failures.isEmpty {
            failures += fetcher.takeFailures()
            usleep(50_000)
        }
        #expect(failures.first?.message.hasPrefix("no Kafka answers at \(kafka.bootstrap)") == true)
        usleep(500_000)
        #expect(fetcher.takeFailures() == [])
    }
}
