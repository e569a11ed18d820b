import CRdKafka
import Synchronization

/// What the library's call-backs reach: it records and returns.
///
/// The client handle holds it until the library's threads have ended.
final class ClientContext: Sendable {
    let log: KafkaLogSink
    let ledger: DeliveryLedger?
    private let transportReason = Mutex<String?>(nil)

    init(log: @escaping KafkaLogSink, ledger: DeliveryLedger?) {
        self.log = log
        self.ledger = ledger
    }

    /// Why the last connection failed, if one did.
    var lastTransportReason: String? { transportReason.withLock { $0 } }

    /// Remembers why a connection failed.
    func recordError(_ code: rd_kafka_resp_err_t, reason: String) {
        if code.meansUnreachable, code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN {
            transportReason.withLock { $0 = reason }
        }
    }

    /// The context of a client, from inside one of its call-backs.
    static func of(_ opaque: UnsafeMutableRawPointer?) -> ClientContext? {
        opaque.map { Unmanaged<ClientContext>.fromOpaque($0).takeUnretainedValue() }
    }
}
