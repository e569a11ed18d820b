import CRdKafka
import EventModel
import Glibc

/// The library's list of partitions with offsets, freed at the end of its scope.
struct PartitionList: ~Copyable {
    let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    init(_ partitions: some Collection<TopicPartition>, offset: Int64 = Int64(RD_KAFKA_OFFSET_INVALID)) {
        pointer = rd_kafka_topic_partition_list_new(Int32(partitions.count))
        for partition in partitions { add(partition, offset: offset) }
    }

    /// Positions with their notes.
    init(_ positions: [TopicPartition: CommittedPosition]) {
        pointer = rd_kafka_topic_partition_list_new(Int32(positions.count))
        for (partition, position) in positions {
            let element = rd_kafka_topic_partition_list_add(
                pointer, partition.topic, partition.partition)
            element?.pointee.offset = position.offset
            guard !position.note.isEmpty else { continue }
            // The library frees it with the list, so that it must be its own kind of memory.
            element?.pointee.metadata = UnsafeMutableRawPointer(strdup(position.note))
            element?.pointee.metadata_size = position.note.utf8.count
        }
    }

    deinit { rd_kafka_topic_partition_list_destroy(pointer) }

    func add(_ partition: TopicPartition, offset: Int64) {
        rd_kafka_topic_partition_list_add(pointer, partition.topic, partition.partition).pointee.offset =
            offset
    }

    /// The first entry that the library marked with an error.
    func firstError(
        where isMeant: (rd_kafka_resp_err_t) -> Bool = { _ in true }
    ) -> (partition: TopicPartition, code: rd_kafka_resp_err_t)? {
        for element in PartitionList.elements(of: pointer)
        where element.err != RD_KAFKA_RESP_ERR_NO_ERROR && isMeant(element.err) {
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
