import CRdKafka
public import EventModel

extension KafkaTopics {
    /// Deletes the oldest records of a partition, those before an offset; waits up to 30 seconds.
    ///
    /// - Throws: when the partition's broker does not answer, or refuses. The embedded cluster cannot do it and says so.
    public func deleteRecords(before offset: Int64, of partition: TopicPartition) throws(LogFailure) {
        let what = "deleting the records of \(partition) before \(offset)"
        let request = AdminRequest(
            RD_KAFKA_ADMIN_OP_DELETERECORDS, of: handle, doing: what, waitMilliseconds: 30_000)
        let list = PartitionList([partition], offset: offset)
        var demands = [rd_kafka_DeleteRecords_new(list.pointer)]
        defer { rd_kafka_DeleteRecords_destroy_array(&demands, demands.count) }
        rd_kafka_DeleteRecords(handle.pointer, &demands, demands.count, request.options, request.queue)
        try request.answer { event throws(LogFailure) in
            let results = rd_kafka_DeleteRecords_result_offsets(
                rd_kafka_event_DeleteRecords_result(event))
            for element in PartitionList.elements(of: UnsafeMutablePointer(mutating: results)) {
                if let failure = handle.failure(of: element.err, doing: what) { throw failure }
            }
        }
    }
}
