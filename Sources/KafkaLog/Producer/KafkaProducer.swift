import CRdKafka
public import EventModel

/// Writes records to Kafka, each once and in order per partition (an idempotent producer); one for a thread.
///
/// Sendable although it has state: one thread at a time sends and flushes, whereas the ledger of refused
/// records is behind a lock and may be read from anywhere.
public final class KafkaProducer: @unchecked Sendable {
    let handle: KafkaHandle
    let ledger: DeliveryLedger
    var outbox: KafkaOutbox
    private var isClosed = false

    /// Makes the client; it connects on its own and keeps trying.
    ///
    /// - Throws: for properties that are unknown, invalid or do not fit together.
    public init(
        properties: KafkaProperties, log: @escaping KafkaLogSink = { _, _, _ in }
    ) throws(LogFailure) {
        ledger = DeliveryLedger(bootstrap: properties.bootstrap)
        handle = try KafkaHandle(
            RD_KAFKA_PRODUCER, properties: properties, defaults: .producer,
            context: ClientContext(log: log, ledger: ledger))
        outbox = KafkaOutbox(handle: handle, ledger: ledger)
    }

    deinit { close() }

    /// Waits until everything queued is acknowledged, or throws after the time given.
    ///
    /// - Throws: also when records were refused since the last flush, naming the first; all of them are in
    ///   ``takeFailures()``.
    public func flush(waitMilliseconds: Int) throws(LogFailure) {
        let code = rd_kafka_flush(handle.pointer, Int32(clamping: waitMilliseconds))
        if let fatal = handle.fatalFailure { throw fatal }
        if let refused = ledger.failureSinceFlush() { throw refused }
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
        let reason = handle.context.lastTransportReason.map { " (last connection error: \($0))" } ?? ""
        throw LogFailure(
            code: "_TIMED_OUT",
            message: "\(rd_kafka_outq_len(handle.pointer)) records are not acknowledged by "
                + "\(handle.bootstrap) after \(waitMilliseconds) ms\(reason)",
            hint: "check that Kafka runs and keeps up; the records are still being tried", isFatal: false,
            isRetriable: true)
    }

    /// What became of the records that were sent; for the sending thread.
    public var counts: DeliveryCounts {
        DeliveryCounts(
            sent: outbox.sent, failed: ledger.total, waiting: Int(rd_kafka_outq_len(handle.pointer)))
    }

    /// Takes the records that were refused for good since the last call, from any thread until it is closed.
    public func takeFailures() -> DeliveryFailures {
        // A producer that has nothing to send hears of no refusal otherwise.
        if !isClosed { rd_kafka_poll(handle.pointer, 0) }
        return ledger.take()
    }

    /// Frees the client; records that are not acknowledged may be lost, so flush first.
    public func close() {
        guard !isClosed else { return }
        isClosed = true
        rd_kafka_purge(handle.pointer, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT)
        handle.destroy()
    }
}

extension KafkaDefaults {
    /// What a producer sets when nobody else does.
    ///
    /// Only refused records are reported back: a report for each acknowledged one would cost as much as sending it.
    /// The size limit lets a dead letter of any size through to the broker, whose own limit then decides.
    static let producer = common.and([
        ("enable.idempotence", "true"),
        ("linger.ms", "10"),
        ("compression.type", "lz4"),
        ("partitioner", "murmur2_random"),
        ("message.max.bytes", "100000000"),
        ("batch.size", "1000000"),
        ("queue.buffering.max.messages", "500000"),
        ("queue.buffering.max.kbytes", "262144"),
        ("delivery.report.only.error", "true"),
    ])
}
