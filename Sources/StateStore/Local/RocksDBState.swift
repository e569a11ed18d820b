import CRocksDB
import Synchronization

/// Local state in a RocksDB database, one for a worker.
///
/// What was appended outlives the end of the process, also by `kill -9`. It is not forced to the disk block by block: after
/// a loss of power a task may be at an older position, whole up to there, and the changelog brings the rest.
///
/// Unchecked: the database is safe for threads, the positions are behind a lock, and nothing else changes.
public final class RocksDBState: LocalState, @unchecked Sendable {
    /// The format of keys and positions.
    static let format: UInt8 = 1

    /// The directory.
    public let path: String
    private let database: OpaquePointer
    private let options: RocksDBOptions
    private let positions = Mutex<[TaskName: LocalPosition]>([:])
    private let isClosed = Atomic(false)

    /// Opens the database in a directory, which is made when it is missing.
    ///
    /// - Parameters:
    ///   - path: the directory; its parent must be there.
    ///   - settings: what it may take of the machine.
    ///   - isReadOnly: only to look: works beside a worker that writes, and shows what was there at this moment.
    /// - Throws: when another process writes to it, when it is damaged, or of a newer format, or out of reach.
    public init(
        path: String, settings: RocksDBSettings = RocksDBSettings(), isReadOnly: Bool = false
    ) throws(LocalStateFailure) {
        self.path = path
        let options = RocksDBOptions(settings, isReadOnly: isReadOnly)
        self.options = options
        let opened: OpaquePointer? = try attempt(path) {
            isReadOnly
                ? rocksdb_open_for_read_only(options.options, path, 0, $0)
                : rocksdb_open(options.options, path, $0)
        }
        guard let opened else {
            throw LocalStateFailure(rocksDB: "no database was opened", path: path)
        }
        database = opened
        try checkFormat(isReadOnly: isReadOnly)
        let found = try readPositions()
        positions.withLock { $0 = found }
    }

    deinit { close() }

    /// The tasks that blocks are kept of, and how far.
    public func tasks() throws(LocalStateFailure) -> [TaskName: LocalPosition] { positions.withLock { $0 } }

    /// Keeps a block and moves the position, in one write.
    public func append(_ block: LocalBlock, of task: TaskName) throws(LocalStateFailure) {
        let old = positions.withLock { $0[task] }
        let new = try old?.behind(block, of: task, path: path) ?? block.firstPosition
        let batch = RocksDBBatch()
        let key = RocksDBKeys.block(task, block.number)
        if let old, old.number >= block.number {
            batch.delete(from: key, to: RocksDBKeys.block(task, .max))
        }
        for (index, part) in block.parts.enumerated() { batch.put(RocksDBKeys.part(key, index), part) }
        try write(batch, task, new)
    }

    /// Brings the parts of all blocks from a number on.
    public func read(
        _ task: TaskName, from number: Int64, _ body: (Int64, UnsafeRawBufferPointer) -> Bool
    ) throws(LocalStateFailure) {
        // Not from 0: what was trimmed is still being stepped over there.
        guard let position = positions.withLock({ $0[task] }) else { return }
        let first = RocksDBKeys.block(task, max(number, position.oldest))
        try scan(from: first, to: RocksDBKeys.block(task, .max)) { (key, value) throws(LocalStateFailure) in
            guard let number = RocksDBKeys.number(key) else {
                throw .damaged("a key is too short", path: path)
            }
            return body(number, value)
        }
    }

    /// Forgets a task.
    public func drop(_ task: TaskName) throws(LocalStateFailure) {
        let batch = RocksDBBatch()
        batch.delete(from: RocksDBKeys.block(task, 0), to: RocksDBKeys.block(task, .max))
        try write(batch, task, nil)
    }

    /// Forgets blocks that no restore needs; their room is free again when all of a file is forgotten.
    public func trim(_ task: TaskName, before number: Int64) throws(LocalStateFailure) {
        guard var position = positions.withLock({ $0[task] }), position.trim(before: number) else { return }
        let batch = RocksDBBatch()
        batch.delete(from: RocksDBKeys.block(task, 0), to: RocksDBKeys.block(task, position.oldest))
        try write(batch, task, position)
    }

    /// Closes the database.
    public func close() {
        guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
        rocksdb_close(database)
    }

    private func write(
        _ batch: RocksDBBatch, _ task: TaskName, _ position: LocalPosition?
    ) throws(LocalStateFailure) {
        if let position {
            RocksDBKeys.value(position).withUnsafeBytes { batch.put(RocksDBKeys.position(task), $0) }
        } else {
            batch.delete(RocksDBKeys.position(task))
        }
        try attempt(path) { rocksdb_write(database, options.write, batch.batch, $0) }
        positions.withLock { $0[task] = position }
    }

    private func checkFormat(isReadOnly: Bool) throws(LocalStateFailure) {
        var found: UInt8?
        try scan(from: RocksDBKeys.format, to: RocksDBKeys.format + [0]) {
            (_, value) throws(LocalStateFailure) in
            found = value.first
            return false
        }
        if let found {
            guard found <= Self.format else { throw .newer(found, path: path) }
            return
        }
        guard !isReadOnly else { return }
        let batch = RocksDBBatch()
        withUnsafeBytes(of: Self.format) { batch.put(RocksDBKeys.format, $0) }
        try attempt(path) { rocksdb_write(database, options.write, batch.batch, $0) }
    }

    private func readPositions() throws(LocalStateFailure) -> [TaskName: LocalPosition] {
        var found: [TaskName: LocalPosition] = [:]
        let (first, end) = RocksDBKeys.positions
        try scan(from: first, to: end) { (key, value) throws(LocalStateFailure) in
            guard let task = RocksDBKeys.task(key), let position = RocksDBKeys.position(value) else {
                throw .damaged("the position of a task cannot be read", path: path)
            }
            found[task] = position
            return true
        }
        return found
    }

    /// Steps through the keys of a range, reading ahead.
    private func scan(
        from first: [UInt8], to end: [UInt8],
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws(LocalStateFailure) -> Bool
    ) throws(LocalStateFailure) {
        let cursor = RocksDBCursor(database, from: first, to: end)
        while let (key, value) = cursor.current {
            guard try body(key, value) else { return }
            cursor.step()
        }
        try attempt(path) { cursor.failure($0) }
    }
}
