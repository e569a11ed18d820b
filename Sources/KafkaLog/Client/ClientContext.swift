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
            transportReason.withLock { $0 = Self.lasting(reason) }
        }
    }

    /// Passes a log line on. Why a connection failed is remembered from it too: a client whose errors nobody asks for
    /// says it nowhere else.
    func take(level: Int, facility: String, message: String) {
        if facility == "FAIL" {
            let reason = message.hasPrefix("[") ? message.split(separator: "]: ", maxSplits: 1).last : nil
            transportReason.withLock { $0 = Self.lasting(reason.map { String($0) } ?? message) }
        }
        log(level, facility, message)
    }

    /// The part of a reason that is the same each time: without how long it took and how often it happened.
    static func lasting(_ reason: String) -> String {
        guard reason.hasSuffix(")") else { return reason }
        return String(reason.prefix(upTo: reason.ranges(of: " (after ").last?.lowerBound ?? reason.endIndex))
    }

    /// The context of a client, from inside one of its call-backs.
    static func of(_ opaque: UnsafeMutableRawPointer?) -> ClientContext? {
        opaque.map { Unmanaged<ClientContext>.fromOpaque($0).takeUnretainedValue() }
    }
}
