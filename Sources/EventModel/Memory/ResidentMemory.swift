#if os(Linux)
    import Glibc
#endif

/// How much memory this process has resident, as the kernel counts it.
struct ResidentMemory: Sendable {
    private let descriptor: Int32

    /// Opens the kernel's count.
    init() {
        #if os(Linux)
            descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        #else
            descriptor = -1
        #endif
    }

    /// All resident bytes, and those among them that are of mapped files.
    ///
    /// - Complexity: a system call, some microseconds.
    func read() -> (residentBytes: Int, fileBytes: Int)? {
        #if os(Linux)
            withUnsafeTemporaryAllocation(byteCount: 256, alignment: 8) { buffer in
                let count = pread(descriptor, buffer.baseAddress, buffer.count, 0)
                guard count > 0 else { return nil }
                var numbers = (0, 0, 0)
                var field = 0
                for byte in buffer[..<count] where field < 3 {
                    guard byte != UInt8(ascii: " ") else {
                        field += 1
                        continue
                    }
                    let digit = Int(byte & 15)
                    switch field {
                    case 0: numbers.0 = numbers.0 * 10 + digit
                    case 1: numbers.1 = numbers.1 * 10 + digit
                    default: numbers.2 = numbers.2 * 10 + digit
                    }
                }
                return (numbers.1 * PageFile.pageBytes, numbers.2 * PageFile.pageBytes)
            }
        #else
            nil
        #endif
    }

    /// Closes it.
    func close() {
        #if os(Linux)
            _ = Glibc.close(descriptor)
        #endif
    }
}
