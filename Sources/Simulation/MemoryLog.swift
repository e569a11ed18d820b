public import EventModel
import Synchronization

/// A log in memory: topics of partitions of records, one consumer group, and calls that fail when told to.
public final class MemoryLog: Sendable {
    /// How readers hand out what is there; the order between partitions is free in a log.
    public struct Delivery: Sendable {
        /// The most records that one fetch brings; 0 stops reading.
        public var recordsPerFetch: Int
        /// The most consecutive records of one partition in a fetch.
        public var recordsPerRun: Int

        /// All that there is, or as much as is said.
        public init(recordsPerFetch: Int = .max, recordsPerRun: Int = .max) {
            self.recordsPerFetch = recordsPerFetch
            self.recordsPerRun = recordsPerRun
        }
    }

    /// A call of a port.
    public enum Call: Hashable, Sendable {
        /// Of a consumer.
        case partitionCounts, subscribe, start
        /// Of a reader.
        case fetch
        /// Of a producer.
        case send, flush
        /// Of the environment.
        case makeProducer
    }

    private struct Partition {
        var records: [StoredRecord] = []
        var first: Int64 = 0
    }

    private struct State {
        var topics: [String: [Partition]] = [:]
        var members: [MemoryConsumer] = []
        var faults: [Call: [LogFailure]] = [:]
        var delivery = Delivery()
    }

    private let state = Mutex(State())

    /// An empty log without topics.
    public init() {}

    /// How readers hand out what is there.
    public var delivery: Delivery {
        get { state.withLock { $0.delivery } }
        set { state.withLock { $0.delivery = newValue } }
    }

    /// Makes a topic.
    public func create(_ topic: String, partitions: Int) {
        state.withLock { $0.topics[topic] = Array(repeating: Partition(), count: partitions) }
    }

    /// Appends a record to the partition of its key, or to one that is named.
    public func publish(_ record: StoredRecord, to topic: String, partition: Int? = nil) {
        state.withLock { state in
            let count = state.topics[topic]?.count ?? 0
            precondition(count > 0, "publishing to a topic that does not exist")
            let place = partition ?? Self.partition(of: record.key ?? [], count: count)
            state.topics[topic]?[place].records.append(record)
        }
    }

    /// Appends records to the partitions of their keys.
    public func publish(_ records: [StoredRecord], to topic: String) {
        for record in records { publish(record, to: topic) }
    }

    /// A fixed hash of the key, as every producer of a topic would use.
    public static func partition(of key: [UInt8], count: Int) -> Int {
        key.withUnsafeBytes { Int(ByteHash.hash($0, seed: 7) >> 33) } % count
    }

    /// All records of a topic, partition by partition.
    public func records(of topic: String) -> [StoredRecord] {
        state.withLock { ($0.topics[topic] ?? []).flatMap(\.records) }
    }

    /// One record; `nil` where there is none.
    public func record(of topic: String, partition: Int, offset: Int) -> StoredRecord? {
        state.withLock { state in
            guard let partitions = state.topics[topic], partitions.indices.contains(partition),
                partitions[partition].records.indices.contains(offset)
            else { return nil }
            return partitions[partition].records[offset]
        }
    }

    /// Deletes the oldest records of a partition, as retention does.
    public func truncate(_ topic: String, partition: Int, before offset: Int64) {
        state.withLock { $0.topics[topic]?[partition].first = offset }
    }

    /// Makes the next calls of a kind fail, one after the other.
    public func fail(_ call: Call, _ failures: LogFailure...) {
        state.withLock { $0.faults[call, default: []].append(contentsOf: failures) }
    }

    /// Throws what a call was told to fail with next.
    public func check(_ call: Call) throws(LogFailure) {
        let failure = state.withLock { state -> LogFailure? in
            guard state.faults[call]?.isEmpty == false else { return nil }
            return state.faults[call]?.removeFirst()
        }
        if let failure { throw failure }
    }

    /// The number of partitions of a topic; `nil` for one that does not exist.
    public func partitionCount(of topic: String) -> Int? { state.withLock { $0.topics[topic]?.count } }

    /// Up to `limit` records of a partition from an offset, and where its records begin and end.
    func read(
        _ topic: String, _ partition: Int32, from offset: Int64, limit: Int
    ) -> (records: [StoredRecord], first: Int64, end: Int64) {
        state.withLock { state in
            guard let partition = state.topics[topic]?[Int(partition)] else { return ([], 0, 0) }
            let end = partition.records.count
            let start = min(Int(max(offset, partition.first)), end)
            let found = partition.records[start..<min(end, start + max(limit, 0))]
            return (Array(found), partition.first, Int64(end))
        }
    }

    func append(_ record: StoredRecord, toOutput topic: String) {
        state.withLock { state in
            if state.topics[topic] == nil { state.topics[topic] = [Partition()] }
            let count = state.topics[topic]?.count ?? 1
            state.topics[topic]?[Self.partition(of: record.key ?? [], count: count)].records.append(record)
        }
    }
}

extension MemoryLog {
    /// A member joins the group: all partitions are shared out anew.
    func join(_ member: MemoryConsumer) {
        state.withLock { $0.members.append(member) }
        rebalance()
    }

    func leave(_ member: MemoryConsumer) {
        let wasMember = state.withLock { state in
            let count = state.members.count
            state.members.removeAll { $0 === member }
            return state.members.count < count
        }
        if wasMember { rebalance() }
    }

    /// Takes everything from all members and gives it out again.
    public func rebalance() {
        let (members, counts) = state.withLock { ($0.members, $0.topics.mapValues(\.count)) }
        for (number, member) in members.enumerated() {
            member.take { topic in
                (0..<(counts[topic] ?? 0)).filter { $0 % members.count == number }
            }
        }
    }
}
