import Glibc

/// A file that is written from front to back.
final class OutputFile {
    private let path: String
    private var descriptor: Int32
    private var buffer: [UInt8] = []

    init(path: String) throws(ReplayFailure) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        if descriptor < 0 { throw ReplayFailure.system(errno, path) }
        buffer.reserveCapacity(1 << 20)
    }

    deinit { if descriptor >= 0 { _ = Glibc.close(descriptor) } }

    func writeLine(_ line: UnsafeRawBufferPointer) throws(ReplayFailure) {
        buffer.append(contentsOf: line)
        buffer.append(UInt8(ascii: "\n"))
        if buffer.count >= 1 << 20 { try flush() }
    }

    /// Sees to it that everything is on the disk.
    func close() throws(ReplayFailure) {
        try flush()
        guard fsync(descriptor) == 0, Glibc.close(descriptor) == 0 else {
            throw ReplayFailure.system(errno, path)
        }
        descriptor = -1
    }

    private func flush() throws(ReplayFailure) {
        var start = 0
        while start < buffer.count {
            let written = buffer.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress.map { $0 + start }, buffer.count - start)
            }
            if written < 0 {
                if errno == EINTR { continue }
                throw ReplayFailure.system(errno, path)
            }
            start += written
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
