import CRdKafka
public import EventModel

/// Writes records without transactions: each at least once, and the positions behind them; one for a thread.
///
/// The positions are committed by the group's own member, once all records are acknowledged. What was written since the
/// last commit is written again after a crash.
///
/// Sendable although it has state: one thread at a time calls it, as ``LogWriter`` asks.
public final class KafkaAtLeastOnce: LogWriter, @unchecked Sendable {
    private let producer: KafkaProducer

    /// Makes the client; it connects on its own and keeps trying.
    ///
    /// - Throws: for properties that are unknown, invalid or do not fit together.
    public init(
        properties: KafkaProperties, log: @escaping KafkaLogSink = { _, _, _ in }
    ) throws(LogFailure) {
        producer = try KafkaProducer(properties: properties, log: log)
    }

    /// Nothing to begin.
    public func begin() throws(TransactionFailure) {}

    /// Queues all records of the buffer, waiting while the queue is full.
    ///
    /// - Throws: also when records were refused, by the time it is noticed.
    public func send(_ records: OutgoingRecords) throws(TransactionFailure) {
        do throws(LogFailure) {
            try producer.send(records)
        } catch {
            throw TransactionFailure(error, at: .open)
        }
        if let refused = producer.ledger.failureSinceFlush() {
            throw TransactionFailure(refused: refused, isOverdue: false)
        }
    }

    /// Waits until all records are acknowledged, then commits the positions.
    public func commit(
        _ positions: [TopicPartition: CommittedPosition], by membership: any GroupMembership,
        waitMilliseconds: Int
    ) throws(TransactionFailure) {
        let deadline = monotonicMilliseconds() + Int64(waitMilliseconds)
        let handle = producer.handle
        let code = rd_kafka_flush(handle.pointer, Int32(clamping: waitMilliseconds))
        if let refused = producer.ledger.failureSinceFlush() {
            throw TransactionFailure(refused: refused, isOverdue: false)
        }
        let what = "waiting for \(rd_kafka_outq_len(handle.pointer)) records"
        if let failure = handle.fatalFailure ?? handle.failure(of: code, doing: what) {
            throw TransactionFailure(failure, at: .open)
        }
        guard !positions.isEmpty else { return }
        guard let membership = membership as? KafkaMembership, membership.isValid else {
            throw .fenced((membership as? KafkaMembership ?? KafkaMembership()).lossFailure)
        }
        do throws(LogFailure) {
            let remaining = max(1, deadline - monotonicMilliseconds())
            try membership.commit(positions, waitMilliseconds: Int(remaining))
        } catch {
            // The library then gives up all of the member's tasks.
            if error.code == "ILLEGAL_GENERATION" { throw .fenced(error) }
            // Without an answer it may have been committed; with one that is not its success, it was not.
            throw TransactionFailure(error, at: error.code == "_TIMED_OUT" ? .ending : .open)
        }
    }

    /// Nothing to give up: what was sent is written, or will be.
    public func abort() throws(TransactionFailure) {}

    /// Frees the client; records that are not acknowledged may be lost, and are written again from the last commit.
    public func close() { producer.close() }
}
