import EventModel
import Glibc
import KafkaLog
import Synchronization

/// A consumer that starts everything it is given and keeps what it reads, driven by one test thread.
final class GroupMember {
    let consumer: KafkaConsumer
    var startOffset = StartOffset.beginning
    private(set) var held: Set<TopicPartition> = []
    private(set) var everAssigned: [TopicPartition] = []
    private(set) var everRevoked: [TopicPartition] = []
    private(set) var failures: [LogFailure] = []
    private(set) var records: [CopiedRecord] = []
    private(set) var recordsByReader: [Int: [CopiedRecord]] = [:]
    private(set) var notices: [PartitionNotice] = []
    private let buffer: FetchedRecords

    init(
        _ properties: KafkaProperties, group: String = "g", topics: [String], readers: Int = 1,
        capacity: Int = 1000
    ) throws {
        consumer = try KafkaConsumer(properties: properties, group: group, readers: readers)
        buffer = FetchedRecords(capacity: capacity)
        try consumer.subscribe(to: topics)
    }

    deinit { consumer.close() }

    /// One turn: what the group says, then what each reader has.
    func turn() throws {
        for notice in consumer.poll(waitMilliseconds: 20) {
            switch notice {
            case .assigned(let partitions):
                held.formUnion(partitions)
                everAssigned += partitions
                try consumer.start(
                    partitions.map {
                        PartitionStart(
                            partition: $0, offset: startOffset,
                            reader: Int($0.partition) % consumer.readers.count)
                    })
            case .revoked(let partitions):
                held.subtract(partitions)
                everRevoked += partitions
            case .failed(let failure): failures.append(failure)
            }
        }
        for (place, reader) in consumer.readers.enumerated() {
            try reader.fetch(into: buffer, waitMilliseconds: 10)
            records += buffer.copies
            recordsByReader[place, default: []] += buffer.copies
            notices += buffer.notices
        }
    }

    /// Turns until the condition holds; gives up after a time that no healthy machine needs.
    @discardableResult
    func run(forSeconds seconds: Int = 60, until isDone: (GroupMember) -> Bool) throws -> Bool {
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
