import CRdKafka
import EventModel

extension LogFailure {
    /// A library error in words for the person who runs the program.
    ///
    /// - Parameters:
    ///   - code: the library's or the broker's error.
    ///   - what: what was being done, as in `listing the topics`.
    ///   - bootstrap: the addresses that the client was given.
    ///   - reason: the library's own text, when it says more than the code.
    init(
        kafka code: rd_kafka_resp_err_t, doing what: String, bootstrap: String, reason: String? = nil
    ) {
        let detail = reason ?? String(cString: rd_kafka_err2str(code))
        self.init(
            code: String(cString: rd_kafka_err2name(code)),
            message: code.meansUnreachable
                ? "no Kafka answers at \(bootstrap) (\(what): \(detail))" : "\(what): \(detail)",
            hint: code.hint, isFatal: code.isFatal, isRetriable: code.isRetriable)
    }
}

extension rd_kafka_resp_err_t {
    /// No broker could be spoken to at all.
    var meansUnreachable: Bool {
        switch self {
        case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, RD_KAFKA_RESP_ERR__TRANSPORT,
            RD_KAFKA_RESP_ERR__RESOLVE, RD_KAFKA_RESP_ERR__TIMED_OUT:
            true
        default: false
        }
    }

    /// The client instance is of no further use.
    var isFatal: Bool {
        switch self {
        case RD_KAFKA_RESP_ERR__FATAL, RD_KAFKA_RESP_ERR__FENCED, RD_KAFKA_RESP_ERR_PRODUCER_FENCED,
            RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH, RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID,
            RD_KAFKA_RESP_ERR__DESTROY:
            true
        default: false
        }
    }

    /// Trying again may help without anybody changing anything.
    var isRetriable: Bool {
        switch self {
        case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__RESOLVE,
            RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, RD_KAFKA_RESP_ERR__WAIT_COORD,
            RD_KAFKA_RESP_ERR__QUEUE_FULL, RD_KAFKA_RESP_ERR__RETRY, RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED,
            RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
            RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION,
            RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR_NOT_COORDINATOR, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
            RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND, RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS,
            RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR:
            true
        default: false
        }
    }
}
