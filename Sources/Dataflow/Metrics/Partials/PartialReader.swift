import EventModel

/// Reads a block in a merge task: its keys and strings as ids of the task's own tables.
struct PartialReader {
    /// The sketches, a row's at its place.
    let sketches: [any SketchColumn]
    /// How many sketches could not be read.
    let unreadSketches: Int
    private let keyIDs: [UInt32]
    private let rowWords: [Int64]
    private let wordCount: Int

    init(_ block: PartialBlock, layout: RecordLayout, keys: SymbolTable, symbols: SymbolTable) {
        precondition(block.words.count == block.count * layout.wordCount, "the block is of another group")
        wordCount = layout.wordCount
        keyIDs = Self.intern(block.keyBytes, block.keyEnds, keys)
        let strings = Self.intern(block.stringBytes, block.stringEnds, symbols)
        var words = block.words
        for fold in layout.folds where fold.holdsSymbol {
            for row in 0..<block.count {
                let first = row * layout.wordCount + fold.first
                guard words[first] != fold.form.empty[0] else { continue }
                words[first + 2] = Int64(strings[Int(words[first + 2])])
            }
        }
        rowWords = words
        var unread = 0
        sketches = layout.sketches.enumerated().map { number, form in
            let column = form.makeColumn()
            column.reserve(block.count)
            block.sketchBytes.withUnsafeBytes { bytes in
                for row in 0..<block.count {
                    let place = row * layout.sketches.count + number
                    let start = place == 0 ? 0 : block.sketchEnds[place - 1]
                    let own = UnsafeRawBufferPointer(rebasing: bytes[start..<block.sketchEnds[place]])
                    // One that cannot be read counts as empty.
                    let isRead = column.decode(row, from: own) {
                        Int($0) < strings.count ? strings[Int($0)] : nil
                    }
                    unread += isRead ? 0 : 1
                }
            }
            return column
        }
        unreadSketches = unread
    }

    func key(of row: Int) -> UInt32 { keyIDs[row] }

    /// The words of a row; valid as long as the reader.
    @inline(__always)
    func withWords<Result>(of row: Int, _ body: (UnsafePointer<Int64>) -> Result) -> Result? {
        rowWords.withUnsafeBufferPointer { words in words.baseAddress.map { body($0 + row * wordCount) } }
    }

    private static func intern(_ bytes: [UInt8], _ ends: [Int], _ table: SymbolTable) -> [UInt32] {
        bytes.withUnsafeBytes { bytes in
            var start = 0
            return ends.map { end in
                if start & ~255 != end & ~255 { table.space.noteAccesses(48) }
                defer { start = end }
                return table.intern(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
            }
        }
    }
}
