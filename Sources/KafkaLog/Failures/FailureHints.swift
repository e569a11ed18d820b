import CRdKafka

extension rd_kafka_resp_err_t {
    /// What to check or change; empty for what is rare or mends itself.
    var hint: String {
        if meansUnreachable { return "check that it runs and that the address is right" }
        switch self {
        case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC,
            RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
            return "create the topic, or correct its name (capitals count) or the partition"
        case RD_KAFKA_RESP_ERR__AUTHENTICATION, RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED,
            RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM, RD_KAFKA_RESP_ERR_ILLEGAL_SASL_STATE:
            return "check security.protocol, sasl.mechanism, user name and password"
        case RD_KAFKA_RESP_ERR__SSL:
            return "check security.protocol, ssl.ca.location and the certificates' names and dates"
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED,
            RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED,
            RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
            return "have the cluster's access rules allow this user what it tried"
        case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE:
            return "raise max.message.bytes of the topic, and message.max.bytes of this client if it is lower"
        case RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT:
            return "the brokers are slow or out of reach: check their load and the network between"
        case RD_KAFKA_RESP_ERR__FENCED, RD_KAFKA_RESP_ERR_PRODUCER_FENCED,
            RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH, RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID:
            return "another instance with the same id has taken over: stop one of the two"
        case RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED:
            return "the consumer was not polled for too long: raise max.poll.interval.ms or find what blocks"
        case RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND:
            return "too few brokers hold the topic: bring the missing ones back or lower min.insync.replicas"
        case RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE, RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION:
            return "the brokers are too old for this, or the embedded cluster does not imitate it"
        case RD_KAFKA_RESP_ERR_INCONSISTENT_GROUP_PROTOCOL:
            return "all members of a group need the same partition.assignment.strategy"
        default:
            return ""
        }
    }
}
