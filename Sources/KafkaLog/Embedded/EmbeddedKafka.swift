import CRdKafka
public import EventModel
import Synchronization

/// A small Kafka inside this process, for demonstrations and tests: the client library's mock cluster.
///
/// It listens on 127.0.0.1 at ports that the system chooses, holds everything in memory, and keeps the newest 5 MB
/// (or 100,000 batches) of each partition. It forms consumer groups (the first member waits three seconds), knows
/// idempotent and transactional producers but shows aborted records, lets two writers of one transactional id go on and
/// forgets the positions of transactions (``KafkaTransactions`` makes up for that), answers for the beginning and the
/// end of a partition but not for times, and neither creates topics, nor tells their settings, nor deletes records on
/// request.
///
/// Sendable although it holds a C pointer: the cluster serialises its commands itself, and the flag sees to it that
/// it is freed once.
public final class EmbeddedKafka: @unchecked Sendable {
    /// The addresses of its brokers, as in `bootstrap.servers`.
    public let bootstrap: String
    /// How many brokers it has; their ids begin at 1.
    public let brokers: Int
    let cluster: OpaquePointer
    private let handle: KafkaHandle
    private let isStopped = Atomic<Bool>(false)

    /// Starts a cluster.
    ///
    /// - Parameters:
    ///   - topics: names and partition counts; an unknown topic springs up with 4 partitions when a producer
    ///     first writes to it.
    ///   - brokers: how many brokers share the partitions.
    ///   - log: where the library's log lines go.
    /// - Throws: when no local port can be had, or a topic is named twice.
    public init(
        topics: [(String, Int)], brokers: Int = 1, log: @escaping KafkaLogSink = { _, _, _ in }
    ) throws(LogFailure) {
        handle = try KafkaHandle(
            RD_KAFKA_PRODUCER, properties: KafkaProperties([]), defaults: KafkaDefaults.embedded,
            context: ClientContext(log: log, ledger: nil))
        guard let cluster = rd_kafka_mock_cluster_new(handle.pointer, Int32(brokers)) else {
            throw LogFailure(
                code: "_FAIL", message: "the embedded Kafka cannot listen on 127.0.0.1",
                hint: "check that this process may open local ports", isFatal: true, isRetriable: false)
        }
        self.cluster = cluster
        self.brokers = brokers
        bootstrap = String(cString: rd_kafka_mock_cluster_bootstraps(cluster))
        for (topic, partitions) in topics { try create(topic, partitions: partitions) }
    }

    deinit { stop() }

    /// Adds a topic.
    ///
    /// - Throws: when it exists.
    public func create(_ topic: String, partitions: Int) throws(LogFailure) {
        let code = rd_kafka_mock_topic_create(
            cluster, topic, Int32(clamping: partitions), Int32(clamping: min(3, brokers)))
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw LogFailure(
                kafka: code, doing: "adding the topic \(topic) to the embedded Kafka", bootstrap: bootstrap)
        }
    }

    /// Ends the cluster and forgets its records; harmless when called again.
    public func stop() {
        guard !isStopped.exchange(true, ordering: .acquiringAndReleasing) else { return }
        rd_kafka_mock_cluster_destroy(cluster)
        handle.destroy()
    }
}

extension KafkaDefaults {
    /// What the cluster's own handle sets: requests up to the size that producers may send.
    static let embedded = KafkaDefaults(known: [
        ("client.id", "embedded-kafka"), ("receive.message.max.bytes", "1000000000"),
    ])
}
