import CRdKafka
public import EventModel

extension KafkaConsumer {
    /// Whether the group hands partitions over one by one (`cooperative-sticky`) instead of all at once.
    var isCooperative: Bool {
        rd_kafka_rebalance_protocol(handle.pointer).map { String(cString: $0) } == "COOPERATIVE"
    }

    /// Starts to read partitions that were assigned; others may follow in later calls.
    ///
    /// - Throws: when a partition is not assigned to this consumer, before any is started; or when the library
    ///   cannot move to an offset.
    public func start(_ partitions: [PartitionStart]) throws(LogFailure) {
        guard !partitions.isEmpty else { return }
        for start in partitions { try check(start) }
        let places = partitions.map(\.partition)
        for start in partitions { connect(start) }
        // Resumed before they are moved: the move wakes the broker threads, and what is fetched before it is stale.
        let resumed = PartitionList(places)
        rd_kafka_resume_partitions(handle.pointer, resumed.pointer)
        let moved = PartitionList([])
        for start in partitions { moved.add(start.partition, offset: start.offset.kafkaOffset) }
        let error = rd_kafka_seek_partitions(handle.pointer, moved.pointer, 10_000)
        if let failure = handle.failure(of: error, doing: "starting to read") {
            throw failure
        }
        if let (partition, code) = moved.firstError() {
            throw LogFailure(
                kafka: code, doing: "starting to read \(partition)", bootstrap: handle.bootstrap)
        }
        for start in partitions { assigned[start.partition] = .some(start.reader) }
    }

    /// Takes over partitions from the group without reading them yet.
    ///
    /// The library waits for its list at once, whereas a worker may take its time to say from where: so they are
    /// taken paused, at any offset, and moved when they are started.
    func adopt(_ partitions: [TopicPartition]) -> LogFailure? {
        for partition in partitions { assigned[partition] = .some(nil) }
        let list = PartitionList(partitions, offset: 0)
        rd_kafka_pause_partitions(handle.pointer, list.pointer)
        guard !isCooperative else {
            return handle.failure(
                of: rd_kafka_incremental_assign(handle.pointer, list.pointer),
                doing: "taking over partitions")
        }
        return handle.failure(
            of: rd_kafka_assign(handle.pointer, list.pointer), doing: "taking over partitions")
    }

    /// Gives partitions back: first the readers forget them, then the library stops fetching.
    func abandon(_ partitions: [TopicPartition]) -> LogFailure? {
        for partition in partitions {
            guard let reader = assigned.removeValue(forKey: partition) ?? nil,
                let index = topics.firstIndex(of: partition.topic)
            else { continue }
            kafkaReaders[reader].rearrange {
                $0.positions[index, partition.partition] = PartitionPositions.absent
            }
        }
        guard !isCooperative else {
            let list = PartitionList(partitions)
            return handle.failure(
                of: rd_kafka_incremental_unassign(handle.pointer, list.pointer),
                doing: "giving partitions back")
        }
        return handle.failure(of: rd_kafka_assign(handle.pointer, nil), doing: "giving partitions back")
    }

    /// Leaves the group, for at most the time given.
    func leave(waitMilliseconds: Int) {
        let deadline = monotonicMilliseconds() + Int64(waitMilliseconds)
        if let error = rd_kafka_consumer_close_queue(handle.pointer, events) {
            rd_kafka_error_destroy(error)
            return
        }
        while rd_kafka_consumer_closed(handle.pointer) == 0, monotonicMilliseconds() < deadline {
            guard let event = rd_kafka_queue_poll(events, 100) else { continue }
            if rd_kafka_event_type(event) == RD_KAFKA_EVENT_REBALANCE {
                let list = rd_kafka_event_topic_partition_list(event)
                _ = abandon(PartitionList.elements(of: list).map { TopicPartition($0) })
            }
            rd_kafka_event_destroy(event)
        }
    }

    private func check(_ start: PartitionStart) throws(LogFailure) {
        precondition(kafkaReaders.indices.contains(start.reader), "no such reader")
        guard assigned[start.partition] != nil else {
            throw LogFailure(
                code: "_STATE",
                message: "cannot read \(start.partition): it is not assigned to this consumer",
                hint: "start only what the last notices assigned", isFatal: false, isRetriable: false)
        }
    }

    /// Routes a partition's records to its reader. The library keeps an application's route when fetching starts.
    private func connect(_ start: PartitionStart) {
        let partition = start.partition
        let reader = kafkaReaders[start.reader]
        guard let index = topics.firstIndex(of: partition.topic),
            let queue = rd_kafka_queue_get_partition(
                handle.pointer, partition.topic, partition.partition)
        else { return }
        reader.rearrange {
            $0.positions[index, partition.partition] = PartitionPositions.first(of: start.offset)
        }
        rd_kafka_queue_forward(queue, reader.queue)
        rd_kafka_queue_destroy(queue)
    }
}
