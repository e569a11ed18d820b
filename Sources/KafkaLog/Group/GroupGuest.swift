import CRdKafka
import EventModel

/// A member that joins a group and leaves it as soon as it was given its share.
final class GroupGuest {
    private let client: GroupClient
    private var isLeaving = false
    private let deadline = monotonicMilliseconds() + 30_000

    init(_ client: GroupClient, topics: [String]) throws(LogFailure) {
        self.client = client
        if let failure = client.subscribe(to: topics) { throw failure }
    }

    /// Goes on without waiting; whether the visit is over.
    func step() -> Bool {
        while let event = rd_kafka_queue_poll(client.events, 0) {
            defer { rd_kafka_event_destroy(event) }
            guard rd_kafka_event_type(event) == RD_KAFKA_EVENT_REBALANCE else { continue }
            let isShare = rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS
            if isShare {
                _ = client.adopt([])
                beginLeaving()
            } else {
                _ = client.abandon([])
            }
        }
        if monotonicMilliseconds() >= deadline { beginLeaving() }
        return isLeaving && rd_kafka_consumer_closed(client.handle.pointer) != 0
    }

    /// Leaves now, for at most some seconds.
    func leave() {
        guard !isLeaving else { return }
        client.leave(waitMilliseconds: 3000)
    }

    private func beginLeaving() {
        guard !isLeaving else { return }
        isLeaving = true
        if let error = rd_kafka_consumer_close_queue(client.handle.pointer, client.events) {
            rd_kafka_error_destroy(error)
        }
    }
}
