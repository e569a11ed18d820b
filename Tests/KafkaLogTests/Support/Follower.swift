import EventModel
import Glibc
import KafkaLog

/// Reads all partitions of some topics and keeps what comes, driven by one test thread.
final class Follower {
    let fetcher: KafkaFetcher
    private(set) var failures: [LogFailure] = []
    private(set) var records: [CopiedRecord] = []
    private(set) var recordsByReader: [Int: [CopiedRecord]] = [:]
    private(set) var notices: [PartitionNotice] = []
    private let buffer: FetchedRecords

    init(
        _ properties: KafkaProperties, topics: [(name: String, partitions: Int)] = [("t", 1)],
        from offset: StartOffset = .beginning, readers: Int = 1, capacity: Int = 1000
    ) throws {
        fetcher = try KafkaFetcher(properties: properties, group: "g", readers: readers)
        buffer = FetchedRecords(capacity: capacity)
        try fetcher.open(topics.map(\.name))
        for topic in topics {
            try fetcher.start(
                (0..<topic.partitions).map {
                    PartitionStart(
                        partition: TopicPartition(topic: topic.name, partition: Int32($0)),
                        offset: offset, reader: $0 % readers)
                })
        }
    }

    deinit { fetcher.close() }

    /// One turn: what failed, then what each reader has.
    func turn() throws {
        failures += fetcher.takeFailures()
        for (place, reader) in fetcher.readers.enumerated() {
            try reader.fetch(into: buffer, waitMilliseconds: 10)
            records += buffer.copies
            recordsByReader[place, default: []] += buffer.copies
            notices += buffer.notices
        }
    }

    /// Turns until the condition holds; gives up after a time that no healthy machine needs.
    @discardableResult
    func run(forSeconds seconds: Int = 60, until isDone: (Follower) -> Bool) throws -> Bool {
        let deadline = time(nil) + seconds
        while !isDone(self) {
            guard time(nil) < deadline else { return false }
            try turn()
        }
        return true
    }

    /// The partitions whose end was reached, after everything read so far.
    var endedPartitions: Set<Int32> {
        Set(
            notices.compactMap {
                if case .reachedEnd(_, let partition) = $0 { partition } else { nil }
            })
    }
}
