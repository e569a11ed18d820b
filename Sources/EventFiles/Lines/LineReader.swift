import Glibc

/// Reads a file's lines in order with bounded memory: plain, gzip or zstd, told by the first bytes, not by the name.
///
/// A line ends with `\n` or `\r\n`; the last one may lack it. A byte order mark in front of UTF-8 is left out. Lines in
/// front of damage are returned before the damage is thrown. One thread at a time may use a reader.
public final class LineReader {
    /// So many bytes behind a line can be read too (they hold anything), which spares parsers that read in wide steps
    /// a copy.
    public static let readableBytesBehindLine = 64

    /// The file's size on disk in bytes; 0 for pipes, whose size is unknown.
    public var fileBytes: Int { file.size }
    /// How much of the file has been read, in bytes as they lie on disk, for progress.
    public var bytesRead: Int { file.bytesRead }
    /// The number of the line last returned, counted from 1; 0 before the first.
    public private(set) var lineNumber = 0

    private let path: String
    private let file: InputFile
    private let stream: any ByteStream
    private let maxLineBytes: Int
    private var buffer: UnsafeMutableRawPointer
    private var capacity: Int
    // The buffer holds unread bytes from `start` to `filled`; up to `scanned` there is no line end among them.
    private var start = 0
    private var scanned = 0
    private var filled = 0
    private var end: StreamEnd?

    /// Opens a file and looks at its first bytes.
    ///
    /// - Parameters:
    ///   - path: the file; `/dev/stdin` reads what is piped in.
    ///   - bufferBytes: how much is unpacked at a time; a longer line makes the buffer grow.
    ///   - maxLineBytes: a longer line is a failure.
    /// - Throws: when the file is missing, may not be read, is a folder, or is of a kind that is not read here.
    public init(
        path: String, bufferBytes: Int = 1 << 20, maxLineBytes: Int = 64 << 20
    ) throws(FileFailure) {
        precondition(bufferBytes > 0 && maxLineBytes > 0)
        do throws(StreamFault) {
            let file = try InputFile(path: path)
            stream = try Self.stream(of: file)
            self.file = file
        } catch {
            throw FileFailure(
                kind: error.kind, path: path, line: nil, message: error.message, hint: error.hint)
        }
        self.path = path
        self.maxLineBytes = maxLineBytes
        capacity = bufferBytes
        buffer = Self.allocate(bufferBytes)
    }

    deinit { buffer.deallocate() }

    /// The next line without its line end, valid until the next call; `nil` at the end of the file. Empty lines are
    /// returned as empty.
    ///
    /// - Throws: damaged or cut compressed data, a line that is too long, a failing disk; every later call throws the
    ///   same again.
    /// - Complexity: O(line); does not allocate, except where a line is longer than any before.
    public func next() throws(FileFailure) -> UnsafeRawBufferPointer? {
        while true {
            if let lineEnd = memchr(buffer + scanned, 0x0A, filled - scanned) {
                return try take(to: UnsafeRawPointer(lineEnd) - UnsafeRawPointer(buffer), skipping: 1)
            }
            scanned = filled
            switch end {
            case nil: try readOn()
            case .complete: return start < filled ? try take(to: filled, skipping: 0) : nil
            case .failed(let fault): throw failure(fault)
            }
        }
    }

    private func take(to lineEnd: Int, skipping: Int) throws(FileFailure) -> UnsafeRawBufferPointer {
        var first = start
        if lineNumber == 0 { first += byteOrderMark(from: first, to: lineEnd) }
        var last = lineEnd
        if last > first, buffer.load(fromByteOffset: last - 1, as: UInt8.self) == 0x0D { last -= 1 }
        guard last - first <= maxLineBytes else { throw stopAtLongLine() }
        start = lineEnd + skipping
        scanned = start
        lineNumber += 1
        return UnsafeRawBufferPointer(start: buffer + first, count: last - first)
    }

    private func byteOrderMark(from first: Int, to last: Int) -> Int {
        let line = UnsafeRawBufferPointer(start: buffer + first, count: last - first)
        return line.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// Fetches the next bytes, to go behind the piece of a line that is there.
    private func readOn() throws(FileFailure) {
        // A byte order mark and a carriage return may come on top of the line.
        guard filled - start <= maxLineBytes + 4 else { throw stopAtLongLine() }
        if start > 0 {
            memmove(buffer, buffer + start, filled - start)
            filled -= start
            scanned -= start
            start = 0
        }
        if filled == capacity { grow() }
        let room = UnsafeMutableRawBufferPointer(start: buffer + filled, count: capacity - filled)
        let next = stream.fill(room)
        filled += next.count
        end = next.end
    }

    private func grow() {
        let larger = Self.allocate(capacity * 2)
        memcpy(larger, buffer, filled)
        buffer.deallocate()
        buffer = larger
        capacity *= 2
    }

    private func stopAtLongLine() -> FileFailure {
        let fault = StreamFault(
            kind: .lineTooLong, message: "has a line of more than \(maxLineBytes) bytes",
            hint: "expected one JSON object per line; `head -c 300` shows how the file begins")
        start = filled
        scanned = filled
        end = .failed(fault)
        return failure(fault)
    }

    private func failure(_ fault: StreamFault) -> FileFailure {
        FileFailure(
            kind: fault.kind, path: path, line: lineNumber + 1,
            message: fault.message + " after \(lineNumber) \(lineNumber == 1 ? "line" : "lines")",
            hint: fault.hint)
    }

    private static func stream(of file: InputFile) throws(StreamFault) -> any ByteStream {
        switch try CompressionFormat.detect(file.peek(CompressionFormat.headBytes)) {
        case .plain: PlainStream(file)
        case .gzip: try GzipStream(file)
        case .zstd: try ZstdStream(file)
        }
    }

    private static func allocate(_ capacity: Int) -> UnsafeMutableRawPointer {
        let bytes = capacity + readableBytesBehindLine
        let buffer = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        buffer.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
        return buffer
    }
}
