import EventFiles

/// What came out of a file: its lines, and what stopped the reading, if anything did.
struct Reading: Equatable {
    var lines: [String] = []
    var failure: FileFailure?

    init(lines: [String]) { self.lines = lines }

    /// Reads a whole file.
    init(_ path: String, bufferBytes: Int = 1 << 16, maxLineBytes: Int = 1 << 20) {
        do throws(FileFailure) {
            let reader = try LineReader(path: path, bufferBytes: bufferBytes, maxLineBytes: maxLineBytes)
            while let line = try reader.next() { lines.append(String(decoding: line, as: UTF8.self)) }
        } catch {
            failure = error
        }
    }
}
