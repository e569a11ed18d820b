import CRdKafka
import EventModel

/// The library's list of partitions with offsets, freed at the end of its scope.
struct PartitionList: ~Copyable {
    let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    init(_ partitions: some Collection<TopicPartition>, offset: Int64 = Int64(RD_KAFKA_OFFSET_INVALID)) {
        pointer = rd_kafka_topic_partition_list_new(Int32(partitions.count))
        for partition in partitions { add(partition, offset: offset) }
    }

    deinit { rd_kafka_topic_partition_list_destroy(pointer) }

    func add(_ partition: TopicPartition, offset: Int64) {
        rd_kafka_topic_partition_list_add(pointer, partition.topic, partition.partition).pointee.offset =
            offset
    }

    /// The first entry that the library marked with an error.
    func firstError() -> (partition: TopicPartition, code: rd_kafka_resp_err_t)? {
        for element in PartitionList.elements(of: pointer)
        where element.err != RD_KAFKA_RESP_ERR_NO_ERROR {
            return (TopicPartition(element), element.err)
        }
        return nil
    }

    static func elements(
        of list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?
    ) -> UnsafeBufferPointer<rd_kafka_topic_partition_t> {
        guard let list else { return UnsafeBufferPointer(start: nil, count: 0) }
        return UnsafeBufferPointer(start: list.pointee.elems, count: Int(list.pointee.cnt))
    }
}

extension TopicPartition {
    init(_ element: rd_kafka_topic_partition_t) {
        self.init(topic: String(cString: element.topic), partition: element.partition)
    }
}

extension StartOffset {
    /// The offset as the library writes it: beginning and end are negative.
    var kafkaOffset: Int64 {
        switch self {
        case .beginning: Int64(RD_KAFKA_OFFSET_BEGINNING)
        case .end: Int64(RD_KAFKA_OFFSET_END)
        case .at(let offset): offset
        }
    }
}
