import CRdKafka
import EventModel

/// What the cluster says of its topics.
///
/// The full list is asked for, never a topic by name: asking by name creates a missing topic on clusters that
/// create topics on first use.
enum ClusterMetadata {
    /// Partition counts by topic.
    static func partitionCounts(
        _ handle: KafkaHandle, waitMilliseconds: Int
    ) throws(LogFailure) -> [String: Int] {
        var metadata: UnsafePointer<rd_kafka_metadata>?
        let code = rd_kafka_metadata(handle.pointer, 1, nil, &metadata, Int32(clamping: waitMilliseconds))
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let metadata else {
            throw LogFailure(
                kafka: code, doing: "listing the topics", bootstrap: handle.bootstrap,
                reason: handle.context.lastTransportReason)
        }
        defer { rd_kafka_metadata_destroy(metadata) }
        var counts: [String: Int] = [:]
        for topic in UnsafeBufferPointer(
            start: metadata.pointee.topics, count: Int(metadata.pointee.topic_cnt))
        where topic.err != RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART {
            counts[String(cString: topic.topic)] = Int(topic.partition_cnt)
        }
        return counts
    }
}
