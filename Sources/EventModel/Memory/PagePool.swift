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
/// ``PagePoolFigures/plainBytes``. Threads may share a pool.
public final class PagePool: Sendable {
    private struct State: Sendable {
        var file: PageFile
        // By size in bytes: the addresses that were given back.
        var free: [Int: [UInt]] = [:]
        var hand = 0
        var figures = PagePoolFigures()
    }

    private static let stepBytes = 256 * 1024
    // Resident memory is counted again after so many steps.
    private static let stepsPerCount = 8

    /// The resident bytes that the process is held to.
    public let budgetBytes: Int
    private let state: Mutex<State>

    /// A pool with a scratch file of its own.
    ///
    /// - Parameters:
    ///   - directory: where the file lies; it should be on a disk, as one in memory saves none.
    ///   - budgetBytes: the resident memory of the process, in bytes. An eighth of it is left to the pool, however much
    ///     other memory there is.
    ///   - fileLimitBytes: how large the file may become.
    /// - Throws: when there can be no file in the directory.
    public init(directory: String, budgetBytes: Int, fileLimitBytes: Int = .max) throws(PagePoolFailure) {
        self.budgetBytes = budgetBytes
        state = Mutex(State(file: try PageFile(directory: directory, limitBytes: fileLimitBytes)))
    }

    deinit { state.withLock { $0.file.close() } }

    /// What the pool has done.
    public var figures: PagePoolFigures { state.withLock { $0.figures } }

    /// Memory of so many bytes, rounded up to pages; its content is not defined.
    ///
    /// - Complexity: a system call at the most.
    public func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer {
        let size = PageFile.roundedToPages(byteCount)
        let address = state.withLock { state -> UInt? in
            if let address = Self.reuse(size, &state) ?? state.file.extend(by: size) {
                state.figures.fileBytes += size
                return address
            }
            state.figures.plainBytes += size
            return nil
        }
        if let address, let pointer = UnsafeMutableRawPointer(bitPattern: address) { return pointer }
        return .allocate(byteCount: size, alignment: PageFile.pageBytes)
    }

    /// Takes memory back, by the size it was asked for with; the file gives its room back.
    public func deallocate(_ memory: UnsafeMutableRawPointer, byteCount: Int) {
        let size = PageFile.roundedToPages(byteCount)
        let address = UInt(bitPattern: memory)
        let isPlain = state.withLock { state -> Bool in
            guard state.file.contains(address) else {
                state.figures.plainBytes -= size
                return true
            }
            state.file.release(address, byteCount: size)
            state.free[size, default: []].append(address)
            state.figures.fileBytes -= size
            return false
        }
        if isPlain { memory.deallocate() }
    }

    /// Lets go of pages if the process has more resident memory than the budget; call it after some hundred random
    /// accesses, each of which may have brought a page back.
    ///
    /// - Complexity: some microseconds if there is nothing to do, otherwise half a microsecond for a page.
    public func keepToBudget() {
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
    /// Bytes in use that lie in the file.
    public var fileBytes = 0
    /// Bytes in use that are plain memory, because the file could not grow.
    public var plainBytes = 0
    /// Bytes that were let go of, each time they were.
    public var relievedBytes = 0
}

/// Why there can be no pool.
public struct PagePoolFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// What happened, where, and how to mend it.
    public var message: String
    /// The message.
    public var description: String { message }
}
