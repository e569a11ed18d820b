import EventModel
import StateStore

/// Reads the copy of a task's state on this machine, some of it in each step.
final class LocalRead {
    let restore: TaskRestore
    /// From where the changelog is read behind the copy.
    private(set) var changelogOffset: Int64
    private let start: TaskStart
    private var hasBegun = false
    private var next: Int64 = 1

    /// Bytes of one step: some 20 ms.
    private static let stepBytes = 8 << 20

    init(restore: TaskRestore, start: TaskStart) {
        self.restore = restore
        self.start = start
        changelogOffset = start.snapshotOffset
    }

    /// Reads on.
    ///
    /// - Returns: whether the end of the copy has been reached.
    func step(_ copy: LocalCopy) throws -> Bool {
        let task = restore.task.changelog.name
        if !hasBegun {
            hasBegun = true
            guard let position = copy.position(of: task), position.leads(to: restore.target) else {
                // Of another life of the task, or too old: the changelog has all that is needed.
                copy.drop(task)
                return true
            }
            next = max(restore.target.snapshotFrom, 1)
            changelogOffset = max(changelogOffset, position.changelogOffset)
        }
        return try read(task, copy)
    }

    private func read(_ task: TaskName, _ copy: LocalCopy) throws -> Bool {
        var bytes = 0
        var last: Int64?
        var failure: (any Error)?
        let isWhole = copy.read(task, from: next) { number, part in
            if bytes >= Self.stepBytes, number != last { return false }
            bytes += part.count
            last = number
            do { try restore.take(part, offset: nil) } catch { failure = error }
            return failure == nil
        }
        if let failure { throw failure }
        guard isWhole else {
            // What was read counts; the rest and all that follows is in the changelog.
            changelogOffset = start.snapshotOffset
            return true
        }
        guard let last else { return true }
        next = last + 1
        return false
    }
}

extension LocalPosition {
    /// Whether the copy and what the changelog holds behind it make the state of a commit.
    ///
    /// A copy that followed the changelog may be one block ahead: that of a commit whose end was not known then.
    func leads(to target: CommitNote) -> Bool {
        let first = max(target.snapshotFrom, 1)
        return number <= target.number + 1 && number >= first - 1 && oldest <= first
    }
}
