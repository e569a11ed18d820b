import Dataflow
import EventModel
import StateStore

/// Builds a task's state again: from the copy on this machine as far as it goes, then from the changelog up to the commit
/// that the group knows of.
///
/// Blocks behind that commit do not count: their transaction was given up, by a log that shows such records all the
/// same. So a block is applied only when the next one has come, or the end: one with the same number replaces it.
final class TaskRestore {
    /// How far it has come.
    struct Progress: Equatable, Sendable {
        /// The number of the last block that was applied, and of the one that it ends with.
        var number: Int64
        var target: Int64
        var bytes: Int
        /// Whether the changelog has been read to its end, and the last commit was not there.
        var isAtEnd = false
        var task: String
        var note: CommitNote
    }

    let task: any StageTask
    let target: CommitNote
    private let snapshotOffset: Int64
    private let pipelineVersion: Int
    private let restartsChangedState: Bool
    private let localCopy: LocalCopy
    private let parts: BlockParts
    private var waiting: Waiting?
    private var applied: Int64 = 0
    private var first: Int64?
    private var last: BlockHeader?
    private var bytes = 0
    private var isAtEnd = false

    /// A block that the next one may still replace.
    private struct Waiting {
        var header: BlockHeader
        var body: [UInt8]
        // Of blocks that are not on this machine yet.
        var parts: [[UInt8]]
        var changelogOffset: Int64
    }

    /// - Parameters:
    ///   - task: without state.
    ///   - target: the commit that its state is to be of.
    ///   - snapshotOffset: from where the changelog is read.
    ///   - pipelineVersion: of the pipeline that runs.
    ///   - restartsChangedState: whether operators that have changed begin anew under the same version.
    ///   - localCopy: gets the blocks that are not on this machine yet.
    init(
        task: any StageTask, target: CommitNote, snapshotOffset: Int64, pipelineVersion: Int,
        restartsChangedState: Bool,
        localCopy: LocalCopy
    ) {
        self.task = task
        self.target = target
        self.snapshotOffset = snapshotOffset
        self.pipelineVersion = pipelineVersion
        self.restartsChangedState = restartsChangedState
        self.localCopy = localCopy
        parts = BlockParts(task: task.changelog.name)
    }

    var progress: Progress {
        Progress(
            number: applied, target: target.number, bytes: bytes, isAtEnd: isAtEnd,
            task: task.changelog.name.description, note: target)
    }

    /// Takes a part of a block, from the copy on this machine or from the changelog, in their order.
    ///
    /// - Parameters:
    ///   - part: its bytes.
    ///   - offset: its offset in the changelog; `nil` for the copy.
    /// - Throws: ``StateFailure`` when the block cannot be read, or not by this version of the pipeline.
    func take(_ part: UnsafeRawBufferPointer, offset: Int64?) throws {
        bytes += part.count
        isAtEnd = false
        do {
            guard try parts.add(part) == .complete else { return }
            let header = try BlockReader(parts.body, of: task.changelog.name).header
            guard header.number > applied, header.number <= target.number else { return }
            if let waiting, waiting.header.number < header.number { try apply(waiting) }
            waiting = Waiting(
                header: header, body: Array(parts.body),
                parts: offset == nil ? [] : parts.parts.map { Array($0) }, changelogOffset: offset ?? 0)
        } catch let damage as BlockDamage {
            throw StateFailure(
                message: "the changelog of \(task.changelog.name) cannot be read: \(damage)",
                hint: "nothing else may write to this topic; give each deployment a prefix of its own")
        }
    }

    /// All that the changelog holds has been taken.
    ///
    /// - Returns: whether the state is there; otherwise the rest is on its way.
    func reachEnd() throws -> Bool {
        guard let newest = waiting?.header.number, newest == target.number else {
            isAtEnd = applied != target.number
            return isAtEnd ? false : try finish()
        }
        if let waiting { try apply(waiting) }
        waiting = nil
        return try finish()
    }

    private func finish() throws -> Bool {
        guard let last else { return false }
        if let first, first > max(target.snapshotFrom, 1) {
            let failure = StateFailure(
                message:
                    "the changelog of \(task.changelog.name) begins with commit \(first), but its state needs all from"
                    + " \(max(target.snapshotFrom, 1)) to \(target.number): older records have been deleted",
                hint: StateFailure.beginAnew)
            throw MissingBlocks(task: task.id, target: target, failure: failure)
        }
        for part in task.changelog.operators { part.state.finishRestore() }
        task.changelog.resume(after: last, snapshotFrom: target.snapshotFrom, snapshotOffset: snapshotOffset)
        task.resume(at: last.positions)
        return true
    }

    private func apply(_ block: Waiting) throws {
        if first == nil { first = block.header.number }
        try block.body.withUnsafeBytes { body in
            var reader = try BlockReader(body, of: task.changelog.name)
            while let section = try reader.next() { try apply(section, of: block.header) }
        }
        applied = block.header.number
        last = block.header
        if !block.parts.isEmpty {
            localCopy.keep(
                block.parts, number: applied,
                snapshotFrom: target.snapshotFrom <= applied ? target.snapshotFrom : 0,
                changelogOffset: block.changelogOffset, of: task.changelog.name)
        }
    }

    private func apply(_ section: BlockSection, of header: BlockHeader) throws {
        guard let part = task.changelog.operators.first(where: { $0.name == section.operatorName }),
            part.fingerprint == section.fingerprint
        else {
            // Its state does not fit this version of the pipeline, as `credence plan --against` tells.
            guard restartsChangedState || pipelineVersion != header.pipelineVersion else {
                throw StateFailure(
                    message:
                        "the state of '\(section.operatorName)' in \(header.task) is of another definition of version"
                        + " \(pipelineVersion) of the pipeline",
                    hint:
                        "raise the pipeline's version, or use --restart-changed-state, to let what changed begin anew"
                        + " (`credence plan --against` tells what that is); or go back to the file that it was written"
                        + " with")
            }
            return
        }
        var reader = StateReader(section.bytes)
        do { try part.state.restore(from: &reader) } catch {
            throw StateFailure(
                message:
                    "commit \(header.number) of \(header.task) cannot be read: '\(part.name)': \(error.message)",
                hint:
                    "if this is the copy on this machine, delete the state directory: the changelog rebuilds it"
            )
        }
    }
}

/// State that cannot be built again as it was.
public struct StateFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong, and where.
    public var message: String
    /// How to mend it.
    public var hint: String
    /// Both in one line.
    public var description: String { "\(message); \(hint)" }

    /// Says what is wrong.
    public init(message: String, hint: String) {
        self.message = message
        self.hint = hint
    }
}
