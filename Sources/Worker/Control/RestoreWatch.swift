import EventModel

/// Makes sure that state is only given up as lost when it is.
///
/// A restore that misses blocks, or comes to the end of its changelog without the last commit, may only be behind: its
/// task may belong to others by now, who go on and delete what they need no more, or the commit is hidden behind a
/// transaction that is still open. So it begins anew, from what the group says then, and only when it fails in the
/// same place again, the records are gone.
final class RestoreWatch {
    /// Restores that have found out that blocks are missing; from any thread.
    let failures = Mailbox<MissingBlocks>()
    private let patience: Int64
    // Since when restores have been at the end of their changelogs.
    private var endedAt: [TaskID: Int64] = [:]
    private var suspected: [TaskID: Suspicion] = [:]

    private struct Suspicion {
        var note: CommitNote
        var failure: StateFailure
        // Whether the task has begun anew since.
        var isRetried = false
    }

    /// - Parameter settings: a transaction may keep a commit from being seen for as long as it may be open.
    init(settings: WorkerSettings) { patience = max(2 * Int64(settings.transactionMilliseconds), 60_000) }

    /// Which restores are to begin anew.
    ///
    /// - Parameters:
    ///   - now: the clock, in milliseconds.
    ///   - progress: of all restores.
    /// - Returns: tasks, by stage and partition.
    func takeSuspects(now: Int64, _ progress: [TaskID: TaskRestore.Progress]) -> [TaskID] {
        var suspects: [TaskID] = []
        for missing in failures.take() where !suspects.contains(missing.task) {
            suspect(missing.task, missing.target, missing.failure)
            suspects.append(missing.task)
        }
        endedAt = endedAt.filter { progress[$0.key]?.isAtEnd == true }
        for (task, place) in progress where place.isAtEnd {
            let since = endedAt[task] ?? now
            endedAt[task] = since
            guard now - since > patience, !suspects.contains(task) else { continue }
            endedAt[task] = nil
            suspect(task, place.note, .missing(place))
            suspects.append(task)
        }
        return suspects.sorted { ($0.stage, $0.partition) < ($1.stage, $1.partition) }
    }

    private func suspect(_ task: TaskID, _ note: CommitNote, _ failure: StateFailure) {
        let isRetried = suspected[task].map { $0.isRetried && $0.note == note } ?? false
        suspected[task] = Suspicion(note: note, failure: failure, isRetried: isRetried)
    }

    /// A task is about to begin from a commit.
    ///
    /// - Throws: when it has begun from the same commit before, and its blocks were missing both times.
    func check(_ task: TaskID, _ start: TaskStart) throws(StateFailure) {
        guard let found = suspected[task] else { return }
        if found.isRetried, found.note == start.note { throw found.failure }
        suspected[task]?.isRetried = true
    }

    /// These tasks run, or are gone.
    func forget(_ tasks: [TaskID]) {
        for task in tasks {
            endedAt[task] = nil
            suspected[task] = nil
        }
    }
}

/// A restore has found out that blocks which it needs are not in the changelog any more.
struct MissingBlocks: Error {
    var task: TaskID
    var target: CommitNote
    var failure: StateFailure
}

extension StateFailure {
    /// How lost state is mended.
    static let beginAnew =
        "start the pipeline under a new group and prefix to build its state anew from the sources, and give changelog"
        + " topics a longer retention"

    fileprivate static func missing(_ place: TaskRestore.Progress) -> StateFailure {
        StateFailure(
            message:
                "the changelog of \(place.task) does not hold commit \(place.target), which the group says was made: its"
                + " records have been deleted, or the topic was made anew",
            hint: beginAnew)
    }
}
