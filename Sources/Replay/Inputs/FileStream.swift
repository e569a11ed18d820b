import EventFiles
import EventModel

/// The records of one source's files, in batches.
final class FileStream {
    private let files: [String]
    private let source: String
    private let allowsDamage: Bool
    private var place = 0
    private var reader: LineReader?
    private var arena: UnsafeMutableRawPointer
    private var arenaBytes: Int
    private var spans: [Range<Int>] = []
    private var finishedBytes = 0
    private var sizes: [(path: String, bytes: Int)] = []
    private var damaged: [DamagedFile] = []
    private var digest: UInt64 = 0
    private(set) var records = 0
    private(set) var isAtEnd = false

    init(_ input: ReplayInput, allowsDamage: Bool) {
        files = input.files
        source = input.source
        self.allowsDamage = allowsDamage
        arenaBytes = 1 << 20
        arena = .allocate(byteCount: arenaBytes, alignment: 64)
    }

    deinit { arena.deallocate() }

    /// What was read so far.
    var read: ReadInput {
        ReadInput(source: source, files: sizes, records: records, digest: digest, damaged: damaged)
    }

    /// Bytes on disk that were read.
    var bytesRead: Int { finishedBytes + (reader?.bytesRead ?? 0) }

    /// Fills a batch with the next records, which are valid until the next call.
    ///
    /// - Throws: what is wrong with a file, unless damage is allowed; then it is noted, and the next file follows.
    func fill(_ fetch: FetchedRecords, most: Int) throws(FileFailure) {
        fetch.removeAll()
        spans.removeAll(keepingCapacity: true)
        var filled = 0
        while spans.count < most, filled < 1 << 20 {
            guard let line = try nextLine() else { break }
            reserve(filled + line.count, keeping: filled)
            if let base = line.baseAddress { (arena + filled).copyMemory(from: base, byteCount: line.count) }
            spans.append(filled..<filled + line.count)
            digest = ByteHash.hash(line, seed: digest)
            filled += line.count
        }
        for span in spans {
            fetch.append(
                FetchedRecord(
                    value: UnsafePointer((arena + span.lowerBound).assumingMemoryBound(to: UInt8.self)),
                    valueCount: span.count, key: nil, keyCount: 0, offset: Int64(records),
                    timestampMilliseconds: -1), topicIndex: 0, partition: 0)
            records += 1
        }
    }

    private func nextLine() throws(FileFailure) -> UnsafeRawBufferPointer? {
        while true {
            do throws(FileFailure) {
                guard let reader = try open() else { return nil }
                while let line = try reader.next() { if !line.isEmpty { return line } }
            } catch {
                guard allowsDamage, error.kind == .cut || error.kind == .corrupt else { throw error }
                damaged.append(
                    DamagedFile(
                        path: error.path, lines: reader?.lineNumber ?? 0,
                        message: error.message + (error.hint.isEmpty ? "" : "; \(error.hint)")))
            }
            close()
        }
    }

    private func open() throws(FileFailure) -> LineReader? {
        if let reader { return reader }
        guard place < files.count else {
            isAtEnd = true
            return nil
        }
        let opened = try LineReader(path: files[place])
        sizes.append((files[place], opened.fileBytes))
        reader = opened
        return opened
    }

    private func close() {
        finishedBytes += reader?.bytesRead ?? 0
        reader = nil
        place += 1
    }

    private func reserve(_ bytes: Int, keeping used: Int) {
        guard bytes > arenaBytes else { return }
        let larger = max(bytes, arenaBytes * 2)
        let moved = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 64)
        moved.copyMemory(from: arena, byteCount: used)
        arena.deallocate()
        (arena, arenaBytes) = (moved, larger)
    }
}
