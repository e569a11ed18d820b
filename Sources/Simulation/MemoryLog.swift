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
    public enum Call: Hashable, Sendable, CaseIterable {
        /// Of a consumer.
        case partitionCounts, subscribe, start
        /// Of a reader.
        case fetch
        /// Of a producer or a writer.
        case send, flush
        /// Of the environment.
        case makeProducer
        /// Of a member of a group.
        case join, poll, release, committed
        /// Of a fetcher.
        case open, ends, stop
        /// Of a writer.
        case begin, commit, abort
        /// Of what prepares topics.
        case prepare, deleteRecords
    }

    let state: Mutex<LogStore>
    /// The log's own clock: time-outs of transactions and members go by it.
    public let clock: ManualClock
    /// Nothing waits: a call that has nothing to bring returns at once, and only the clock makes time pass.
    public let isSimulated: Bool

    /// An empty log without topics.
    ///
    /// - Parameters:
    ///   - clock: by which transactions and members time out.
    ///   - isSimulated: whether calls that have nothing to bring return at once; otherwise they sleep for a millisecond.
    ///   - faults: what goes wrong, and when.
    public init(
        clock: ManualClock = ManualClock(), isSimulated: Bool = false, faults: FaultPlan = FaultPlan()
    ) {
        self.clock = clock
        self.isSimulated = isSimulated
        var store = LogStore()
        store.faults = faults
        state = Mutex(store)
    }

    /// How readers hand out what is there.
    public var delivery: Delivery {
        get { state.withLock { $0.delivery } }
        set { state.withLock { $0.delivery = newValue } }
    }

    /// Makes a topic.
    public func create(_ topic: String, partitions: Int, settings: [String: String] = [:]) {
        state.withLock {
            $0.topics[topic] = .init(
                partitions: Array(repeating: StoredPartition(), count: partitions), settings: settings)
        }
    }

    /// Adds empty partitions to a topic.
    public func grow(_ topic: String, toPartitions count: Int) {
        state.withLock { store in
            let missing = count - (store.topics[topic]?.partitions.count ?? count)
            for _ in 0..<max(missing, 0) { store.topics[topic]?.partitions.append(StoredPartition()) }
        }
    }

    /// Appends a record to the partition of its key, or to one that is named.
    public func publish(_ record: StoredRecord, to topic: String, partition: Int? = nil) {
        state.withLock { store in
            let count = store.topics[topic]?.partitions.count ?? 0
            precondition(count > 0, "publishing to a topic that does not exist")
            let place = partition ?? Self.partition(of: record.key ?? [], count: count)
            store.append(record, to: topic, partition: place)
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

    /// All committed records of a topic, partition by partition.
    public func records(of topic: String) -> [StoredRecord] {
        state.withLock { ($0.topics[topic]?.partitions ?? []).flatMap(\.committed) }
    }

    /// The committed records of one partition, in order.
    public func records(of topic: String, partition: Int) -> [StoredRecord] {
        state.withLock { $0.topics[topic]?.partitions[partition].committed ?? [] }
    }

    /// The records of a topic whose transactions are still open, partition by partition.
    public func uncommittedRecords(of topic: String) -> [StoredRecord] {
        state.withLock { ($0.topics[topic]?.partitions ?? []).flatMap(\.uncommitted) }
    }

    /// How much all topics hold: records and the marks that end transactions.
    public var size: Int64 {
        state.withLock { $0.topics.values.reduce(0) { $0 + $1.partitions.reduce(0) { $0 + $1.end } } }
    }

    /// How much a topic holds: records and the marks that end transactions.
    public func size(of topic: String) -> Int64 {
        state.withLock { ($0.topics[topic]?.partitions ?? []).reduce(0) { $0 + $1.end } }
    }

    /// One record, committed or not; `nil` where there is none.
    public func record(of topic: String, partition: Int, offset: Int) -> StoredRecord? {
        state.withLock { store in
            guard let partitions = store.topics[topic]?.partitions, partitions.indices.contains(partition)
            else { return nil }
            return partitions[partition][offset]
        }
    }

    /// Deletes the oldest records of a partition, as retention does.
    public func truncate(_ topic: String, partition: Int, before offset: Int64) {
        state.withLock { $0.topics[topic]?.partitions[partition].truncate(before: offset) }
    }

    /// The positions that a group has committed.
    public func positions(of group: String) -> [TopicPartition: CommittedPosition] {
        state.withLock { $0.groups[group]?.positions ?? [:] }
    }

    /// Lets happen what is due by the clock; every call of a port does so as well.
    public func settle() { state.withLock { $0.settle(at: clock.now) } }

    /// The number of partitions of a topic; `nil` for one that does not exist.
    public func partitionCount(of topic: String) -> Int? {
        state.withLock { $0.topics[topic]?.partitions.count }
    }

    /// Tells up to `count` records of a partition from an offset, below another one.
    ///
    /// - Returns: the first offset that is there, the one to go on from, and the last stable one.
    func read(
        _ place: TopicPartition, from offset: Int64, below limit: Int64, count: Int,
        _ body: (StoredRecord, Int64) -> Void
    ) -> (first: Int64, next: Int64, end: Int64) {
        state.withLock { store in
            guard store.has(place),
                let partition = store.topics[place.topic]?.partitions[Int(place.partition)]
            else { return (0, offset, 0) }
            let next = partition.read(from: offset, below: limit, count: count, body)
            return (partition.first, next, min(partition.stableEnd, limit))
        }
    }

    func append(_ record: StoredRecord, toOutput topic: String) {
        state.withLock { store in
            let count = store.countCreating(topic)
            store.append(record, to: topic, partition: Self.partition(of: record.key ?? [], count: count))
        }
    }
}
