import Synchronization

/// Memory for state that need not fit into memory: whole pages that lie in a scratch file and come back when they are
/// read.
///
/// What is allocated is used like any other memory. When the process has more resident memory than the budget,
/// ``keepToBudget()`` lets go of pages of the pool, in the order of their places, round after round. They are lost only
/// to the process: the kernel keeps those that are used in its page cache, from where they come back within a
/// microsecond, writes the others to the file in its own time, and frees them when memory is short. So what is hot is
/// for the kernel to know, and no operator keeps account of what it uses.
///
/// The file is unlinked from the beginning, so that nothing is left of it when the process ends, however it ends. Its
/// room is reserved before it is used; when the disk has no more, further memory is plain and counted in
/// ``PagePoolFigures/plainBytes``; see ``isShort``. Threads may share a pool.
public final class PagePool: Sendable {
    private struct State: Sendable {
        var file: PageFile
        // By size in bytes: the addresses that were given back.
        var free: [Int: [UInt]] = [:]
        var hand = 0
        var figures = PagePoolFigures()
        // Where memory that should lie in the file is plain.
        var plain: Set<UInt> = []
        // What the file had no room for the last time; 0 while it has room.
        var lackingBytes = 0
    }

    private static let stepBytes = 256 * 1024
    // Resident memory is counted again after so many steps.
    private static let stepsPerCount = 8
    // How many accesses may bring pages back, sixteen at a time at the worst, before somebody looks.
    private static let accessesPerLook = 1024

    /// The resident bytes that the process is held to.
    public let budgetBytes: Int
    /// Where the file lies.
    public let directory: String
    /// Whether the file itself lies in memory, as that of a tmpfs does: nothing is saved then.
    public let isInMemory: Bool
    private let heapLimitBytes: Int
    private let state: Mutex<State>
    private let accesses = Atomic(0)
    // As in the figures.
    private let fileBytes = Atomic(0)

    /// A pool with a scratch file of its own.
    ///
    /// - Parameters:
    ///   - directory: where the file lies; it should be on a disk, as one in memory saves none.
    ///   - budgetBytes: the resident memory of the process, in bytes. An eighth of it is left to the pool, however much
    ///     other memory there is.
    ///   - heapLimitBytes: so much is taken from the heap, as it is quicker, before the file is begun.
    ///   - fileLimitBytes: how large the file may become.
    /// - Throws: when there can be no file in the directory.
    public init(
        directory: String, budgetBytes: Int, heapLimitBytes: Int = 0, fileLimitBytes: Int = .max
    ) throws(PagePoolFailure) {
        self.budgetBytes = budgetBytes
        self.directory = directory
        self.heapLimitBytes = heapLimitBytes
        let file = try PageFile(directory: directory, limitBytes: fileLimitBytes)
        isInMemory = file.isInMemory
        state = Mutex(State(file: file))
    }

    deinit { state.withLock { $0.file.close() } }

    /// What the pool has done, and what the process has resident.
    public var figures: PagePoolFigures {
        state.withLock { state in
            var figures = state.figures
            figures.residentBytes = state.file.memory.read()?.residentBytes ?? 0
            return figures
        }
    }

    /// Memory of so many bytes, rounded up to pages; its content is not defined.
    ///
    /// - Complexity: a system call at the most.
    public func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer {
        let size = PageFile.roundedToPages(byteCount)
        let (address, isPlain) = state.withLock { state -> (UInt?, Bool) in
            if state.figures.heapBytes + size <= heapLimitBytes {
                state.figures.heapBytes += size
                return (nil, false)
            }
            if let address = Self.reuse(size, &state) ?? state.file.extend(by: size) {
                state.figures.fileBytes += size
                fileBytes.store(state.figures.fileBytes, ordering: .relaxed)
                if size >= state.lackingBytes { state.lackingBytes = 0 }
                return (address, false)
            }
            state.figures.plainBytes += size
            state.lackingBytes = size
            return (nil, true)
        }
        if let address, let pointer = UnsafeMutableRawPointer(bitPattern: address) { return pointer }
        let pointer = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: PageFile.pageBytes)
        if isPlain { state.withLock { _ = $0.plain.insert(UInt(bitPattern: pointer)) } }
        return pointer
    }

    /// Takes memory back, by the size it was asked for with; the file gives its room back.
    public func deallocate(_ memory: UnsafeMutableRawPointer, byteCount: Int) {
        let size = PageFile.roundedToPages(byteCount)
        let address = UInt(bitPattern: memory)
        let isOfFile = state.withLock { state -> Bool in
            guard state.file.contains(address) else {
                if state.plain.remove(address) != nil {
                    state.figures.plainBytes -= size
                } else {
                    state.figures.heapBytes -= size
                }
                return false
            }
            state.file.release(address, byteCount: size)
            state.free[size, default: []].append(address)
            state.figures.fileBytes -= size
            fileBytes.store(state.figures.fileBytes, ordering: .relaxed)
            return true
        }
        if !isOfFile { memory.deallocate() }
    }

    /// Whether the file has no room for what should lie in it, and the process has more resident memory for that than
    /// the budget. Looks whether there is room again; whoever takes in more should wait until then.
    ///
    /// - Complexity: nothing as long as there is room, otherwise some system calls.
    public var isShort: Bool {
        state.withLock { state in
            guard state.lackingBytes > 0 else { return false }
            guard state.figures.plainBytes > 0, !findRoom(&state) else {
                state.lackingBytes = 0
                return false
            }
            relieve(&state)
            return (state.file.memory.read()?.residentBytes ?? 0) > budgetBytes + budgetBytes / 64
        }
    }

    /// Whether the file had room the last time that somebody asked for some.
    public var hasRoom: Bool { state.withLock { $0.lackingBytes == 0 } }

    private func findRoom(_ state: inout State) -> Bool {
        let size = state.lackingBytes
        guard let address = Self.reuse(size, &state) ?? state.file.extend(by: size) else { return false }
        state.free[size, default: []].append(address)
        return true
    }

    /// Notes so many accesses to places at random, of which each may have brought pages back; after some, keeps the
    /// process to the budget. Costs nothing worth mentioning, and threads may all call it.
    @inline(__always)
    public func noteAccesses(_ count: Int) {
        guard mayRelieve else { return }
        countAccesses(count)
    }

    private func countAccesses(_ count: Int) {
        let all = accesses.add(count, ordering: .relaxed).newValue
        guard all >= Self.accessesPerLook else { return }
        accesses.store(0, ordering: .relaxed)
        keepToBudget()
    }

    // An eighth of the budget is left to the pool, whatever else there is.
    @inline(__always)
    private var mayRelieve: Bool { fileBytes.load(ordering: .relaxed) > budgetBytes / 8 }

    /// Lets go of pages if the process has more resident memory than the budget; call it after some hundred random
    /// accesses, each of which may have brought a page back.
    ///
    /// - Complexity: some microseconds if there is nothing to do, otherwise half a microsecond for a page.
    public func keepToBudget() {
        guard mayRelieve else { return }
        _ = state.withLockIfAvailable { relieve(&$0) }
    }

    private func relieve(_ state: inout State) {
        guard let memory = state.file.memory.read(), memory.residentBytes > budgetBytes else { return }
        // Some more than need be, so that the next call finds nothing to do.
        let wanted = memory.residentBytes - budgetBytes + budgetBytes / 64
        let most = max(memory.fileBytes - budgetBytes / 8, 0)
        let target = memory.residentBytes - min(wanted, most)
        var resident = memory.residentBytes
        var steps = state.file.byteCount / Self.stepBytes
        while resident > target, steps > 0 {
            for _ in 0..<min(steps, Self.stepsPerCount) { letGo(&state) }
            steps -= Self.stepsPerCount
            resident = state.file.memory.read()?.residentBytes ?? 0
        }
        state.figures.relievedBytes += max(memory.residentBytes - resident, 0)
    }

    private func letGo(_ state: inout State) {
        state.hand = state.file.letGo(at: state.hand, byteCount: Self.stepBytes)
    }

    private static func reuse(_ size: Int, _ state: inout State) -> UInt? {
        guard let address = state.free[size]?.popLast() else { return nil }
        if state.file.reserve(address, byteCount: size) { return address }
        state.free[size]?.append(address)
        return nil
    }
}

/// What a pool has done.
public struct PagePoolFigures: Equatable, Sendable {
    /// Bytes in use that were taken from the heap by choice.
    public var heapBytes = 0
    /// Bytes in use that lie in the file.
    public var fileBytes = 0
    /// Bytes in use that are plain memory, because the file could not grow.
    public var plainBytes = 0
    /// Bytes that were let go of, each time they were.
    public var relievedBytes = 0
    /// All resident memory of the process.
    public var residentBytes = 0

    /// Nothing.
    public init() {}
}

/// Why there can be no pool.
public struct PagePoolFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// What happened, where, and how to mend it.
    public var message: String
    /// The message.
    public var description: String { message }
}
