import EventModel

/// Fills a block with records of a gather task.
struct PartialWriter {
    private(set) var block: PartialBlock
    private let layout: RecordLayout
    private var strings: BlockStrings

    init(group: Int, layout: RecordLayout, symbols: SymbolTable) {
        block = PartialBlock(group: group)
        self.layout = layout
        strings = BlockStrings(symbols: symbols)
    }

    /// Appends the sums of a stretch of a session.
    mutating func append(
        _ key: [UInt8], _ start: Int64, through end: Int64, _ arena: RecordArena, _ record: Int
    ) {
        append(key, start, arena, record)
        block.ends.append(end)
    }

    /// Appends the record of a pane.
    mutating func append(_ key: [UInt8], _ pane: Int64, _ arena: RecordArena, _ record: Int) {
        block.keyBytes.append(contentsOf: key)
        block.keyEnds.append(block.keyBytes.count)
        block.panes.append(pane)
        let first = block.words.count
        block.words.append(
            contentsOf: UnsafeBufferPointer(start: arena.words(of: record), count: layout.wordCount))
        for fold in layout.folds where fold.holdsSymbol {
            guard block.words[first + fold.first] != fold.form.empty[0] else { continue }
            let word = first + fold.first + 2
            block.words[word] = Int64(strings.place(of: UInt32(truncatingIfNeeded: block.words[word])))
        }
        for column in arena.sketches {
            column.encode(record, into: &block.sketchBytes) { strings.place(of: $0) }
            block.sketchEnds.append(block.sketchBytes.count)
        }
    }

    /// The block with all strings that its records refer to.
    func finished() -> PartialBlock {
        var block = block
        block.stringBytes = strings.bytes
        block.stringEnds = strings.ends
        return block
    }
}

/// The strings that a block refers to, each once.
private struct BlockStrings {
    let symbols: SymbolTable
    private(set) var bytes: [UInt8] = []
    private(set) var ends: [Int] = []
    private var places: [UInt32: UInt32] = [:]

    init(symbols: SymbolTable) { self.symbols = symbols }

    mutating func place(of symbol: UInt32) -> UInt32 {
        if let place = places[symbol] { return place }
        let place = UInt32(ends.count)
        bytes.append(contentsOf: symbols.bytes(of: symbol))
        ends.append(bytes.count)
        places[symbol] = place
        return place
    }
}
