import CRdKafka
public import EventModel

/// Kinds of requests, by the numbers of Kafka's protocol.
public struct KafkaRequest: RawRepresentable, Equatable, Sendable {
    /// The protocol's ApiKey.
    public var rawValue: Int16

    /// A kind of request by its ApiKey.
    public init(rawValue: Int16) { self.rawValue = rawValue }

    /// Writing records.
    public static let produce = KafkaRequest(rawValue: 0)
    /// Reading records.
    public static let fetch = KafkaRequest(rawValue: 1)
    /// Asking for the oldest and newest offsets.
    public static let listOffsets = KafkaRequest(rawValue: 2)
    /// Asking for topics and brokers.
    public static let metadata = KafkaRequest(rawValue: 3)
    /// Looking for the broker that looks after a group.
    public static let findCoordinator = KafkaRequest(rawValue: 10)
    /// Joining a group.
    public static let joinGroup = KafkaRequest(rawValue: 11)
    /// Staying in a group.
    public static let heartbeat = KafkaRequest(rawValue: 12)
    /// Asking for one's share of a group.
    public static let syncGroup = KafkaRequest(rawValue: 14)
    /// Committing positions of a group.
    public static let offsetCommit = KafkaRequest(rawValue: 8)
    /// Asking for the committed positions of a group.
    public static let offsetFetch = KafkaRequest(rawValue: 9)
    /// Getting a producer's id and epoch.
    public static let initProducerId = KafkaRequest(rawValue: 22)
    /// Adding partitions to a transaction.
    public static let addPartitionsToTxn = KafkaRequest(rawValue: 24)
    /// Announcing that a transaction will commit positions.
    public static let addOffsetsToTxn = KafkaRequest(rawValue: 25)
    /// Ending a transaction.
    public static let endTxn = KafkaRequest(rawValue: 26)
    /// Committing positions in a transaction.
    public static let txnOffsetCommit = KafkaRequest(rawValue: 28)
}

/// Faults that tests plant.
extension EmbeddedKafka {
    /// Lets the next requests of a kind fail with these errors, one after the other.
    ///
    /// - Parameters:
    ///   - request: the kind of request.
    ///   - codes: the protocol's error numbers, such as 6 for `NOT_LEADER_FOR_PARTITION`; -195 closes the
    ///     connection instead.
    public func fail(_ request: KafkaRequest, with codes: [Int32]) {
        let errors = codes.map { rd_kafka_resp_err_t($0) }
        rd_kafka_mock_push_request_errors_array(cluster, request.rawValue, errors.count, errors)
    }

    /// Lets one broker answer its next request of a kind late, and with an error when one is given.
    public func delay(
        _ request: KafkaRequest, broker: Int, byMilliseconds milliseconds: Int, code: Int32 = 0
    ) {
        credence_kafka_mock_push_error_rtt(
            cluster, Int32(clamping: broker), request.rawValue, rd_kafka_resp_err_t(code),
            Int32(clamping: milliseconds))
    }

    /// Forgets the faults planted for a kind of request.
    public func clearFaults(of request: KafkaRequest) {
        rd_kafka_mock_clear_request_errors(cluster, request.rawValue)
    }

    /// Lets every request that asks for a topic fail for it; 0 mends it.
    ///
    /// - Parameters:
    ///   - topic: the topic's name.
    ///   - code: the protocol's error number, such as 29 for `TOPIC_AUTHORIZATION_FAILED`.
    public func fail(topic: String, with code: Int32) {
        rd_kafka_mock_topic_set_error(cluster, topic, rd_kafka_resp_err_t(code))
    }

    /// Takes a broker off the network: its connections break and new ones are refused. Its records and its port
    /// stay.
    public func takeDown(broker: Int) { rd_kafka_mock_broker_set_down(cluster, Int32(clamping: broker)) }

    /// Brings a broker back.
    public func bringUp(broker: Int) { rd_kafka_mock_broker_set_up(cluster, Int32(clamping: broker)) }

    /// Lets a broker answer everything this much later.
    public func setRoundTrip(broker: Int, milliseconds: Int) {
        rd_kafka_mock_broker_set_rtt(cluster, Int32(clamping: broker), Int32(clamping: milliseconds))
    }

    /// Moves a partition to another broker; `nil` leaves it without one.
    public func setLeader(of partition: TopicPartition, broker: Int?) {
        rd_kafka_mock_partition_set_leader(
            cluster, partition.topic, partition.partition, Int32(clamping: broker ?? -1))
    }

    /// Moves the transactions of a writer to another broker.
    public func setCoordinator(ofTransactions transactionalID: String, broker: Int) {
        rd_kafka_mock_coordinator_set(cluster, "transaction", transactionalID, Int32(clamping: broker))
    }

    /// Moves a consumer group to another broker.
    public func setCoordinator(ofGroup group: String, broker: Int) {
        rd_kafka_mock_coordinator_set(cluster, "group", group, Int32(clamping: broker))
    }
}
