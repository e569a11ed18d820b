import EventModel
import StateStore

/// The tasks of a thread whose state is being built again: first from the copies on this machine, one after the other and
/// some of it in each step, then from the changelogs as they come.
final class TaskRestores {
    private var restores: [TaskID: TaskRestore] = [:]
    private var localReads: [LocalRead] = []
    private let localCopy: LocalCopy

    init(localCopy: LocalCopy) { self.localCopy = localCopy }

    /// The tasks.
    var tasks: [TaskID] { Array(restores.keys) }
    /// Whether copies on this machine wait to be read.
    var hasLocalReads: Bool { !localReads.isEmpty }
    /// How far each of them is.
    var progress: [TaskID: TaskRestore.Progress] { restores.mapValues(\.progress) }

    /// Begins to restore a task.
    func begin(_ restore: TaskRestore, from start: TaskStart) {
        restores[restore.task.id] = restore
        localReads.append(LocalRead(restore: restore, start: start))
    }

    /// Forgets tasks.
    func forget(_ tasks: [TaskID]) {
        for id in tasks { restores[id] = nil }
        localReads.removeAll { tasks.contains($0.restore.task.id) }
    }

    /// Reads some of the first copy on this machine.
    ///
    /// - Returns: the task and the offset from which the changelog tells the rest, once the copy is read to its end.
    func readLocalState() throws -> (task: TaskID, changelogOffset: Int64)? {
        guard let read = localReads.first, try read.step(localCopy) else { return nil }
        localReads.removeFirst()
        return (read.restore.task.id, read.changelogOffset)
    }

    /// Takes records of a task's changelog; those of tasks that are not being restored are passed over.
    func take(_ fetch: FetchedRecords, range: Range<Int>, of id: TaskID) throws {
        guard let restore = restores[id] else { return }
        for record in range {
            try restore.take(fetch.records[record].valueBytes, offset: fetch.records[record].offset)
        }
    }

    /// The end of a task's changelog was reached.
    ///
    /// - Returns: the task if its state is there; otherwise the rest is on its way.
    func reachEnd(of id: TaskID) throws -> (any StageTask)? {
        guard let restore = restores[id], !localReads.contains(where: { $0.restore === restore }),
            try restore.reachEnd()
        else { return nil }
        restores[id] = nil
        return restore.task
    }
}
