import CRdKafka
import EventModel
import Synchronization

/// Keeps book of records that were refused for good; written by the library's delivery call-back.
final class DeliveryLedger: Sendable {
    private struct Book {
        var untaken = DeliveryFailures()
        var total = 0
        var flushed = 0
        var firstSinceFlush: LogFailure?
    }

    private let book = Mutex(Book())
    private let bootstrap: String

    init(bootstrap: String) { self.bootstrap = bootstrap }

    /// How many records were refused so far.
    var total: Int { book.withLock { $0.total } }

    /// Takes in a delivery report; only those of failures arrive.
    func record(_ message: rd_kafka_message_t) {
        guard message.err != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
        record(
            message.err, topic: rd_kafka_topic_name(message.rkt).map { String(cString: $0) } ?? "?",
            key: UnsafeRawBufferPointer(start: message.key, count: message.key_len), valueCount: message.len)
    }

    /// Takes in a record that the client did not even queue.
    func record(
        _ code: rd_kafka_resp_err_t, topic: String, key: UnsafeRawBufferPointer?, valueCount: Int
    ) {
        let failure = LogFailure(kafka: code, doing: "writing to \(topic)", bootstrap: bootstrap)
        let bytes = key.flatMap { $0.baseAddress == nil ? nil : Array($0.prefix(256)) }
        book.withLock { book in
            book.total += 1
            book.untaken.count += 1
            if book.firstSinceFlush == nil { book.firstSinceFlush = failure }
            guard book.untaken.first.count < DeliveryFailures.limit else { return }
            book.untaken.first.append(
                RefusedRecord(topic: topic, key: bytes, valueCount: valueCount, failure: failure))
        }
    }

    /// Takes what was refused since the last time.
    func take() -> DeliveryFailures {
        book.withLock { book in
            defer { book.untaken = DeliveryFailures() }
            return book.untaken
        }
    }

    /// The first failure since the last flush, with the number of all of them, once.
    func failureSinceFlush() -> LogFailure? {
        book.withLock { book in
            guard var failure = book.firstSinceFlush else { return nil }
            let count = book.total - book.flushed
            book.flushed = book.total
            book.firstSinceFlush = nil
            if count > 1 { failure.message += ", and \(count - 1) more records were refused" }
            return failure
        }
    }
}
