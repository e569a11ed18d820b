import CRdKafka
public import EventModel
import Synchronization

/// A member of a consumer group: one for a process, read by several threads through its ``readers``.
///
/// Positions are not committed to Kafka: where to begin is said in ``start(_:)``. All calls but the readers' come
/// from one control thread.
///
/// Sendable although it has state: ``LogConsumer`` gives it to one control thread, and what the readers share with
/// it is behind locks.
public final class KafkaConsumer: LogConsumer, @unchecked Sendable {
    /// The readers, one per worker thread.
    public let readers: [any LogReader]
    let handle: KafkaHandle
    let events: OpaquePointer
    let kafkaReaders: [KafkaReader]
    let inbox = FailureInbox()
    var filter: FailureFilter
    var topics: [String] = []
    var assigned: [TopicPartition: Int?] = [:]
    private var isOpen = true

    /// Makes the client; it connects on its own and keeps trying.
    ///
    /// - Parameters:
    ///   - properties: addresses, security, and anything else of the library's; `queued.max.messages.kbytes` holds
    ///     for one reader's queue, and is 256 MB divided by the readers when it is not given.
    ///   - group: the consumer group to join.
    ///   - readers: how many threads read.
    ///   - log: where the library's log lines go; nowhere when it is not given.
    /// - Throws: for properties that are unknown, invalid or do not fit together.
    public init(
        properties: KafkaProperties, group: String, readers: Int = 1,
        log: @escaping KafkaLogSink = { _, _, _ in }
    ) throws(LogFailure) {
        precondition(readers > 0, "a consumer needs a reader")
        var all = properties
        all["group.id"] = group
        let defaults = KafkaDefaults.consumer(readers: readers)
        handle = try KafkaHandle(
            RD_KAFKA_CONSUMER, properties: all, defaults: defaults,
            events: RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_ERROR,
            context: ClientContext(log: log, ledger: nil))
        rd_kafka_poll_set_consumer(handle.pointer)
        guard let events = rd_kafka_queue_get_consumer(handle.pointer) else {
            preconditionFailure("a consumer with a group has a queue")
        }
        self.events = events
        filter = FailureFilter(bootstrap: handle.bootstrap)
        let kilobytes = all["queued.max.messages.kbytes"] ?? defaults["queued.max.messages.kbytes"]
        kafkaReaders = (0..<readers).map { [handle, inbox] _ in
            KafkaReader(
                handle: handle, inbox: inbox,
                wakeup: BrokerWakeup(
                    handle: handle, properties: all, queueKilobytes: kilobytes.flatMap { Int($0) } ?? 65_536))
        }
        self.readers = kafkaReaders
    }

    deinit { close() }

    /// The number of partitions of each topic; a missing topic is `nil`, and is not created by asking.
    public func partitionCounts(
        of topics: [String], waitMilliseconds: Int
    ) throws(LogFailure) -> [String: Int?] {
        let known = try ClusterMetadata(handle, waitMilliseconds: waitMilliseconds).partitionCounts
        return Dictionary(topics.map { ($0, known[$0]) }, uniquingKeysWith: { first, _ in first })
    }

    /// Joins the group for these topics; their places in this list are the topic indices of fetched records.
    public func subscribe(to topics: [String]) throws(LogFailure) {
        self.topics = topics
        // A consumer that has not joined has nothing to tell but connections that failed: old news by now.
        while assigned.isEmpty, let event = rd_kafka_queue_poll(events, 0) { rd_kafka_event_destroy(event) }
        var pinned: [KafkaTopic] = []
        for topic in topics { pinned.append(try handle.topic(topic)) }
        for reader in kafkaReaders { reader.rearrange { $0.topics = pinned } }
        let list = PartitionList(topics.map { TopicPartition(topic: $0, partition: -1) })
        let code = rd_kafka_subscribe(handle.pointer, list.pointer)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw LogFailure(
                kafka: code, doing: "subscribing to \(topics.joined(separator: ", "))",
                bootstrap: handle.bootstrap)
        }
    }

    /// Leaves the group and frees what the client holds; call it after the last fetch of every reader.
    ///
    /// Waits up to ten seconds for the group to take notice. Harmless when called again.
    public func close() {
        guard isOpen else { return }
        isOpen = false
        for reader in kafkaReaders { reader.release() }
        leave(waitMilliseconds: 10_000)
        rd_kafka_queue_destroy(events)
        handle.destroy()
    }
}
