import CRdKafka

/// Keeps old versions of the library fetching.
///
/// Up to version 2.1 a broker thread that found the fetch queue full looks again after a second, however fast the
/// queue is emptied in the meantime; `fetch.queue.backoff.ms` came with 2.2. Setting the SASL credentials to what
/// they already are is the one public call that wakes the broker threads and changes nothing.
struct BrokerWakeup {
    private let handle: KafkaHandle
    private let user: String
    private let password: String
    private let stepBytes: Int
    private var sinceBytes = 0

    /// Wakes the brokers each time an eighth of the queue's limit was taken out; `nil` where the library needs no
    /// help.
    init?(handle: KafkaHandle, properties: KafkaProperties, queueKilobytes: Int) {
        guard rd_kafka_version() < 0x0202_0000 else { return nil }
        self.handle = handle
        user = properties["sasl.username"] ?? ""
        password = properties["sasl.password"] ?? ""
        stepBytes = max(1, queueKilobytes) * 1024 / 8
    }

    /// Takes in what one fetch took out of the queue.
    mutating func consumed(_ bytes: Int) {
        sinceBytes += bytes
        guard sinceBytes >= stepBytes else { return }
        sinceBytes = 0
        if let error = rd_kafka_sasl_set_credentials(handle.pointer, user, password) {
            rd_kafka_error_destroy(error)
        }
    }
}
