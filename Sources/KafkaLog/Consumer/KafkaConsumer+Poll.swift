import CRdKafka
public import EventModel

extension KafkaConsumer {
    /// Waits for news of the group; must be called every few seconds at least.
    ///
    /// A partition that was taken away is out of its reader's hands when the notice is given. This call alone keeps
    /// the membership (`max.poll.interval.ms`), so that a slow worker is not thrown out of the group.
    public func poll(waitMilliseconds: Int) -> [ConsumerNotice] {
        let deadline = monotonicMilliseconds() + Int64(waitMilliseconds)
        var notices: [ConsumerNotice] = []
        repeat {
            let remaining = notices.isEmpty ? max(0, deadline - monotonicMilliseconds()) : 0
            // In short waits, so that what the readers met and what was held back comes out in time.
            let event = rd_kafka_queue_poll(events, Int32(min(remaining, 100)))
            if let event { notices += take(event) }
            notices += otherFailures()
            if event == nil, !notices.isEmpty { break }
        } while !notices.isEmpty || monotonicMilliseconds() < deadline
        return notices
    }

    /// Takes in one event of the library and gives it back.
    private func take(_ event: OpaquePointer) -> [ConsumerNotice] {
        defer { rd_kafka_event_destroy(event) }
        switch rd_kafka_event_type(event) {
        case RD_KAFKA_EVENT_REBALANCE: return rebalance(event)
        case RD_KAFKA_EVENT_ERROR: return error(event).map { [.failed($0)] } ?? []
        // Records of partitions that were not started: they come again from where they are started.
        default: return []
        }
    }

    private func otherFailures() -> [ConsumerNotice] {
        let now = monotonicMilliseconds()
        var failures = inbox.take().compactMap { filter.admit($0, at: now) }
        if let settled = filter.settle(at: now) { failures.append(settled) }
        return failures.map { .failed($0) }
    }

    private func error(_ event: OpaquePointer) -> LogFailure? {
        let now = monotonicMilliseconds()
        let code = rd_kafka_event_error(event)
        let reason = rd_kafka_event_error_string(event).map { String(cString: $0) } ?? ""
        handle.context.recordError(code, reason: reason)
        guard rd_kafka_event_error_is_fatal(event) == 0 else {
            return handle.fatalFailure.flatMap { filter.admit($0, at: now) }
        }
        return filter.observe(code, reason: reason, at: now)
    }

    private func rebalance(_ event: OpaquePointer) -> [ConsumerNotice] {
        let list = rd_kafka_event_topic_partition_list(event)
        let partitions = PartitionList.elements(of: list).map { TopicPartition($0) }.sorted()
        if rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS {
            let failure = adopt(partitions)
            return (partitions.isEmpty ? [] : [.assigned(partitions)]) + failed(failure)
        }
        let lost = isCooperative ? partitions : assigned.keys.sorted()
        let failure = abandon(lost)
        return (lost.isEmpty ? [] : [.revoked(lost)]) + failed(failure)
    }

    private func failed(_ failure: LogFailure?) -> [ConsumerNotice] {
        failure.map { [.failed($0)] } ?? []
    }
}
