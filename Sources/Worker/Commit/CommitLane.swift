import EventModel
import Foundation

/// Where a thread's transactions are done, so that it can go on while the log takes its time: whoever runs the worker
/// steps the lane, on a thread of its own or in a simulation at any moment.
///
/// One job at a time: it is submitted by the worker's thread, done by a step, and its result taken by the worker's
/// thread again, before the next is submitted.
final class CommitLane: @unchecked Sendable {
    // Unchecked: the committer is called by the stepping thread alone, and closed after its last step; all else is
    // behind the condition's lock.
    enum Job {
        /// With the membership of when it was submitted: the worker may join its group anew meanwhile.
        case write(CommitUnit, by: any GroupMembership)
        case endOldTransaction
    }

    enum Result {
        case wrote(Committer.Outcome)
        /// What stands in the way of the end, if anything does.
        case ended(LogFailure?)
        /// What no retry mends.
        case failed(any Error)
    }

    private let committer: Committer
    private let condition = NSCondition()
    private var job: Job?
    private var result: Result?
    private var nanoseconds: Int64 = 0
    private var isClosed = false

    init(_ committer: Committer) { self.committer = committer }

    /// Time that transactions took, in nanoseconds.
    var time: Int64 { locked { nanoseconds } }

    /// Hands over a job.
    func submit(_ job: Job) {
        locked {
            self.job = job
            result = nil
            condition.broadcast()
        }
    }

    /// Takes the result of the last job, once.
    func takeResult() -> Result? {
        locked {
            defer { result = nil }
            return result
        }
    }

    /// Waits until a result can be taken, for at most the time given.
    func waitForResult(milliseconds: Int) { wait(milliseconds) { self.result != nil } }

    /// Does the job that was submitted, or waits for one for at most the time given.
    func step(waitMilliseconds: Int) {
        wait(waitMilliseconds) { self.job != nil || self.isClosed }
        guard let job = locked({ self.job }) else { return }
        let start = ContinuousClock.now
        let result = perform(job)
        locked {
            nanoseconds += (ContinuousClock.now - start).nanoseconds
            self.job = nil
            self.result = result
            condition.broadcast()
        }
    }

    /// No more jobs come: a step that waits for one returns.
    func finish() {
        locked {
            isClosed = true
            condition.broadcast()
        }
    }

    /// Frees the committer, after the last step.
    func close() { committer.close() }

    private func perform(_ job: Job) -> Result {
        do throws(LogFailure) {
            switch job {
            case .write(let unit, let membership):
                return .wrote(try committer.commit(unit, by: membership))
            case .endOldTransaction: return .ended(try committer.settle())
            }
        } catch {
            return .failed(error)
        }
    }

    private func locked<Value>(_ body: () -> Value) -> Value {
        condition.lock()
        defer { condition.unlock() }
        return body()
    }

    private func wait(_ milliseconds: Int, until isDone: () -> Bool) {
        guard milliseconds > 0 else { return }
        let deadline = Date(timeIntervalSinceNow: Double(milliseconds) / 1000)
        locked {
            while !isDone(), condition.wait(until: deadline) {}
        }
    }
}

extension Duration {
    /// In nanoseconds.
    var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
