import CRdKafka
import EventModel

/// Finds where partitions end, whether their last transactions are committed or not.
///
/// A client of its own: what a client that reads committed records is told is the end of the committed ones.
final class LogEnds {
    private let handle: KafkaHandle

    init(properties: KafkaProperties) throws(LogFailure) {
        var all = properties
        all["isolation.level"] = "read_uncommitted"
        handle = try KafkaHandle(
            RD_KAFKA_CONSUMER, properties: all,
            defaults: .common.and([("allow.auto.create.topics", "false")]),
            context: ClientContext(log: { _, _, _ in }, ledger: nil))
    }

    func find(
        _ partitions: [TopicPartition], waitMilliseconds: Int
    ) throws(LogFailure) -> [TopicPartition: Int64] {
        let deadline = monotonicMilliseconds() + Int64(waitMilliseconds)
        // Asking about a missing topic creates it on clusters that create topics on first use.
        let counts = try ClusterMetadata(handle, waitMilliseconds: waitMilliseconds).partitionCounts
        for partition in partitions
        where !(0..<(counts[partition.topic] ?? 0)).contains(Int(partition.partition)) {
            throw LogFailure(
                kafka: RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,
                doing: "asking where \(partition) ends", bootstrap: handle.bootstrap)
        }
        let list = PartitionList(partitions, offset: Int64(RD_KAFKA_OFFSET_END))
        let remaining = Int32(clamping: max(1, deadline - monotonicMilliseconds()))
        let code = rd_kafka_offsets_for_times(handle.pointer, list.pointer, remaining)
        if let failure = handle.failure(of: code, doing: "asking where partitions end") { throw failure }
        if let (partition, code) = list.firstError() {
            throw LogFailure(
                kafka: code, doing: "asking where \(partition) ends", bootstrap: handle.bootstrap)
        }
        var ends: [TopicPartition: Int64] = [:]
        for element in PartitionList.elements(of: list.pointer) {
            ends[TopicPartition(element)] = element.offset
        }
        return ends
    }
}
