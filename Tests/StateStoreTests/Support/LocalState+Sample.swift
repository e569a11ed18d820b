import EventModel
import StateStore

extension LocalState {
    /// Appends a sample block.
    func append(
        _ number: Int64, snapshotFrom: Int64 = 0, bytes: Int = 300, maxPartBytes: Int = 128,
        to task: TaskName = SampleBlock.task
    ) throws(LocalStateFailure) {
        let writer = SampleBlock.writer(number, bytes: bytes, maxPartBytes: maxPartBytes, of: task)
        defer { withExtendedLifetime(writer) {} }
        try append(
            LocalBlock(
                number: number, snapshotFrom: snapshotFrom, changelogOffset: number * 10, parts: writer.parts),
            of: task)
    }

    /// The numbers of the blocks that are whole.
    func numbers(of task: TaskName = SampleBlock.task, from number: Int64 = 1) throws -> [Int64] {
        try contents(of: task, from: number).map(\.0)
    }

    /// The blocks by number, with all their parts.
    func contents(of task: TaskName = SampleBlock.task, from number: Int64 = 1) throws -> [(Int64, [[UInt8]])]
    {
        var found: [(Int64, [[UInt8]])] = []
        let parts = BlockParts(task: task)
        var damage: (any Error)?
        try read(task, from: number) { number, part in
            do {
                guard try parts.add(part) == .complete else { return true }
                found.append((number, parts.parts.map { [UInt8]($0) }))
                return true
            } catch {
                damage = error
                return false
            }
        }
        if let damage { throw damage }
        return found
    }
}
