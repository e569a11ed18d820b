import CRdKafka
import EventModel

extension KafkaHandle {
    /// A library code as a failure; `nil` for success.
    func failure(of code: rd_kafka_resp_err_t, doing what: String) -> LogFailure? {
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        return LogFailure(kafka: code, doing: what, bootstrap: bootstrap)
    }

    /// Takes over a library error as a failure; `nil` for success.
    func failure(of error: OpaquePointer?, doing what: String) -> LogFailure? {
        guard let error else { return nil }
        defer { rd_kafka_error_destroy(error) }
        var failure = LogFailure(
            kafka: rd_kafka_error_code(error), doing: what, bootstrap: bootstrap,
            reason: rd_kafka_error_string(error).map { String(cString: $0) })
        if rd_kafka_error_is_fatal(error) != 0 { failure.isFatal = true }
        if rd_kafka_error_is_retriable(error) != 0 { failure.isRetriable = true }
        return failure
    }
}
