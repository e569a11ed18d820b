import EventModel
import StateStore

/// Reads the copy of a task's state on this machine, some of it in each step.
final class LocalRead {
    let restore: TaskRestore
    /// From where the changelog is read behind the copy.
    private(set) var changelogOffset: Int64
    private var hasBegun = false
    private var next: Int64 = 1

    /// Bytes of one step: some 20 ms.
    private static let stepBytes = 8 << 20

    init(restore: TaskRestore, start: TaskStart) {
        self.restore = restore
        changelogOffset = start.snapshotOffset
    }

    /// Reads on.
    ///
    /// - Returns: whether the end of the copy has been reached.
    func step(_ state: (any LocalState)?, task: TaskName) throws -> Bool {
        guard let state else { return true }
        if !hasBegun {
            hasBegun = true
            guard let position = try state.position(of: task), position.covers(restore.target) else {
                // Of another life of the task, or too old: the changelog has all that is needed.
                try state.drop(task)
                return true
            }
            next = max(restore.target.snapshotFrom, 1)
            changelogOffset = max(changelogOffset, position.changelogOffset)
        }
        var bytes = 0
        var last: Int64?
        try state.read(task, from: next) { number, part in
            if bytes >= Self.stepBytes, number != last { return false }
            bytes += part.count
            last = number
            try restore.take(part)
            return true
        }
        guard let last else { return true }
        next = last + 1
        return false
    }
}

extension LocalPosition {
    /// Whether the copy and what the changelog holds behind it make the state of a commit.
    fileprivate func covers(_ target: CommitNote) -> Bool {
        number <= target.number && number >= max(target.snapshotFrom, 1) - 1 && firstNumber <= max(target.snapshotFrom, 1)
    }
}

extension LocalState {
    /// Keeps a copy of a part of a commit that was written, and lets go of what no restore needs any more.
    func keep(_ part: CommitUnit.Part, of task: TaskName) throws {
        try append(
            task, number: part.note.number, snapshotFrom: part.note.snapshotFrom, parts: part.blocks,
            changelogOffset: part.knownOffset)
    }
}
