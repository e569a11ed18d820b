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

    private let descriptor: Int32
    private let limitBytes: Int
    private var extents: [Extent] = []
    /// What the process has of memory.
    let memory: ResidentMemory
    /// How large the file is.
    private(set) var byteCount = 0

    /// A file without a name in a directory.
    init(directory: String, limitBytes: Int) throws(PagePoolFailure) {
        #if os(Linux)
            // 0o20000000 | O_DIRECTORY is O_TMPFILE, which the headers show to GNU sources only.
            descriptor = open(directory, O_RDWR | O_CLOEXEC | O_DIRECTORY | 0o20_000_000, 0o600)
            guard descriptor >= 0 else {
                let reason = String(cString: strerror(errno))
                throw PagePoolFailure(
                    message:
                        "no scratch file can be made in \(directory): \(reason); give a directory on a local disk"
                )
            }
            self.limitBytes = limitBytes
            memory = ResidentMemory()
        #else
            throw PagePoolFailure(message: "memory under a budget needs Linux; leave the budget out")
        #endif
    }

    /// The bytes of whole pages.
    static func roundedToPages(_ byteCount: Int) -> Int { (byteCount + pageBytes - 1) & ~(pageBytes - 1) }

    #if os(Linux)
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

        /// The address of so many bytes at the end of the file; nil if it cannot grow.
        mutating func extend(by size: Int) -> UInt? {
            if let last = extents.last, last.byteCount - last.used >= size { return take(size) }
            let bytes = max(size, Self.extentBytes)
            guard byteCount <= limitBytes - bytes, reserve(byteCount..<byteCount + bytes) else { return nil }
            let mapped = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, byteCount)
            guard let mapped, mapped != MAP_FAILED else { return nil }
            // Nothing is read ahead: state is visited at random, and a neighbour would only take room.
            madvise(mapped, bytes, MADV_RANDOM)
            extents.append(Extent(address: UInt(bitPattern: mapped), offset: byteCount, byteCount: bytes))
            byteCount += bytes
            return take(size)
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

        private mutating func take(_ size: Int) -> UInt {
            let last = extents.count - 1
            defer { extents[last].used += size }
            return extents[last].address + UInt(extents[last].used)
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
