import CRdKafka
public import EventModel

extension KafkaFetcher {
    /// Starts to read partitions; others may follow in later calls. One that is being read goes on from the new offset,
    /// on the new reader.
    ///
    /// - Throws: for a topic that was not opened, before any partition is started; or when the library refuses.
    public func start(_ partitions: [PartitionStart]) throws(LogFailure) {
        guard !partitions.isEmpty else { return }
        for start in partitions { try check(start) }
        try stop(partitions.map(\.partition).filter { started[$0] != nil })
        for (reader, starts) in Dictionary(grouping: partitions, by: \.reader) {
            connect(starts, to: kafkaReaders[reader])
        }
        let list = PartitionList([])
        for start in partitions { list.add(start.partition, offset: start.offset.kafkaOffset) }
        let error = rd_kafka_incremental_assign(handle.pointer, list.pointer)
        if let failure = handle.failure(of: error, doing: "starting to read") { throw failure }
        for start in partitions { started[start.partition] = start.reader }
    }

    /// Stops reading partitions: when it returns, no later fetch of any reader brings records of theirs.
    ///
    /// What was read ahead is dropped. Partitions that are not being read are passed over.
    public func stop(_ partitions: [TopicPartition]) throws(LogFailure) {
        let leaving = Set(partitions).filter { started[$0] != nil }
        guard !leaving.isEmpty else { return }
        let list = PartitionList(leaving)
        let error = rd_kafka_incremental_unassign(handle.pointer, list.pointer)
        if let failure = handle.failure(of: error, doing: "stopping to read") { throw failure }
        for (reader, partitions) in Dictionary(grouping: leaving, by: { started[$0] ?? 0 }) {
            kafkaReaders[reader].rearrange { plan in
                for partition in partitions { set(partition, to: PartitionPositions.absent, in: &plan) }
            }
        }
        for partition in leaving { started[partition] = nil }
        settle()
    }

    private func check(_ start: PartitionStart) throws(LogFailure) {
        precondition(kafkaReaders.indices.contains(start.reader), "no such reader")
        guard topics.contains(start.partition.topic) else {
            throw LogFailure(
                code: "_STATE", message: "cannot read \(start.partition): its topic was not opened",
                hint: "open all topics that are read before the first is started", isFatal: false,
                isRetriable: false)
        }
    }

    /// Routes partitions to their reader before anything of them is fetched; the library keeps an application's route
    /// when fetching starts.
    private func connect(_ starts: [PartitionStart], to reader: KafkaReader) {
        reader.rearrange { plan in
            for start in starts {
                set(start.partition, to: PartitionPositions.first(of: start.offset), in: &plan)
            }
        }
        for start in starts {
            let partition = start.partition
            guard
                let queue = rd_kafka_queue_get_partition(
                    handle.pointer, partition.topic, partition.partition)
            else { continue }
            rd_kafka_queue_forward(queue, reader.queue)
            rd_kafka_queue_destroy(queue)
        }
    }

    private func set(_ partition: TopicPartition, to position: Int64, in plan: inout ReaderPlan) {
        guard let index = topics.firstIndex(of: partition.topic) else { return }
        plan.positions[index, partition.partition] = position
    }

    /// Waits until the library has carried out what was asked before, by a question that it answers in turn: a stop
    /// takes back the partition's route, and must not meet the route of the next start.
    private func settle() {
        if let answer = rd_kafka_consumer_group_metadata(handle.pointer) {
            rd_kafka_consumer_group_metadata_destroy(answer)
        }
    }
}
