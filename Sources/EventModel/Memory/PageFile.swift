#if os(Linux)
    import Glibc
#endif

/// A scratch file that is mapped into memory piece by piece; only for ``PagePool``, which serialises access.
struct PageFile: Sendable {
    private struct Extent: Sendable {
        var address: UInt
        var offset: Int
        var byteCount: Int
        var used = 0
    }

    static let pageBytes = 4096
    private static let extentBytes = 64 << 20
    // What is larger has an extent of its own, so that little is left over at the ends of extents.
    private static let sharingBytes = 8 << 20

    private let descriptor: Int32
    private let limitBytes: Int
    private var extents: [Extent] = []
    // The extent that smaller pieces are taken from.
    private var shared: Int?
    /// Whether the file lies in memory, where it saves none.
    let isInMemory: Bool
    /// What the process has of memory.
    let memory: ResidentMemory
    /// How large the file is.
    private(set) var byteCount = 0

    /// A file without a name in a directory.
    init(directory: String, limitBytes: Int) throws(PagePoolFailure) {
        #if os(Linux)
            descriptor = Self.openNameless(in: directory)
            guard descriptor >= 0 else {
                let reason = String(cString: strerror(errno))
                throw PagePoolFailure(
                    message:
                        "no scratch file can be made in \(directory): \(reason); give a directory on a local disk"
                )
            }
            self.limitBytes = limitBytes
            memory = ResidentMemory()
            isInMemory = ["tmpfs", "ramfs"].contains(MountedFileSystem.type(of: descriptor))
        #else
            throw PagePoolFailure(message: "memory under a budget needs Linux; leave the budget out")
        #endif
    }

    /// The bytes of whole pages; eight sizes for each doubling of large ones, so that what is given back fits again.
    static func roundedToPages(_ byteCount: Int) -> Int {
        var step = pageBytes
        while step * 16 < byteCount { step *= 2 }
        return (byteCount + step - 1) & ~(step - 1)
    }

    #if os(Linux)
        private static func openNameless(in directory: String) -> Int32 {
            // 0o20000000 | O_DIRECTORY is O_TMPFILE, which the headers show to GNU sources only.
            let descriptor = open(directory, O_RDWR | O_CLOEXEC | O_DIRECTORY | 0o20_000_000, 0o600)
            guard descriptor < 0, errno == EOPNOTSUPP || errno == EISDIR else { return descriptor }
            // Where the file system knows no files without a name, it loses its name at once.
            let path = "\(directory)/.state-memory-\(getpid())-\(UInt64.random(in: .min ... .max))"
            let named = open(path, O_RDWR | O_CLOEXEC | O_CREAT | O_EXCL, 0o600)
            if named >= 0 { unlink(path) }
            return named
        }

        /// Unmaps and closes the file, which ends it.
        func close() {
            for extent in extents {
                munmap(UnsafeMutableRawPointer(bitPattern: extent.address), extent.byteCount)
            }
            memory.close()
            _ = Glibc.close(descriptor)
        }

        /// Whether an address is one of the file's.
        func contains(_ address: UInt) -> Bool { extent(of: address) != nil }

        /// The address of so many bytes that were never used; nil if the file cannot grow.
        mutating func extend(by size: Int) -> UInt? {
            if let shared, extents[shared].byteCount - extents[shared].used >= size {
                return take(size, from: shared)
            }
            let isLarge = size >= Self.sharingBytes
            guard addExtent(isLarge ? size : Self.extentBytes) else { return nil }
            if !isLarge { shared = extents.count - 1 }
            return take(size, from: extents.count - 1)
        }

        /// Gives the room of some bytes back to the disk.
        func release(_ address: UInt, byteCount: Int) {
            madvise(UnsafeMutableRawPointer(bitPattern: address), byteCount, MADV_REMOVE)
        }

        /// Has room on the disk again for bytes that were released; without it, writing to them could end the process.
        func reserve(_ address: UInt, byteCount: Int) -> Bool {
            guard let extent = extent(of: address) else { return false }
            let start = extent.offset + Int(address - extent.address)
            return reserve(start..<start + byteCount)
        }

        /// Lets the process forget the pages from a place in the file onwards; what they hold stays.
        ///
        /// - Returns: the place behind them, or 0 at the end of the file.
        func letGo(at place: Int, byteCount count: Int) -> Int {
            guard let extent = extents.last(where: { $0.offset <= place }) else { return 0 }
            let start = place - extent.offset
            let end = min(start + count, extent.byteCount)
            madvise(
                UnsafeMutableRawPointer(bitPattern: extent.address + UInt(start)), end - start, MADV_DONTNEED)
            let next = extent.offset + end
            return next >= byteCount ? 0 : next
        }

        private func reserve(_ range: Range<Int>) -> Bool {
            posix_fallocate(descriptor, range.lowerBound, range.count) == 0
        }

        private mutating func addExtent(_ bytes: Int) -> Bool {
            guard bytes <= limitBytes, byteCount <= limitBytes - bytes else { return false }
            guard reserve(byteCount..<byteCount + bytes) else {
                // What was reserved of it is left to others.
                ftruncate(descriptor, byteCount)
                return false
            }
            let mapped = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, byteCount)
            guard let mapped, mapped != MAP_FAILED else { return false }
            // Nothing is read ahead: state is visited at random, and a neighbour would only take room.
            madvise(mapped, bytes, MADV_RANDOM)
            extents.append(Extent(address: UInt(bitPattern: mapped), offset: byteCount, byteCount: bytes))
            byteCount += bytes
            return true
        }

        private mutating func take(_ size: Int, from extent: Int) -> UInt {
            defer { extents[extent].used += size }
            return extents[extent].address + UInt(extents[extent].used)
        }

        private func extent(of address: UInt) -> Extent? {
            extents.first { $0.address <= address && address - $0.address < UInt($0.byteCount) }
        }
    #else
        func close() {}
        func contains(_ address: UInt) -> Bool { false }
        mutating func extend(by size: Int) -> UInt? { nil }
        func release(_ address: UInt, byteCount: Int) {}
        func reserve(_ address: UInt, byteCount: Int) -> Bool { false }
        func letGo(at place: Int, byteCount count: Int) -> Int { 0 }
    #endif
}
