import EventModel
package import StateStore

/// The copy of another worker's task on this machine, as its changelog goes on.
///
/// Each block is kept as it comes. The newest one may be of a commit whose end is not known, or that was given up, in a
/// log that shows such records: a restore leaves out what is beyond the committed position, and the block that counts
/// comes later under the same number and replaces it. So the copy is never ahead by more than one block, and what it has
/// let go of is what the block before did not need any more.
package final class StandbyTask {
    package let name: TaskName
    /// From where the changelog is read.
    package let changelogOffset: Int64
    package private(set) var progress: Progress
    private let copy: LocalCopy
    private var parts: BlockParts
    // The first block that a restore needs, as long as there is no copy.
    private var first: Int64

    /// How far the copy has come.
    package struct Progress: Equatable, Sendable {
        /// The newest block of the copy; 0 for none.
        package var number: Int64 = 0
        /// The last commit that is known.
        package var target: Int64
        package var bytes = 0
    }

    // What one task may hold on to between blocks.
    private static let heldBytes = 256 << 10

    /// Goes on from the copy that is there, if it leads to the task's last commit, as an owner would.
    package init(name: TaskName, note: CommitNote, snapshotOffset: Int64, copy: LocalCopy) {
        self.name = name
        self.copy = copy
        parts = BlockParts(task: name)
        first = max(note.snapshotFrom, 1)
        progress = Progress(target: note.number)
        if let position = copy.position(of: name), position.leads(to: note) {
            progress.number = position.number
            changelogOffset = max(snapshotOffset, position.changelogOffset)
        } else {
            copy.drop(name)
            changelogOffset = snapshotOffset
        }
    }

    /// The task has committed.
    ///
    /// - Returns: `false` when the copy is of another life of the task, and is to begin anew.
    package func note(_ target: Int64) -> Bool {
        progress.target = target
        return progress.number <= target + 1
    }

    /// Takes the next record of the changelog.
    ///
    /// - Throws: when it is no part of a block of the task's.
    package func take(_ part: UnsafeRawBufferPointer, offset: Int64) throws(BlockDamage) {
        progress.bytes += part.count
        guard try parts.add(part) == .complete else { return }
        let header = try BlockReader(parts.body, of: name).header
        keep(header, behind: offset + 1)
        if parts.body.count > Self.heldBytes { parts = BlockParts(task: name) }
    }

    private func keep(_ header: BlockHeader, behind offset: Int64) {
        let newest = progress.number
        // A task that begins anew, or a changelog of which the oldest records were deleted before they were read.
        let isAnew = newest > 0 && (header.number > newest + 1 || header.number == 1 && newest > 1)
        if isAnew {
            copy.drop(name)
        } else if header.number < (newest > 0 ? newest : first) {
            return
        }
        copy.keep(
            LocalBlock(
                number: header.number, snapshotFrom: header.snapshotFrom, changelogOffset: offset,
                parts: parts.parts), of: name)
        progress.number = header.number
    }
}
