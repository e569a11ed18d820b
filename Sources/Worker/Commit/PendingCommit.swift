import EventModel

/// The commit of a thread that is on its way: it is kept and tried until it is known to be written, or the tasks are lost.
///
/// The transactions themselves are done by the ``CommitLane``; this decides what follows from what became of them.
final class PendingCommit {
    /// What an attempt came to.
    enum Outcome {
        /// It waits: for its time to be tried again, or for what the group says.
        case waiting
        /// It is written.
        case written(CommitUnit)
        /// Nobody knows whether it is written: the group must be asked which commits of these tasks it knows of.
        case asks([TaskID])
        /// The tasks belong to others.
        case lost(LogFailure)
    }

    /// How far it is on its way.
    private enum Progress {
        /// It can be sent.
        case ready
        /// It is being sent.
        case sent
        /// It was sent, and what came of it is not known: its transaction must be over before that can be asked.
        case unsettled
        /// Its transaction is being ended.
        case ending
        /// The group was asked which commits it knows of.
        case asked
    }

    // As often as a group may move on while one commit is tried.
    private static let mostRefusals = 8

    /// What is being written; `nil` when nothing is.
    private(set) var unit: CommitUnit?
    private let lane: CommitLane
    private let retryMilliseconds: Int64
    private let clock: @Sendable () -> Int64
    private let report: @Sendable (WorkerEvent) -> Void
    private var progress = Progress.ready
    private var retryAt: Int64 = 0
    private var refusals = 0

    /// - Parameters:
    ///   - lane: of the thread.
    ///   - retryMilliseconds: the pause before what failed is tried again.
    ///   - environment: for its clock, and to tell what fails.
    init(lane: CommitLane, retryMilliseconds: Int64, environment: WorkerEnvironment) {
        self.lane = lane
        self.retryMilliseconds = retryMilliseconds
        clock = environment.clock
        report = environment.report
    }

    /// Whether the lane has something to do, whose result must be taken before anything is decided about the tasks.
    var isUnderWay: Bool { progress == .sent || progress == .ending }

    /// Whether it is being sent, with nothing known that would stand in the way.
    var isSent: Bool { progress == .sent }

    /// Takes on a unit; ``attempt(by:)`` writes it.
    func begin(_ unit: CommitUnit) { self.unit = unit }

    /// Waits for news of what is under way, for at most the time given.
    func wait(milliseconds: Int) {
        lane.waitForResult(milliseconds: isUnderWay ? milliseconds : min(milliseconds, 5))
    }

    /// Gives up the unit: its tasks begin anew where they have committed.
    ///
    /// - Precondition: nothing is under way: what is being sent may yet be written.
    func abandon() {
        precondition(!isUnderWay, "a commit that is being sent cannot be given up")
        forget()
    }

    private func forget() {
        unit = nil
        progress = .ready
        refusals = 0
    }

    /// Takes what became of that which is under way.
    ///
    /// - Throws: what no retry mends.
    func takeOutcome() throws -> Outcome {
        guard isUnderWay, let unit, let result = lane.takeResult() else { return .waiting }
        return try take(result, of: unit)
    }

    /// Takes the next step towards writing the unit, or to learn what became of it, when it is time to.
    ///
    /// - Parameter membership: of now, when all its tasks are this worker's.
    func attempt(by membership: any GroupMembership) {
        guard let unit, clock() >= retryAt else { return }
        switch progress {
        case .ready:
            lane.submit(.write(unit, by: membership))
            progress = .sent
        case .unsettled:
            // Until the old transaction has come to its end, what the group says of its positions could change.
            lane.submit(.endOldTransaction)
            progress = .ending
        case .sent, .ending, .asked: break
        }
    }

    /// Takes the group's answer: the commits that its positions are of.
    func resolve(_ numbers: [TaskID: Int64]) -> Outcome {
        guard case .asked = progress, let unit else { return .waiting }
        let isWritten = unit.parts.contains { (numbers[$0.task] ?? 0) >= $0.note.number }
        progress = .ready
        return isWritten ? finish(unit) : .waiting
    }

    private func take(_ result: CommitLane.Result, of unit: CommitUnit) throws -> Outcome {
        switch result {
        case .wrote(.committed): return finish(unit)
        case .wrote(.delayed(let failure)): return delay(failure, until: .ready)
        case .wrote(.unknown(let failure)):
            report(.unreachable(failure))
            progress = .unsettled
            return .waiting
        case .wrote(.fenced(let failure)): return refuse(failure)
        case .ended(let failure?): return delay(failure, until: .unsettled)
        case .ended(nil):
            progress = .asked
            return .asks(unit.parts.map(\.task))
        case .failed(let error):
            progress = .ready
            throw error
        }
    }

    /// The commit was refused: by a group that has only moved on to another generation, or because the tasks are lost.
    ///
    /// In the first case the same commit passes with the membership of then; in the second the control soon says so.
    private func refuse(_ failure: LogFailure) -> Outcome {
        refusals += 1
        progress = .unsettled
        return refusals > Self.mostRefusals ? .lost(failure) : .waiting
    }

    private func delay(_ failure: LogFailure, until next: Progress) -> Outcome {
        report(.unreachable(failure))
        progress = next
        retryAt = clock() + retryMilliseconds
        return .waiting
    }

    private func finish(_ unit: CommitUnit) -> Outcome {
        forget()
        return .written(unit)
    }
}
