/// Writes records in transactions: all of one, together with the positions that they follow from, or none.
///
/// One thread owns a writer. Between two transactions nothing is held open, so that readers are never kept waiting by a
/// thread that has nothing to say.
public protocol LogWriter: AnyObject, Sendable {
    /// Begins a transaction; the first one also makes sure that no earlier writer of the same name can go on.
    func begin() throws(TransactionFailure)
    /// Queues all records of the buffer, waiting while the queue is full.
    func send(_ records: OutgoingRecords) throws(TransactionFailure)
    /// Ends the transaction with the positions from which its task goes on: when it returns, all is written.
    func commit(
        _ positions: [TopicPartition: CommittedPosition], by membership: any GroupMembership,
        waitMilliseconds: Int
    ) throws(TransactionFailure)
    /// Gives up the transaction that was begun; harmless when there is none.
    ///
    /// - Throws: when it cannot be known to be over; the writer must be replaced then.
    func abort() throws(TransactionFailure)
    /// Frees the client; an open transaction is given up.
    func close()
}

/// Why a transaction did not come to its end, by what can be done about it.
public enum TransactionFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// Nothing of it counts; after ``LogWriter/abort()`` the same may be tried again.
    case aborted(LogFailure)
    /// It may or may not have been written: the writer must be closed and replaced, and the group's committed positions
    /// tell what happened.
    case unknown(LogFailure)
    /// Others own the tasks, or another writer goes by the same name: what was read since the last commit is theirs.
    case fenced(LogFailure)
    /// No retry mends it.
    case fatal(LogFailure)

    /// The log's own failure.
    public var failure: LogFailure {
        switch self {
        case .aborted(let failure), .unknown(let failure), .fenced(let failure), .fatal(let failure): failure
        }
    }

    /// In one line.
    public var description: String { failure.description }
}
