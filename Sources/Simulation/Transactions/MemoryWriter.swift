public import EventModel
import Synchronization

/// Writes to the log in transactions, under a name of its own.
public final class MemoryWriter: LogWriter {
    private struct State {
        // `nil` before the first transaction.
        var epoch: Int?
        var isOpen = false
        var mustAbort: LogFailure?
        var isClosed = false
        // The end of a transaction is on its way, or was lost.
        var isUnknown = false
    }

    private let log: MemoryLog
    private let name: String
    private let process: MemoryProcess
    private let timeout: Int64
    private let keeps: @Sendable (String, UnsafeRawBufferPointer) -> Bool
    private let state = Mutex(State())

    /// A writer that has begun nothing.
    ///
    /// - Parameters:
    ///   - log: what it writes to.
    ///   - name: the transactional id.
    ///   - process: the process that it belongs to.
    ///   - timeoutMilliseconds: how long a transaction may be open.
    ///   - keeps: which records are kept, by topic and payload; long runs need not store what they do not look at.
    public init(
        log: MemoryLog, name: String, process: MemoryProcess = MemoryProcess(),
        timeoutMilliseconds: Int64 = 60_000,
        keeps: @escaping @Sendable (String, UnsafeRawBufferPointer) -> Bool = { _, _ in true }
    ) {
        self.log = log
        self.name = name
        self.process = process
        timeout = timeoutMilliseconds
        self.keeps = keeps
    }

    /// Begins a transaction.
    public func begin() throws(TransactionFailure) {
        let fault = try enter(.begin)
        let isReady = state.withLock { state in
            guard !state.isOpen, !state.isClosed else { return false }
            if state.epoch == nil { state.epoch = log.state.withLock { $0.initialise(name) } }
            state.isOpen = true
            return true
        }
        guard isReady else {
            throw .fatal(.refused("_STATE", "writer \(name) cannot begin a transaction now"))
        }
        try leave(fault)
    }

    /// Appends all records of the buffer to the open transaction.
    public func send(_ records: OutgoingRecords) throws(TransactionFailure) {
        let fault = try enter(.send)
        let epoch = try openEpoch()
        let count = fault == .failHalfway ? records.entries.count / 2 : records.entries.count
        let now = log.clock.now
        let entries = records.entries.prefix(count).compactMap { entry -> (StoredRecord, String, Int32?)? in
            let topic = records.topics[entry.topicIndex]
            let isKept = records.bytes.withUnsafeBytes {
                keeps(topic, UnsafeRawBufferPointer(rebasing: $0[entry.value ?? 0..<0]))
            }
            return isKept ? (StoredRecord(entry, of: records, now: now), topic, entry.partition) : nil
        }
        let refusal = log.state.withLock { store in append(entries, &store, epoch, now) }
        try check(refusal)
        if fault == .failHalfway { throw giveUp(.passing(.send)) }
        try leave(fault)
    }

    /// Ends the transaction with positions.
    public func commit(
        _ positions: [TopicPartition: CommittedPosition], by membership: any GroupMembership,
        waitMilliseconds: Int
    ) throws(TransactionFailure) {
        let fault = try enter(.commit)
        let epoch = try openEpoch()
        guard let member = membership as? MemoryMembership else {
            throw .fatal(.refused("_INVALID_ARG", "a membership of another log"))
        }
        let now = log.clock.now
        let refusal = log.state.withLock { store -> WriterRefusal? in
            guard !positions.isEmpty else { return nil }
            guard let transaction = store.transaction(of: name, epoch: epoch, now: now, timeout: timeout)
            else { return .fencedByWriter }
            return store.addPositions(positions, by: member, transaction: transaction)
        }
        try check(refusal)
        try end(epoch, isCommitted: true, fault)
    }

    /// Gives up the transaction that was begun.
    public func abort() throws(TransactionFailure) {
        guard state.withLock({ $0.isOpen || $0.isUnknown }) else { return }
        let fault = try enter(.abort)
        guard let epoch = state.withLock({ $0.epoch }) else { return }
        try end(epoch, isCommitted: false, fault)
    }

    /// Gives up an open transaction; one whose end is unknown is left to the log.
    public func close() {
        let isDead = process.isCrashed
        state.withLock { state in
            let isLeft = state.isOpen && !state.isUnknown && !state.isClosed && !isDead
            if isLeft, let epoch = state.epoch {
                log.state.withLock { _ = $0.end(name, epoch: epoch, isCommitted: false) }
            }
            state.isClosed = true
        }
    }
}

extension MemoryWriter {
    private func enter(_ call: MemoryLog.Call) throws(TransactionFailure) -> Fault? {
        do {
            let fault = try log.enter(call, process)
            if fault == .expire { log.state.withLock { $0.expire(name) } }
            return fault
        } catch {
            if error.isRetriable { throw call == .abort ? .unknown(error) : giveUp(error) }
            throw .fatal(error)
        }
    }

    private func leave(_ fault: Fault?) throws(TransactionFailure) {
        do { try log.leave(fault, process) } catch { throw .fatal(error) }
    }

    // From here on the open transaction can only be aborted.
    private func giveUp(_ failure: LogFailure) -> TransactionFailure {
        state.withLock { if $0.isOpen { $0.mustAbort = failure } }
        return .aborted(failure)
    }

    private func openEpoch() throws(TransactionFailure) -> Int {
        let (epoch, isOpen, failure) = state.withLock { ($0.epoch, $0.isOpen && !$0.isClosed, $0.mustAbort) }
        if let failure { throw .aborted(failure) }
        if state.withLock({ $0.isUnknown }) {
            throw .fatal(
                .refused(
                    "_STATE", "nobody knows how the transaction of writer \(name) ended", hint: "replace it"))
        }
        guard let epoch, isOpen else {
            throw .fatal(.refused("_STATE", "writer \(name) has no transaction open"))
        }
        return epoch
    }

    private func append(
        _ entries: [(StoredRecord, String, Int32?)], _ store: inout LogStore, _ epoch: Int, _ now: Int64
    ) -> WriterRefusal? {
        guard !entries.isEmpty else { return nil }
        guard let transaction = store.transaction(of: name, epoch: epoch, now: now, timeout: timeout) else {
            return .fencedByWriter
        }
        for (record, topic, partition) in entries {
            let count = store.countCreating(topic)
            let chosen = partition ?? Int32(MemoryLog.partition(of: record.key ?? [], count: count))
            let place = TopicPartition(topic: topic, partition: chosen)
            if let refusal = store.append(record, to: place, transaction: transaction) { return refusal }
        }
        return nil
    }

    private func end(_ epoch: Int, isCommitted: Bool, _ fault: Fault?) throws(TransactionFailure) {
        let due = log.clock.now
        let refusal = log.state.withLock { store -> WriterRefusal? in
            switch fault {
            case .unknownLost: return nil
            case .unknownLate(let time), .crashLate(let time):
                store.lateEnds.append(
                    LateEnd(writer: name, epoch: epoch, isCommitted: isCommitted, due: due + time))
                return nil
            default: return store.end(name, epoch: epoch, isCommitted: isCommitted)
            }
        }
        switch fault {
        case .unknownLost, .unknownLate, .unknownWritten:
            state.withLock { $0.isUnknown = true }
            throw .unknown(.timedOut(isCommitted ? .commit : .abort))
        case .crashLate:
            process.crash()
            throw .fatal(.crashed)
        default: break
        }
        try checkEnd(refusal, isCommitted: isCommitted)
        state.withLock { state in
            state.isOpen = false
            state.mustAbort = nil
            state.isUnknown = false
        }
        try leave(fault)
    }

    // A transaction that has written nothing ends without the log.
    private func checkEnd(_ refusal: WriterRefusal?, isCommitted: Bool) throws(TransactionFailure) {
        if case .noSuchTransaction = refusal, !state.withLock({ $0.isUnknown }) { return }
        try check(refusal)
    }

    private func check(_ refusal: WriterRefusal?) throws(TransactionFailure) {
        switch refusal {
        case nil: return
        case .fencedByWriter:
            throw .fenced(
                .refused("PRODUCER_FENCED", "writer \(name) was replaced, or its transaction timed out"))
        case .fencedByGroup:
            let failure = LogFailure.refused(
                "ILLEGAL_GENERATION", "writer \(name) commits for a member that the group does not know")
            _ = giveUp(failure)
            throw .fenced(failure)
        case .noSuchTransaction:
            throw .fatal(.refused("INVALID_TXN_STATE", "the transaction of \(name) has ended otherwise"))
        case .noSuchPartition(let place):
            throw .fatal(.refused("UNKNOWN_TOPIC_OR_PART", "there is no partition \(place)"))
        }
    }
}

extension LogFailure {
    static func timedOut(_ call: MemoryLog.Call) -> LogFailure {
        LogFailure(
            code: "_TIMED_OUT", message: "the broker did not answer \(call) in time", hint: "",
            isFatal: false, isRetriable: false)
    }
}
