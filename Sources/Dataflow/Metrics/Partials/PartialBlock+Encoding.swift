import EventModel

extension PartialBlock {
    private static let version: UInt8 = 1
    // More of them would not be a plan but damage.
    private static let mostColumns = 4096
    private static let mostWords = 1 << 27

    /// Writes the block: lengths, panes and words column by column, keys, sketches and strings as they are.
    ///
    /// - Complexity: O(rows × words); a row of ten words takes some 15 bytes beside its key, and about 20 ns.
    public func encode(to writer: StateWriter) {
        writer.byte(Self.version)
        writer.count(group)
        writer.bool(entry != nil)
        if let entry { writer.integer(entry.milliseconds) }
        writer.count(count)
        guard count > 0 else { return }
        writer.bool(!ends.isEmpty)
        writer.count(words.count / count)
        writer.count(sketchEnds.count / count)
        Self.write(keyBytes, keyEnds, to: writer)
        NumberColumn.write(panes, to: writer)
        if !ends.isEmpty { NumberColumn.write(ends, to: writer) }
        writeWords(to: writer)
        if !sketchEnds.isEmpty { Self.write(sketchBytes, sketchEnds, to: writer) }
        writer.count(stringEnds.count)
        if !stringEnds.isEmpty { Self.write(stringBytes, stringEnds, to: writer) }
    }

    /// Reads a block; what it may refer to is known after ``check(against:)`` only.
    ///
    /// - Throws: when the bytes are not those of a block.
    public init(from reader: inout StateReader) throws(StateDamage) {
        let version = try reader.byte()
        guard version == Self.version else { throw StateDamage("a block of version \(version)") }
        self.init(group: try reader.count())
        if try reader.bool() { entry = EventTime(milliseconds: try reader.integer()) }
        // A row's key has a length at least.
        let count = try reader.count(ofEntriesWithBytes: 4)
        guard count > 0 else { return }
        let isOfSessions = try reader.bool()
        let wordCount = try Self.columns(of: &reader, rows: count)
        let sketchCount = try Self.columns(of: &reader, rows: count)
        (keyBytes, keyEnds) = try Self.read(count, from: &reader)
        panes = try NumberColumn.read(count: count, from: &reader)
        if isOfSessions { ends = try NumberColumn.read(count: count, from: &reader) }
        words = try Self.readWords(count, wordCount, from: &reader)
        if sketchCount > 0 {
            (sketchBytes, sketchEnds) = try Self.read(count * sketchCount, from: &reader)
        }
        let stringCount = try reader.count(ofEntriesWithBytes: 0)
        if stringCount > 0 { (stringBytes, stringEnds) = try Self.read(stringCount, from: &reader) }
    }

    private func writeWords(to writer: StateWriter) {
        words.withUnsafeBufferPointer { words in
            guard let base = words.baseAddress else { return }
            let wordCount = words.count / count
            for word in 0..<wordCount {
                NumberColumn.write(base + word, stride: wordCount, count: count, to: writer)
            }
        }
    }

    private static func columns(of reader: inout StateReader, rows: Int) throws(StateDamage) -> Int {
        let columns = try reader.count()
        guard columns <= mostColumns, rows * columns <= mostWords else {
            throw StateDamage("a block of \(rows) rows and \(columns) columns")
        }
        return columns
    }

    private static func readWords(
        _ rows: Int, _ wordCount: Int, from reader: inout StateReader
    ) throws(StateDamage) -> [Int64] {
        // A column has its width and its smallest value at least.
        guard wordCount <= reader.remaining / 2 else {
            throw StateDamage("\(wordCount) columns do not fit into \(reader.remaining) bytes")
        }
        var words = [Int64](repeating: 0, count: rows * wordCount)
        var damage: StateDamage?
        words.withUnsafeMutableBufferPointer { words in
            guard let base = words.baseAddress else { return }
            do throws(StateDamage) {
                for word in 0..<wordCount {
                    try NumberColumn.read(into: base + word, stride: wordCount, count: rows, from: &reader)
                }
            } catch {
                damage = error
            }
        }
        if let damage { throw damage }
        return words
    }

    /// Strings back to back: their lengths, then the bytes.
    private static func write(_ bytes: [UInt8], _ ends: [Int], to writer: StateWriter) {
        withUnsafeTemporaryAllocation(of: Int64.self, capacity: ends.count) { lengths in
            guard let base = lengths.baseAddress else { return }
            var start = 0
            for place in ends.indices {
                base[place] = Int64(ends[place] - start)
                start = ends[place]
            }
            NumberColumn.write(base, count: ends.count, to: writer)
        }
        bytes.withUnsafeBytes { writer.raw($0) }
    }

    private static func read(
        _ count: Int, from reader: inout StateReader
    ) throws(StateDamage) -> (bytes: [UInt8], ends: [Int]) {
        let lengths = try NumberColumn.read(count: count, from: &reader)
        var end = 0
        var ends: [Int] = []
        ends.reserveCapacity(count)
        for length in lengths {
            guard length >= 0, length <= reader.remaining - end else {
                throw StateDamage("a string of \(length) bytes at \(end) ends behind the block")
            }
            end += Int(length)
            ends.append(end)
        }
        return (Array(try reader.raw(end)), ends)
    }
}
