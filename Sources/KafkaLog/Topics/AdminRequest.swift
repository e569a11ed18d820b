import CRdKafka
import EventModel

/// One request to the brokers' administration, and the event that answers it.
struct AdminRequest: ~Copyable {
    let options: OpaquePointer?
    let queue: OpaquePointer
    private let handle: KafkaHandle
    private let what: String
    private let waitMilliseconds: Int32

    /// Prepares a request; it ends after the time given.
    init(_ kind: rd_kafka_admin_op_t, of handle: KafkaHandle, doing what: String, waitMilliseconds: Int64) {
        self.handle = handle
        self.what = what
        self.waitMilliseconds = Int32(clamping: max(1, min(waitMilliseconds, 3_600_000)))
        guard let queue = rd_kafka_queue_new(handle.pointer) else { preconditionFailure("out of memory") }
        self.queue = queue
        options = rd_kafka_AdminOptions_new(handle.pointer, kind)
        rd_kafka_AdminOptions_set_request_timeout(options, self.waitMilliseconds, nil, 0)
    }

    deinit {
        rd_kafka_AdminOptions_destroy(options)
        rd_kafka_queue_destroy(queue)
    }

    /// Waits for the answer and reads it.
    ///
    /// - Throws: when there is none, or it is a refusal as a whole.
    func answer<Answer>(
        _ read: (_ event: OpaquePointer) throws(LogFailure) -> Answer
    ) throws(LogFailure) -> Answer {
        // The library ends the request itself, with a better reason than silence; the margin lets it.
        guard let event = rd_kafka_queue_poll(queue, waitMilliseconds + 5000) else {
            throw LogFailure(kafka: RD_KAFKA_RESP_ERR__TIMED_OUT, doing: what, bootstrap: handle.bootstrap)
        }
        defer { rd_kafka_event_destroy(event) }
        let code = rd_kafka_event_error(event)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw LogFailure(
                kafka: code, doing: what, bootstrap: handle.bootstrap,
                reason: rd_kafka_event_error_string(event).map { String(cString: $0) })
        }
        return try read(event)
    }
}
