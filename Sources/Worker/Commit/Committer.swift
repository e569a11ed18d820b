import EventModel
import StateStore

/// Takes a thread's units to the log, each exactly once.
///
/// A transaction that was given up is tried again with the same content. Of one whose outcome is unknown the log itself
/// is asked, by the number that the group's committed position bears: before that, the writer is replaced, so that the
/// old transaction can come to no other end any more.
final class Committer {
    /// What became of a unit.
    enum Outcome {
        /// It is written.
        case committed
        /// Not yet: try again, not at once.
        case delayed(LogFailure)
        /// The group must say which commit its positions are of.
        case unknown(LogFailure)
        /// The tasks belong to others.
        case fenced(LogFailure)
    }

    private let topology: PipelineTopology
    private let makeWriter: () throws(LogFailure) -> any LogWriter
    private let patience: Int
    private var writer: (any LogWriter)?

    /// - Parameters:
    ///   - topology: the pipeline.
    ///   - patience: how long a transaction may take, in milliseconds.
    ///   - makeWriter: makes a writer, always by the same transactional id.
    init(
        topology: PipelineTopology, patience: Int,
        makeWriter: @escaping () throws(LogFailure) -> any LogWriter
    ) {
        self.topology = topology
        self.patience = patience
        self.makeWriter = makeWriter
    }

    /// Writes a unit.
    ///
    /// - Parameters:
    ///   - unit: what is written.
    ///   - membership: as it was when its tasks were this worker's.
    /// - Returns: what became of it.
    /// - Throws: what no retry mends.
    func commit(_ unit: CommitUnit, by membership: any GroupMembership) throws(LogFailure) -> Outcome {
        do {
            let writer = try currentWriter()
            try writer.begin()
            for batch in unit.records { try writer.send(batch) }
            try writer.commit(unit.positions(topology), by: membership, waitMilliseconds: patience)
            return .committed
        } catch {
            switch error {
            case .aborted(let failure): return try giveUp(failure)
            case .unknown(let failure):
                replaceWriter()
                return .unknown(failure)
            case .fenced(let failure):
                replaceWriter()
                return .fenced(failure)
            case .fatal(let failure):
                replaceWriter()
                throw failure
            }
        }
    }

    /// Makes sure that no earlier transaction of this thread can come to its end any more.
    ///
    /// - Returns: what stands in the way; `nil` when it is so.
    func settle() throws(LogFailure) -> LogFailure? {
        do {
            let writer = try currentWriter()
            try writer.begin()
            try writer.abort()
            return nil
        } catch {
            replaceWriter()
            if case .fatal(let failure) = error { throw failure }
            return error.failure
        }
    }

    func close() {
        writer?.close()
        writer = nil
    }

    private func giveUp(_ failure: LogFailure) throws(LogFailure) -> Outcome {
        do {
            try writer?.abort()
            return .delayed(failure)
        } catch {
            replaceWriter()
            if case .fatal(let fatal) = error { throw fatal }
            // Nothing of it counts: whatever the abort came to, a new writer ends the old transaction.
            return .delayed(failure)
        }
    }

    private func currentWriter() throws(TransactionFailure) -> any LogWriter {
        if let writer { return writer }
        do {
            let fresh = try makeWriter()
            writer = fresh
            return fresh
        } catch {
            throw error.isFatal ? .fatal(error) : .aborted(error)
        }
    }

    private func replaceWriter() {
        writer?.close()
        writer = nil
    }
}
