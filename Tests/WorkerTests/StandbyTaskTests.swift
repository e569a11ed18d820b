import EventModel
import StateStore
import Synchronization
import Testing
import Worker

/// A copy of somebody else's task, record by record.
@Suite struct StandbyTaskTests {
    private static let name = TaskName(pipeline: "p", stage: "merge", partition: 1)
    private let disk = MemoryState()

    /// The parts of a block; those of another attempt differ in their content.
    private func block(
        _ number: Int64, snapshotFrom: Int64 = 0, attempt: UInt8 = 0, bytes: Int = 300
    ) -> [[UInt8]] {
        let writer = BlockWriter(maxPartBytes: 128)
        writer.begin(
            BlockHeader(
                task: Self.name, pipelineVersion: 1, number: number, snapshotFrom: snapshotFrom,
                positions: [:],
                timeMilliseconds: 0))
        [UInt8](repeating: attempt, count: bytes).withUnsafeBytes {
            writer.section(operator: "o", fingerprint: 1, kind: .changes, bytes: $0)
        }
        writer.finish()
        return withExtendedLifetime(writer) { $0.parts.map { [UInt8]($0) } }
    }

    private func follow(_ note: CommitNote, offset: Int64 = 0) -> StandbyTask {
        StandbyTask(
            name: Self.name, note: note, snapshotOffset: offset,
            copy: LocalCopy(state: disk, report: { _ in }))
    }

    private func take(_ parts: [[UInt8]], at offset: inout Int64, by task: StandbyTask) throws {
        for part in parts {
            try part.withUnsafeBytes { try task.take($0, offset: offset) }
            offset += 1
        }
    }

    private var position: LocalPosition? { try? disk.tasks()[Self.name] }

    /// The numbers of the blocks on the disk with what they hold.
    private func contents() throws -> [String] {
        let parts = BlockParts(task: Self.name)
        var found: [String] = []
        try disk.read(Self.name, from: 0) { number, part in
            guard (try? parts.add(part)) == .complete,
                var reader = try? BlockReader(parts.body, of: Self.name),
                let section = try? reader.next()
            else { return true }
            found.append("\(number)-\(section.bytes[0])")
            return true
        }
        return found
    }

    @Test func `blocks are kept as they come, and let go of when a round is complete`() throws {
        let task = follow(CommitNote(number: 3, snapshotFrom: 2), offset: 5)
        #expect(task.changelogOffset == 5)
        var offset: Int64 = 5
        // What a restore does not need is left out.
        for number in Int64(1)...6 { try take(block(number), at: &offset, by: task) }
        #expect(try contents() == ["2-0", "3-0", "4-0", "5-0", "6-0"])
        #expect(position?.changelogOffset == offset)
        try take(block(7, snapshotFrom: 5), at: &offset, by: task)
        #expect(try contents() == ["5-0", "6-0", "7-0"])
        #expect(task.progress.number == 7)
    }

    @Test func `a block that was given up is replaced by the one that counts`() throws {
        let task = follow(CommitNote(number: 1, snapshotFrom: 0))
        var offset: Int64 = 0
        try take(block(1), at: &offset, by: task)
        try take(block(2, attempt: 1), at: &offset, by: task)
        // Broken off in the middle, then made again.
        try take(Array(block(3, attempt: 1).dropLast()), at: &offset, by: task)
        try take(block(2, attempt: 2), at: &offset, by: task)
        #expect(task.note(2))
        try take(block(3, attempt: 2), at: &offset, by: task)
        #expect(try contents() == ["1-0", "2-2", "3-2"])
    }

    @Test func `a copy that leads to the last commit goes on, another one begins anew`() throws {
        var offset: Int64 = 0
        let first = follow(CommitNote(number: 1, snapshotFrom: 0))
        for number in Int64(1)...4 { try take(block(number), at: &offset, by: first) }
        // The fourth was given up: one block ahead is no harm.
        let second = follow(CommitNote(number: 3, snapshotFrom: 2))
        #expect(second.changelogOffset == offset && second.progress.number == 4)
        // A commit that is too old for it: the task has another life.
        let third = follow(CommitNote(number: 2, snapshotFrom: 2), offset: 1)
        #expect(third.changelogOffset == 1 && third.progress.number == 0)
        #expect(position == nil)
    }

    @Test func `a commit that is too old for the copy says that the task has begun anew`() throws {
        let task = follow(CommitNote(number: 1, snapshotFrom: 0))
        var offset: Int64 = 0
        for number in Int64(1)...4 { try take(block(number), at: &offset, by: task) }
        #expect(task.note(3))
        #expect(!task.note(2))
    }

    @Test func `a task that begins anew, or with a gap, is copied from there`() throws {
        let task = follow(CommitNote(number: 1, snapshotFrom: 0))
        var offset: Int64 = 0
        for number in Int64(1)...3 { try take(block(number), at: &offset, by: task) }
        try take(block(1, attempt: 1), at: &offset, by: task)
        try take(block(2, attempt: 1), at: &offset, by: task)
        #expect(try contents() == ["1-1", "2-1"])
        try take(block(9), at: &offset, by: task)
        #expect(try contents() == ["9-0"])
        #expect(position?.isWhole == false)
        try take(block(10, snapshotFrom: 9), at: &offset, by: task)
        #expect(position?.isWhole == true)
    }

    @Test func `a disk that is full is told once, and what is there stays`() throws {
        let told = Mutex(0)
        let task = StandbyTask(
            name: Self.name, note: CommitNote(number: 1, snapshotFrom: 0), snapshotOffset: 0,
            copy: LocalCopy(state: disk) { _ in told.withLock { $0 += 1 } })
        var offset: Int64 = 0
        try take(block(1), at: &offset, by: task)
        disk.refuse(with: LocalStateFailure(kind: .full, path: "disk", message: "full", hint: ""))
        for number in Int64(2)...4 { try take(block(number), at: &offset, by: task) }
        #expect(told.withLock { $0 } == 1)
        #expect(try contents() == ["1-0"])
    }

    @Test func `a damaged record is an error, not a part of the copy`() throws {
        let task = follow(CommitNote(number: 1, snapshotFrom: 0))
        var offset: Int64 = 0
        try take(block(1), at: &offset, by: task)
        var damaged = block(2)
        damaged[0][70] ^= 1
        #expect(throws: BlockDamage.self) { try take(damaged, at: &offset, by: task) }
        #expect(try contents() == ["1-0"])
    }
}
