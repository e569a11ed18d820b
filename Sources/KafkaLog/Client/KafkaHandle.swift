import CRdKafka
import EventModel
import Synchronization

/// One client of the library: made from properties, freed once.
///
/// Sendable although it holds a C pointer: the library's client may be used from any thread, and ``destroy()``
/// is called by the owner after its last use.
final class KafkaHandle: @unchecked Sendable {
    let pointer: OpaquePointer
    let context: ClientContext
    let bootstrap: String
    private let destroyed = Atomic<Bool>(false)
    private let topics = Mutex<[String: KafkaTopic]>([:])

    /// Makes a client; a producer's context carries the ledger of refused records.
    init(
        _ kind: rd_kafka_type_t, properties: KafkaProperties, defaults: KafkaDefaults,
        events: Int32 = 0, context: ClientContext
    ) throws(LogFailure) {
        let configuration = try properties.configuration(defaults: defaults)
        rd_kafka_conf_set_opaque(configuration, Unmanaged.passUnretained(context).toOpaque())
        rd_kafka_conf_set_log_cb(configuration) { client, level, facility, text in
            guard let client, let text else { return }
            ClientContext.of(rd_kafka_opaque(client))?
                .take(
                    level: Int(level), facility: facility.map { String(cString: $0) } ?? "",
                    message: String(cString: text))
        }
        if events != 0 { rd_kafka_conf_set_events(configuration, events) }
        if kind == RD_KAFKA_PRODUCER { KafkaHandle.listenForDelivery(configuration) }
        let made = withReason { rd_kafka_new(kind, configuration, $0, $1) }
        guard let pointer = made.result else {
            rd_kafka_conf_destroy(configuration)
            throw LogFailure(
                code: "_INVALID_ARG", message: "the Kafka properties do not fit together: \(made.reason)",
                hint: "change the properties that it names", isFatal: true, isRetriable: false)
        }
        self.pointer = pointer
        self.context = context
        bootstrap = properties.bootstrap
    }

    deinit { destroy() }

    /// Frees the client without leaving its group; harmless when called again.
    func destroy() {
        guard !destroyed.exchange(true, ordering: .acquiringAndReleasing) else { return }
        // The library waits for its topics to be given back.
        for topic in topics.withLock({ $0.values.map { $0.pointer } }) { rd_kafka_topic_destroy(topic) }
        rd_kafka_destroy_flags(pointer, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
    }

    /// A topic, looked up once and kept as long as the client.
    func topic(_ name: String) throws(LogFailure) -> KafkaTopic {
        if let known = topics.withLock({ $0[name] }) { return known }
        guard let pointer = rd_kafka_topic_new(self.pointer, name, nil) else {
            throw LogFailure(
                kafka: rd_kafka_last_error(), doing: "opening the topic \(name)", bootstrap: bootstrap)
        }
        let topic = KafkaTopic(name: name, pointer: pointer)
        topics.withLock { $0[name] = topic }
        return topic
    }

    /// The error that ended this client for good, if one did.
    var fatalFailure: LogFailure? {
        let fatal = withReason { rd_kafka_fatal_error(pointer, $0, $1) }
        guard fatal.result != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        var failure = LogFailure(
            kafka: fatal.result, doing: "using the Kafka client", bootstrap: bootstrap, reason: fatal.reason)
        failure.isFatal = true
        failure.isRetriable = false
        return failure
    }

    private static func listenForDelivery(_ configuration: OpaquePointer) {
        rd_kafka_conf_set_dr_msg_cb(configuration) { _, message, opaque in
            guard let message else { return }
            ClientContext.of(opaque)?.ledger?.record(message.pointee)
        }
        rd_kafka_conf_set_error_cb(configuration) { _, code, reason, opaque in
            ClientContext.of(opaque)?
                .recordError(rd_kafka_resp_err_t(code), reason: reason.map { String(cString: $0) } ?? "")
        }
    }
}
