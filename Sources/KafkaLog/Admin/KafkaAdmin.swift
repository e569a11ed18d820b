import CRdKafka
public import EventModel

/// The oldest and the next offset of a partition.
public struct Watermarks: Equatable, Sendable {
    /// The oldest offset that is kept.
    public var low: Int64
    /// The offset that the next record gets.
    public var high: Int64

    /// Watermarks from their parts.
    public init(low: Int64, high: Int64) {
        self.low = low
        self.high = high
    }
}

/// A topic to create.
public struct TopicDefinition: Equatable, Sendable {
    /// Its name.
    public var name: String
    /// How many partitions.
    public var partitions: Int
    /// How many brokers keep a copy; `nil` for the cluster's own default.
    public var replication: Int?
    /// Topic properties by Kafka's names, such as `cleanup.policy`.
    public var configuration: [String: String]

    /// A topic from its parts.
    public init(
        name: String, partitions: Int, replication: Int? = nil, configuration: [String: String] = [:]
    ) {
        self.name = name
        self.partitions = partitions
        self.replication = replication
        self.configuration = configuration
    }
}

/// Looks after topics: lists, creates, and tells how far they reach. Calls wait for the brokers.
public final class KafkaAdmin: Sendable {
    let handle: KafkaHandle

    /// Makes the client; it connects with the first call.
    ///
    /// - Throws: for properties that are unknown, invalid or do not fit together.
    public init(
        properties: KafkaProperties, log: @escaping KafkaLogSink = { _, _, _ in }
    ) throws(LogFailure) {
        // A consumer's client: a producer's would create a missing topic when asked for its offsets.
        handle = try KafkaHandle(
            RD_KAFKA_CONSUMER, properties: properties,
            defaults: .common.and([("allow.auto.create.topics", "false")]),
            context: ClientContext(log: log, ledger: nil))
    }

    deinit { close() }

    /// All topics with their partition counts.
    public func topics(waitMilliseconds: Int = 10_000) throws(LogFailure) -> [String: Int] {
        try ClusterMetadata(handle, waitMilliseconds: waitMilliseconds).partitionCounts
    }

    /// How far partitions reach; two requests per partition.
    ///
    /// - Throws: when one of them is missing or its broker does not answer in the time given.
    public func watermarks(
        of partitions: [TopicPartition], waitMilliseconds: Int = 10_000
    ) throws(LogFailure) -> [TopicPartition: Watermarks] {
        let deadline = monotonicMilliseconds() + Int64(waitMilliseconds)
        var result: [TopicPartition: Watermarks] = [:]
        let counts = try topics(waitMilliseconds: waitMilliseconds)
        for partition in partitions {
            // Asking about a missing topic creates it on clusters that create topics on first use.
            let isThere = (0..<(counts[partition.topic] ?? 0)).contains(Int(partition.partition))
            let missing = isThere ? RD_KAFKA_RESP_ERR_NO_ERROR : RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART
            if let failure = handle.failure(of: missing, doing: "asking how far \(partition) reaches") {
                throw failure
            }
            let remaining = Int32(clamping: max(1, deadline - monotonicMilliseconds()))
            var marks = Watermarks(low: -1, high: -1)
            let code = rd_kafka_query_watermark_offsets(
                handle.pointer, partition.topic, partition.partition, &marks.low, &marks.high, remaining)
            if let failure = handle.failure(of: code, doing: "asking how far \(partition) reaches") {
                throw failure
            }
            result[partition] = marks
        }
        return result
    }

    /// Frees the client; harmless when called again.
    public func close() { handle.destroy() }
}
