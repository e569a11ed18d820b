import EventModel
package import StateStore

/// The copies of state on this machine, as far as they can be kept: without them everything works from the changelogs.
package final class LocalCopy {
    private let state: (any LocalState)?
    private let report: @Sendable (WorkerEvent) -> Void
    // Tasks whose copies could not be kept; they begin anew with the next start.
    private var given: Set<TaskName> = []

    package init(state: (any LocalState)?, report: @escaping @Sendable (WorkerEvent) -> Void) {
        self.state = state
        self.report = report
    }

    /// Whether there are copies at all.
    var isKept: Bool { state != nil }

    /// Whether the copy of a task could not be kept; that was reported.
    package func hasFailed(_ task: TaskName) -> Bool { given.contains(task) }

    /// How far the copy of a task goes.
    func position(of task: TaskName) -> LocalPosition? {
        attempt(task) { state throws(LocalStateFailure) in try state.tasks()[task] } ?? nil
    }

    /// Forgets the copy of a task, which another one is to follow.
    func drop(_ task: TaskName) {
        given.remove(task)
        _ = attempt(task) { state throws(LocalStateFailure) in try state.drop(task) }
    }

    /// Brings the parts of all blocks from a number on; `false` when they cannot be read to the end.
    func read(_ task: TaskName, from number: Int64, _ body: (Int64, UnsafeRawBufferPointer) -> Bool) -> Bool {
        attempt(task) { state throws(LocalStateFailure) in try state.read(task, from: number, body) } != nil
    }

    /// Keeps a block that is committed, and lets go of those that no restore needs any more.
    func keep(
        _ parts: [[UInt8]], number: Int64, snapshotFrom: Int64, changelogOffset: Int64, of task: TaskName
    ) {
        guard state != nil, !given.contains(task) else { return }
        let bytes = FlatParts(parts)
        keep(
            LocalBlock(
                number: number, snapshotFrom: snapshotFrom, changelogOffset: changelogOffset,
                parts: bytes.parts), of: task)
    }

    /// Keeps a block whose parts are borrowed.
    func keep(_ block: LocalBlock, of task: TaskName) {
        _ = attempt(task) { state throws(LocalStateFailure) in
            try state.append(block, of: task)
            if block.snapshotFrom > 1 { try state.trim(task, before: block.snapshotFrom) }
        }
    }

    /// Says that the copy of a task cannot be kept, for a reason that is not the disk's.
    func giveUp(_ task: TaskName, _ failure: LocalStateFailure) {
        guard given.insert(task).inserted else { return }
        report(.localCopyFailed(task: task.description, failure))
    }

    private func attempt<Result>(
        _ task: TaskName, _ body: (any LocalState) throws(LocalStateFailure) -> Result
    ) -> Result? {
        guard let state, !given.contains(task) else { return nil }
        do { return try body(state) } catch {
            giveUp(task, error)
            return nil
        }
    }
}

/// Parts of a block back to back, for a call that borrows them.
private final class FlatParts {
    private let memory: UnsafeMutableRawBufferPointer
    private let lengths: [Int]

    init(_ parts: [[UInt8]]) {
        lengths = parts.map(\.count)
        memory = .allocate(byteCount: max(lengths.reduce(0, +), 1), alignment: 16)
        var place = 0
        for part in parts {
            UnsafeMutableRawBufferPointer(rebasing: memory[place..<place + part.count]).copyBytes(from: part)
            place += part.count
        }
    }

    deinit { memory.deallocate() }

    var parts: [UnsafeRawBufferPointer] {
        var place = 0
        return lengths.map { length in
            defer { place += length }
            return UnsafeRawBufferPointer(rebasing: memory[place..<place + length])
        }
    }
}
