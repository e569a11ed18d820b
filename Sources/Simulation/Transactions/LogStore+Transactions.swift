import EventModel

/// A transactional id: who may write under it.
struct WriterState: Sendable {
    /// Grows with each writer that goes by this name, and when a transaction times out.
    var epoch = 0
    /// The transaction that is open, by its number.
    var open: Int?
    /// How the last transaction of this epoch ended.
    var lastEnd: Bool?
}

/// A transaction that has written something and has not ended.
struct OpenTransaction: Sendable {
    let number: Int
    let writer: String
    let deadline: Int64
    var partitions: [TopicPartition] = []
    var positions: [String: [TopicPartition: CommittedPosition]] = [:]
}

/// An end of a transaction that is still on its way to the log.
struct LateEnd: Sendable {
    let writer: String
    let epoch: Int
    let isCommitted: Bool
    let due: Int64
}

/// Why the log refuses a call of a writer.
enum WriterRefusal: Sendable {
    /// A newer writer goes by its name, or its transaction timed out.
    case fencedByWriter
    /// The group knows no such member, or has another generation.
    case fencedByGroup
    /// There is no transaction that could end like this.
    case noSuchTransaction
    /// A record names a partition that is not there.
    case noSuchPartition(TopicPartition)
}

extension LogStore {
    /// Lets a new writer go by a name: what the one before left open is aborted.
    ///
    /// - Returns: the new epoch.
    mutating func initialise(_ writer: String) -> Int {
        if let open = writers[writer]?.open { end(open, isCommitted: false) }
        let epoch = (writers[writer]?.epoch ?? 0) + 1
        writers[writer] = WriterState(epoch: epoch)
        return epoch
    }

    /// The transaction of a writer, opened when there is none yet.
    mutating func transaction(of writer: String, epoch: Int, now: Int64, timeout: Int64) -> Int? {
        guard let state = writers[writer], state.epoch == epoch else { return nil }
        if let open = state.open { return open }
        lastTransaction += 1
        openTransactions.append(
            OpenTransaction(number: lastTransaction, writer: writer, deadline: now + timeout))
        writers[writer]?.open = lastTransaction
        return lastTransaction
    }

    /// Appends a record as part of an open transaction.
    mutating func append(_ record: StoredRecord, to place: TopicPartition, transaction: Int) -> WriterRefusal?
    {
        guard has(place) else { return .noSuchPartition(place) }
        guard let index = openTransactions.firstIndex(where: { $0.number == transaction }) else {
            return .fencedByWriter
        }
        if !openTransactions[index].partitions.contains(place) {
            openTransactions[index].partitions.append(place)
        }
        append(record, to: place.topic, partition: Int(place.partition), transaction: transaction)
        return nil
    }

    /// Makes positions part of an open transaction, when the member that brings them belongs to its group.
    mutating func addPositions(
        _ positions: [TopicPartition: CommittedPosition], by member: MemoryMembership, transaction: Int
    ) -> WriterRefusal? {
        guard let group = groups[member.group], group.admits(member) else { return .fencedByGroup }
        guard let index = openTransactions.firstIndex(where: { $0.number == transaction }) else {
            return .fencedByWriter
        }
        openTransactions[index].positions[member.group, default: [:]].merge(positions) { $1 }
        return nil
    }

    /// Ends the transaction that is open for this epoch of a writer.
    mutating func end(_ writer: String, epoch: Int, isCommitted: Bool) -> WriterRefusal? {
        guard let state = writers[writer], state.epoch == epoch else { return .fencedByWriter }
        guard let open = state.open else { return state.lastEnd == isCommitted ? nil : .noSuchTransaction }
        end(open, isCommitted: isCommitted)
        return nil
    }

    /// Whether a transaction that may still commit positions of these partitions is open.
    func isPending(_ group: String, _ partitions: [TopicPartition]) -> Bool {
        openTransactions.contains { transaction in
            guard let positions = transaction.positions[group] else { return false }
            return partitions.contains { positions[$0] != nil }
        }
    }

    /// Lets everything happen to transactions that is due, in the order of time.
    mutating func settleTransactions(at now: Int64) {
        while true {
            let late = lateEnds.indices.min { lateEnds[$0].due < lateEnds[$1].due }
            let expired = openTransactions.min { $0.deadline < $1.deadline }
            if let late, lateEnds[late].due <= min(now, expired?.deadline ?? .max) {
                let end = lateEnds.remove(at: late)
                _ = self.end(end.writer, epoch: end.epoch, isCommitted: end.isCommitted)
            } else if let expired, expired.deadline <= now {
                expire(expired.writer)
            } else {
                return
            }
        }
    }

    /// Aborts the open transaction of a writer and shuts the writer out, as after its time-out.
    mutating func expire(_ writer: String) {
        guard let open = writers[writer]?.open else { return }
        end(open, isCommitted: false)
        writers[writer]?.epoch += 1
        writers[writer]?.lastEnd = nil
    }

    private mutating func end(_ number: Int, isCommitted: Bool) {
        guard let index = openTransactions.firstIndex(where: { $0.number == number }) else { return }
        let transaction = openTransactions.remove(at: index)
        for place in transaction.partitions {
            topics[place.topic]?.partitions[Int(place.partition)].end(number, isCommitted: isCommitted)
        }
        if isCommitted {
            for (group, positions) in transaction.positions {
                groups[group]?.positions.merge(positions) { $1 }
            }
        }
        writers[transaction.writer]?.open = nil
        writers[transaction.writer]?.lastEnd = isCommitted
    }
}
