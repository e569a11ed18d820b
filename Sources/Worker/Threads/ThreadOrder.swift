import EventModel
import Synchronization

/// What the control asks of a thread; done between two of its steps, in order.
enum ThreadOrder: Sendable {
    /// Take over a task: from a commit, or from nothing when there is none.
    case begin(TaskID, TaskStart)
    /// Commit what there is of these tasks, then forget them.
    case release([TaskID])
    /// Forget these tasks at once: they belong to others.
    case drop([TaskID])
    /// The commits that the group's positions are of, of tasks that were asked for.
    case resolved([TaskID: Int64])
    /// Commit what there is and end.
    case stop
}

/// From where a task goes on.
struct TaskStart: Sendable {
    /// The commit that its state is of; `nil` when it has never committed.
    var note: CommitNote?
    /// From where the changelog is read.
    var snapshotOffset: Int64 = 0
}

/// What a thread has to tell the control.
enum ThreadNews: Sendable {
    /// A task has to read its changelog from an offset.
    case restoring(TaskID, from: Int64)
    /// A task runs: read its inputs from here, those without an offset from where new tasks begin.
    case running(TaskID, [TopicPartition: Int64])
    /// These tasks are committed and forgotten.
    case released([TaskID])
    /// These tasks are forgotten, as they are lost.
    case dropped([TaskID])
    /// Others own these tasks, the log says; they are forgotten.
    case fenced([TaskID], LogFailure)
    /// Which commits are the group's positions of?
    case unresolved([TaskID])
}

/// Orders or news on their way from one thread to another.
final class Mailbox<Letter: Sendable>: Sendable {
    private let letters = Mutex<[Letter]>([])

    func put(_ letter: Letter) { letters.withLock { $0.append(letter) } }

    var isEmpty: Bool { letters.withLock(\.isEmpty) }

    func take() -> [Letter] {
        letters.withLock { letters in
            defer { letters = [] }
            return letters
        }
    }
}
