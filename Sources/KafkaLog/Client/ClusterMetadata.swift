import CRdKafka
import EventModel

/// What the cluster says of itself.
///
/// The full list is asked for, never a topic by name: asking by name creates a missing topic on clusters that
/// create topics on first use.
struct ClusterMetadata {
    /// Partition counts by topic; one that is being created has none yet and is left out.
    private(set) var partitionCounts: [String: Int] = [:]
    /// The ids of the brokers.
    private(set) var brokers: Set<Int32> = []

    /// Asks any broker.
    init(_ handle: KafkaHandle, waitMilliseconds: Int) throws(LogFailure) {
        var metadata: UnsafePointer<rd_kafka_metadata>?
        let code = rd_kafka_metadata(handle.pointer, 1, nil, &metadata, Int32(clamping: waitMilliseconds))
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let metadata else {
            throw LogFailure(
                kafka: code, doing: "listing the topics", bootstrap: handle.bootstrap,
                reason: handle.context.lastTransportReason)
        }
        defer { rd_kafka_metadata_destroy(metadata) }
        let fields = metadata.pointee
        for topic in UnsafeBufferPointer(start: fields.topics, count: Int(fields.topic_cnt))
        where topic.err != RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART && topic.partition_cnt > 0 {
            partitionCounts[String(cString: topic.topic)] = Int(topic.partition_cnt)
        }
        brokers = Set(UnsafeBufferPointer(start: fields.brokers, count: Int(fields.broker_cnt)).map(\.id))
    }
}
