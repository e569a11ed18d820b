import CRdKafka
public import EventModel
import Glibc

extension KafkaGroup {
    /// The positions that the group has committed, once no transaction that may still change them is open.
    ///
    /// Partitions without a position are left out.
    /// - Throws: a retriable failure when a transaction stays open for longer than the time given; it ends by itself
    ///   after its writer's `transaction.timeout.ms`.
    public func committed(
        _ partitions: [TopicPartition], waitMilliseconds: Int
    ) throws(LogFailure) -> [TopicPartition: CommittedPosition] {
        guard let client else { throw KafkaGroup.closed }
        guard !partitions.isEmpty else { return [:] }
        let deadline = monotonicMilliseconds() + Int64(waitMilliseconds)
        while true {
            let list = PartitionList(partitions)
            let remaining = max(1, deadline - monotonicMilliseconds())
            let code = rd_kafka_committed(client.handle.pointer, list.pointer, Int32(clamping: remaining))
            let failure = client.handle.failure(of: code, doing: "asking for committed positions")
            let open = list.firstError { $0 == RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT }
            let isOpen = open != nil || code == RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT
            guard monotonicMilliseconds() < deadline, isOpen else {
                // The library waits for open transactions by itself, and says only that the time is over.
                if isOpen || code == RD_KAFKA_RESP_ERR__TIMED_OUT && answers(client) {
                    throw KafkaGroup.unstable(open?.partition, after: waitMilliseconds)
                }
                if let failure { throw failure }
                return try positions(in: list, of: client)
            }
            usleep(50_000)
        }
    }

    /// Whether there is a Kafka to speak to.
    private func answers(_ client: GroupClient) -> Bool {
        (try? ClusterMetadata(client.handle, waitMilliseconds: 1000)) != nil
    }

    private func positions(
        in list: borrowing PartitionList, of client: GroupClient
    ) throws(LogFailure) -> [TopicPartition: CommittedPosition] {
        var positions: [TopicPartition: CommittedPosition] = [:]
        for element in PartitionList.elements(of: list.pointer) {
            let partition = TopicPartition(element)
            let what = "asking for the committed position of \(partition)"
            if let failure = client.handle.failure(of: element.err, doing: what) { throw failure }
            guard element.offset >= 0 else { continue }
            let note = UnsafeRawBufferPointer(start: element.metadata, count: element.metadata_size)
            positions[partition] = CommittedPosition(
                offset: element.offset, note: String(decoding: note, as: UTF8.self))
        }
        return positions
    }

    private static func unstable(_ partition: TopicPartition?, after milliseconds: Int) -> LogFailure {
        LogFailure(
            code: "UNSTABLE_OFFSET_COMMIT",
            message: "a transaction with the position of \(partition?.description ?? "a task") is still open "
                + "after \(milliseconds) ms",
            hint: "it ends after transaction.timeout.ms of the worker that began it, at the latest",
            isFatal: false, isRetriable: true)
    }
}
