import CRdKafka
public import EventModel

/// Writes records in Kafka's transactions, together with the positions that they follow from; one for a thread.
///
/// - The first ``begin()`` waits for what an earlier writer of the same transactional id left open, and fences it.
/// - A failure before the brokers were asked to end the transaction is never in doubt; one after it always is, unless
///   they say who took over.
/// - The embedded cluster forgets the positions of transactions. There they are committed once more, by the group's
///   own way, behind each transaction; no other cluster sees that.
///
/// Sendable although it has state: one thread at a time calls it, as ``LogWriter`` asks.
public final class KafkaTransactions: LogWriter, @unchecked Sendable {
    let handle: KafkaHandle
    let ledger: DeliveryLedger
    let transactionalID: String
    let timeoutMilliseconds: Int64
    let patienceMilliseconds: Int
    var outbox: KafkaOutbox
    var isReady = false
    var isEmbedded = false
    var isOpen = false
    var begunAt: Int64 = 0
    private var isClosed = false

    /// Makes the client; it connects on its own.
    ///
    /// - Parameters:
    ///   - properties: addresses, security, and anything else of the library's.
    ///   - transactionalID: the writer's name: the same after a restart, and no other's at the same time.
    ///   - patienceMilliseconds: how long ``begin()`` and ``abort()`` wait for the brokers.
    ///   - log: where the library's log lines go; nowhere when it is not given.
    /// - Throws: for properties that are unknown, invalid or do not fit together.
    public init(
        properties: KafkaProperties, transactionalID: String, patienceMilliseconds: Int = 30_000,
        log: @escaping KafkaLogSink = { _, _, _ in }
    ) throws(LogFailure) {
        var all = properties
        all["transactional.id"] = transactionalID
        let timeout = all["transaction.timeout.ms"] ?? KafkaDefaults.transactions["transaction.timeout.ms"]
        timeoutMilliseconds = timeout.flatMap { Int64($0) } ?? 60_000
        self.transactionalID = transactionalID
        self.patienceMilliseconds = patienceMilliseconds
        ledger = DeliveryLedger(bootstrap: properties.bootstrap)
        handle = try KafkaHandle(
            RD_KAFKA_PRODUCER, properties: all, defaults: .transactions,
            context: ClientContext(log: log, ledger: ledger))
        outbox = KafkaOutbox(handle: handle, ledger: ledger)
    }

    deinit { close() }

    /// Begins a transaction; the first one also makes sure that no earlier writer of the same name can go on.
    public func begin() throws(TransactionFailure) {
        if !isReady { try initialize() }
        let error = rd_kafka_begin_transaction(handle.pointer)
        if let failure = handle.failure(of: error, doing: "beginning a transaction") {
            throw TransactionFailure(failure, at: .open)
        }
        isOpen = true
        begunAt = monotonicMilliseconds()
    }

    /// Queues all records of the buffer, waiting while the queue is full.
    ///
    /// - Throws: also when records of this transaction were refused, by the time it is noticed.
    public func send(_ records: OutgoingRecords) throws(TransactionFailure) {
        do throws(LogFailure) {
            try outbox.send(records)
        } catch {
            throw TransactionFailure(error, at: .open, isOverdue: isOverdue)
        }
        if let refusal { throw refusal }
    }

    /// Gives up the transaction that was begun; harmless when there is none.
    ///
    /// - Throws: when it cannot be known to be over; the writer must be replaced then.
    public func abort() throws(TransactionFailure) {
        guard isOpen else { return }
        let deadline = monotonicMilliseconds() + Int64(patienceMilliseconds)
        if let failure = retrying(
            until: deadline, { rd_kafka_abort_transaction(handle.pointer, $0) }, "aborting")
        {
            let sorted = TransactionFailure(failure, at: .ending, isOverdue: isOverdue)
            if case .fatal = sorted { throw .unknown(failure) }
            throw sorted
        }
        isOpen = false
        _ = ledger.failureSinceFlush()
    }

    /// Frees the client; an open transaction is given up: at once if the brokers answer within a second, otherwise
    /// when the next writer of this name begins.
    public func close() {
        guard !isClosed else { return }
        isClosed = true
        if isOpen, let error = rd_kafka_abort_transaction(handle.pointer, 1000) {
            rd_kafka_error_destroy(error)
        }
        isOpen = false
        rd_kafka_purge(handle.pointer, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT)
        handle.destroy()
    }

    /// Whether the brokers have given the transaction up by now.
    var isOverdue: Bool { monotonicMilliseconds() - begunAt >= timeoutMilliseconds }

    /// Calls until it succeeds, fails for good, or the time is over; what can be resumed is.
    func retrying(
        until deadline: Int64, _ call: (Int32) -> OpaquePointer?, _ what: String
    ) -> LogFailure? {
        while true {
            let remaining = max(1, deadline - monotonicMilliseconds())
            let failure = handle.failure(
                of: call(Int32(clamping: remaining)), doing: "\(what) a transaction of \(transactionalID)")
            guard let failure, failure.isRetriable, !failure.isFatal, monotonicMilliseconds() < deadline
            else {
                return failure
            }
        }
    }

    private func initialize() throws(TransactionFailure) {
        let deadline = monotonicMilliseconds() + Int64(patienceMilliseconds)
        let failure = retrying(
            until: deadline, { rd_kafka_init_transactions(handle.pointer, $0) }, "preparing")
        if let failure { throw TransactionFailure(failure, at: .open) }
        isReady = true
        if let name = rd_kafka_clusterid(handle.pointer, 1000) {
            isEmbedded = String(cString: name).hasPrefix("mockCluster")
            rd_kafka_mem_free(handle.pointer, name)
        }
    }
}

extension KafkaDefaults {
    /// What a transactional writer sets when nobody else does.
    ///
    /// A transaction is open only while it is sent, so that its time-out can be short: what a killed worker left open
    /// keeps readers waiting no longer than its place in the group is kept for it.
    static let transactions = producer.and([("transaction.timeout.ms", "10000")])
}
