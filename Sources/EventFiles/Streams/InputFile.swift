import Glibc

/// An open file, read from front to back; it is closed when the last reference goes.
final class InputFile {
    /// The file's size in bytes when it was opened; 0 for pipes and devices, which have none.
    let size: Int
    /// Bytes handed out so far.
    private(set) var bytesRead = 0
    private let descriptor: Int32
    private var head: [UInt8] = []

    init(path: String) throws(StreamFault) {
        (descriptor, size) = try Self.open(path)
    }

    deinit { _ = close(descriptor) }

    /// The first bytes, as many as asked for or as there are, which stay to be read. To be called once, before all else.
    func peek(_ count: Int) throws(StreamFault) -> [UInt8] {
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
        defer { block.deallocate() }
        var filled = 0
        while filled < count {
            let got = try system(UnsafeMutableRawBufferPointer(rebasing: block[filled...]))
            if got == 0 { break }
            filled += got
        }
        head = Array(block[..<filled])
        return head
    }

    /// Reads what is there, at most `room`; 0 at the end of the file.
    func read(into room: UnsafeMutableRawBufferPointer) throws(StreamFault) -> Int {
        var count = min(head.count, room.count)
        if count > 0 {
            room.copyBytes(from: head[..<count])
            head.removeFirst(count)
        } else {
            count = try system(room)
        }
        bytesRead += count
        return count
    }

    private func system(_ room: UnsafeMutableRawBufferPointer) throws(StreamFault) -> Int {
        while true {
            let count = Glibc.read(descriptor, room.baseAddress, room.count)
            if count >= 0 { return count }
            if errno != EINTR { throw .system(errno, while: "read on") }
        }
    }

    private static func open(_ path: String) throws(StreamFault) -> (descriptor: Int32, size: Int) {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(errno, while: "open it") }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let code = errno
            _ = close(descriptor)
            throw .system(code, while: "open it")
        }
        guard status.st_mode & S_IFMT != S_IFDIR else {
            _ = close(descriptor)
            throw .directory
        }
        _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
        return (descriptor, status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0)
    }
}
