import Synchronization

/// Local state in memory, for tests and simulation: a disk that can crash, be full and come back.
public final class MemoryState: LocalState {
    private struct Disk {
        // What a crash of the machine leaves, and what was done since, oldest first.
        var synced = Image()
        var unsynced: [Change] = []
        var current = Image()
        var refusal: LocalStateFailure?
    }

    private let disk = Mutex(Disk())
    private let unsyncedLimit: Int

    /// An empty disk.
    ///
    /// - Parameter unsyncedLimit: how many of the newest changes a crash can lose; 0 for a disk that loses nothing.
    public init(unsyncedLimit: Int = 0) {
        precondition(unsyncedLimit >= 0)
        self.unsyncedLimit = unsyncedLimit
    }

    /// How many changes a crash may lose now.
    public var unsyncedCount: Int { disk.withLock { $0.unsynced.count } }

    /// The machine stops: the newest changes are lost, and all before them stay. Goes on as after a restart.
    public func crash(losing count: Int) {
        disk.withLock { disk in
            precondition(count >= 0 && count <= disk.unsynced.count)
            disk.unsynced.removeLast(count)
            disk.current = disk.synced
            for change in disk.unsynced { disk.current.make(change) }
        }
    }

    /// Whatever changes something fails from now on with this, as a full disk does; `nil` makes it work again.
    public func refuse(with failure: LocalStateFailure?) { disk.withLock { $0.refusal = failure } }

    /// The tasks on the disk, and how far each goes.
    public func tasks() throws(LocalStateFailure) -> [TaskName: LocalPosition] {
        disk.withLock { $0.current.tasks.mapValues(\.position) }
    }

    /// Keeps a block.
    public func append(_ block: LocalBlock, of task: TaskName) throws(LocalStateFailure) {
        let parts = block.parts.map { [UInt8]($0) }
        try change { (image) throws(LocalStateFailure) in
            let position = try image.tasks[task]?.position.behind(block, of: task, path: "memory")
            return .append(task, position ?? block.firstPosition, parts)
        }
    }

    /// Brings the parts of all blocks from a number on.
    public func read(
        _ task: TaskName, from number: Int64, _ body: (Int64, UnsafeRawBufferPointer) -> Bool
    ) throws(LocalStateFailure) {
        guard let blocks = disk.withLock({ $0.current.tasks[task]?.blocks }) else { return }
        for block in blocks where block.number >= number {
            for part in block.parts where !part.withUnsafeBytes({ body(block.number, $0) }) { return }
        }
    }

    /// Forgets a task.
    public func drop(_ task: TaskName) throws(LocalStateFailure) {
        try change { (_) throws(LocalStateFailure) in .drop(task) }
    }

    /// Forgets blocks that no restore needs.
    public func trim(_ task: TaskName, before number: Int64) throws(LocalStateFailure) {
        try change { (_) throws(LocalStateFailure) in .trim(task, number) }
    }

    /// Does nothing: the disk stays.
    public func close() {}

    private func change(
        _ body: (borrowing Image) throws(LocalStateFailure) -> Change
    ) throws(LocalStateFailure) {
        try disk.withLock { (disk) throws(LocalStateFailure) in
            if let refusal = disk.refusal { throw refusal }
            let change = try body(disk.current)
            disk.current.make(change)
            disk.unsynced.append(change)
            while disk.unsynced.count > unsyncedLimit { disk.synced.make(disk.unsynced.removeFirst()) }
        }
    }
}

/// What is done to a disk.
private enum Change {
    case append(TaskName, LocalPosition, [[UInt8]])
    case drop(TaskName)
    case trim(TaskName, Int64)
}

/// What a disk holds.
private struct Image {
    struct Task {
        var position: LocalPosition
        var blocks: [(number: Int64, parts: [[UInt8]])] = []
    }

    var tasks: [TaskName: Task] = [:]

    mutating func make(_ change: Change) {
        switch change {
        case .append(let name, let position, let parts):
            var task = tasks.removeValue(forKey: name) ?? Task(position: position)
            while let last = task.blocks.last, last.number >= position.number { task.blocks.removeLast() }
            task.blocks.append((position.number, parts))
            task.position = position
            tasks[name] = task
        case .drop(let name): tasks[name] = nil
        case .trim(let name, let number):
            guard var task = tasks.removeValue(forKey: name) else { return }
            task.position.trim(before: number)
            let oldest = task.position.oldest
            task.blocks.removeAll { $0.number < oldest }
            tasks[name] = task
        }
    }
}
