import CRdKafka
public import EventModel

extension KafkaTransactions {
    /// Ends the transaction with the positions from which its task goes on: when it returns, all is written.
    ///
    /// A membership that the group has left behind (`ILLEGAL_GENERATION`: members joined or left since it was asked
    /// for) is no sign that the tasks are others': the transaction is aborted and may be tried again with a new one. A
    /// member that the group does not know any more is fenced.
    public func commit(
        _ positions: [TopicPartition: CommittedPosition], by membership: any GroupMembership,
        waitMilliseconds: Int
    ) throws(TransactionFailure) {
        let deadline = monotonicMilliseconds() + Int64(waitMilliseconds)
        guard isOpen, let membership = membership as? KafkaMembership else {
            throw .fatal(KafkaTransactions.misuse)
        }
        do throws(TransactionFailure) {
            if !positions.isEmpty { try add(positions, by: membership, until: deadline) }
            try flush(until: deadline)
        } catch {
            if case .fenced = error { try? abort() }
            throw error
        }
        try end(until: deadline)
        if isEmbedded, !positions.isEmpty { try repeatPositions(positions, by: membership, until: deadline) }
    }

    private func add(
        _ positions: [TopicPartition: CommittedPosition], by membership: KafkaMembership,
        until deadline: Int64
    ) throws(TransactionFailure) {
        guard membership.isValid, let metadata = membership.metadata else {
            throw .fenced(membership.lossFailure)
        }
        var failure = offer(positions, with: metadata, until: deadline)
        // The transaction failed for another reason in the meantime: asked again, the library says which.
        if failure?.code == "_STATE" { failure = offer(positions, with: metadata, until: deadline) }
        guard let failure else { return }
        throw refusal ?? TransactionFailure(failure, at: .open, isOverdue: isOverdue)
    }

    private func offer(
        _ positions: [TopicPartition: CommittedPosition], with metadata: OpaquePointer, until deadline: Int64
    ) -> LogFailure? {
        let list = PartitionList(positions)
        let remaining = max(1, deadline - monotonicMilliseconds())
        let error = rd_kafka_send_offsets_to_transaction(
            handle.pointer, list.pointer, metadata, Int32(clamping: remaining))
        return handle.failure(of: error, doing: "adding positions to a transaction of \(transactionalID)")
    }

    /// Waits for the records before the end is asked for: a refused one then leaves no doubt.
    private func flush(until deadline: Int64) throws(TransactionFailure) {
        let remaining = max(1, deadline - monotonicMilliseconds())
        let code = rd_kafka_flush(handle.pointer, Int32(clamping: remaining))
        if let refusal { throw refusal }
        if let fatal = handle.fatalFailure {
            throw TransactionFailure(fatal, at: .open, isOverdue: isOverdue)
        }
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
        let count = rd_kafka_outq_len(handle.pointer)
        let failure = handle.failure(of: code, doing: "waiting for \(count) records of \(transactionalID)")
        if let failure { throw .aborted(failure) }
    }

    private func end(until deadline: Int64) throws(TransactionFailure) {
        let failure = retrying(
            until: deadline, { rd_kafka_commit_transaction(handle.pointer, $0) }, "committing")
        guard let failure else {
            isOpen = false
            return
        }
        throw TransactionFailure(failure, at: .ending, isOverdue: isOverdue)
    }

    private func repeatPositions(
        _ positions: [TopicPartition: CommittedPosition], by membership: KafkaMembership,
        until deadline: Int64
    ) throws(TransactionFailure) {
        do throws(LogFailure) {
            let remaining = max(1000, deadline - monotonicMilliseconds())
            try membership.commit(positions, waitMilliseconds: Int(remaining))
        } catch {
            throw TransactionFailure(error, at: .ending)
        }
    }

    /// Why records of this transaction were refused, if some were.
    var refusal: TransactionFailure? {
        guard let refused = ledger.failureSinceFlush() else { return nil }
        // Of a transaction that has failed the library throws the records away: why it has says more.
        let cause = refused.code.hasPrefix("_PURGE") ? reason ?? refused : refused
        return TransactionFailure(refused: cause, isOverdue: isOverdue)
    }

    /// Why the open transaction can only be aborted, if so. Asked by a call that an open transaction never allows: it
    /// changes nothing, and is refused with the reason where there is one.
    private var reason: LogFailure? {
        if let fatal = handle.fatalFailure { return fatal }
        let failure = handle.failure(
            of: rd_kafka_begin_transaction(handle.pointer),
            doing: "writing in a transaction of \(transactionalID)")
        return failure?.code == "_STATE" ? nil : failure
    }

    private static let misuse = LogFailure(
        code: "_STATE",
        message: "nothing to commit: no transaction was begun, or the membership is not one of Kafka's",
        hint: "begin a transaction first, and take the membership from the group", isFatal: false,
        isRetriable: false)
}
