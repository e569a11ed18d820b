/// Copies of committed changelog blocks on the worker's own disk, so that a restart need not read them from the log.
///
/// Only committed blocks are given to it, so it never has anything to take back. Calls may come from several threads at a
/// time; those that change one task from one thread only.
public protocol LocalState: AnyObject, Sendable {
    /// The tasks that blocks are kept of, and how far.
    func tasks() throws(LocalStateFailure) -> [TaskName: LocalPosition]
    /// Keeps a committed block and moves the task's position behind it, both or neither.
    ///
    /// A block with a number that is kept already replaces it and all that follow.
    /// - Throws: ``LocalStateFailure/Kind/gap`` when blocks before it are missing, and whatever the disk says.
    func append(_ block: LocalBlock, of task: TaskName) throws(LocalStateFailure)
    /// Brings the parts of all blocks from a number on, in order; older numbers than are kept begin with the oldest.
    ///
    /// - Parameters:
    ///   - task: whose blocks.
    ///   - number: the first number wanted.
    ///   - body: gets the block's number and a part, whose bytes are borrowed for the call; `false` ends it.
    /// - Throws: what the disk says.
    func read(
        _ task: TaskName, from number: Int64, _ body: (Int64, UnsafeRawBufferPointer) -> Bool
    ) throws(LocalStateFailure)
    /// Forgets a task.
    func drop(_ task: TaskName) throws(LocalStateFailure)
    /// Forgets blocks before a number, but never those that a restore needs: see ``LocalPosition/neededFrom``.
    func trim(_ task: TaskName, before number: Int64) throws(LocalStateFailure)
    /// Frees what is held; call it after all other calls have returned.
    func close()
}

extension LocalPosition {
    /// The position behind a block.
    /// - Throws: when blocks between are missing.
    func behind(_ block: LocalBlock, of task: TaskName, path: String) throws(LocalStateFailure) -> Self {
        guard block.number <= number + 1 else {
            throw LocalStateFailure(
                kind: .gap, path: path,
                message:
                    "block \(block.number) of \(task) follows block \(number): those between are missing",
                hint: "drop the task's local state and restore it from the changelog")
        }
        return LocalPosition(
            oldest: min(oldest, block.number), number: block.number, changelogOffset: block.changelogOffset,
            snapshotFrom: block.snapshotFrom)
    }
}

extension LocalBlock {
    /// The position behind the first block of a task.
    var firstPosition: LocalPosition {
        LocalPosition(
            oldest: number, number: number, changelogOffset: changelogOffset, snapshotFrom: snapshotFrom)
    }
}
