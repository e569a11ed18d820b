import EventModel

/// The sums of a fragment as durable state, with strings as they are.
extension SessionFragments {
    /// Calls `body` with all fragments of a key, the first one first.
    func forEach(ofKey key: UInt32, _ body: (Int32) -> Void) {
        var place = tail(of: key)
        while place >= 0, self[place].previous >= 0 { place = self[place].previous }
        while place >= 0 {
            body(place)
            place = self[place].next
        }
    }

    /// Writes the words of a fragment's record and its sketches, which refer to the strings before them by place.
    func writeRecord(_ place: Int32, _ symbols: SymbolTable, to writer: StateWriter) {
        let words = arena.words(of: Int(place))
        let symbolWords = symbolWords(words)
        for word in 0..<arena.layout.wordCount where !symbolWords.contains(word) {
            writer.integer(words[word])
        }
        for word in symbolWords { writer.symbol(UInt32(truncatingIfNeeded: words[word]), of: symbols) }
        guard !arena.sketches.isEmpty else { return }
        var strings: [UInt32] = []
        var places: [UInt32: UInt32] = [:]
        var encoded: [[UInt8]] = []
        for column in arena.sketches {
            var bytes: [UInt8] = []
            column.encode(Int(place), into: &bytes) { symbol in
                if let known = places[symbol] { return known }
                places[symbol] = UInt32(strings.count)
                strings.append(symbol)
                return UInt32(strings.count - 1)
            }
            encoded.append(bytes)
        }
        writer.count(strings.count)
        for symbol in strings { writer.symbol(symbol, of: symbols) }
        for bytes in encoded { bytes.withUnsafeBytes { writer.bytes($0) } }
    }

    /// Reads them into the record of a fragment that has none.
    func restoreRecord(
        _ place: Int32, _ symbols: SymbolTable, from reader: inout StateReader
    ) throws(StateDamage) {
        try restoreWords(place, symbols, from: &reader)
        guard !arena.sketches.isEmpty else { return }
        var strings: [UInt32] = []
        for _ in 0..<(try reader.count(ofEntriesWithBytes: 1)) {
            strings.append(try reader.symbol(in: symbols))
        }
        for column in arena.sketches {
            let bytes = try reader.bytes()
            let isRead = column.decode(Int(place), from: bytes) {
                Int($0) < strings.count ? strings[Int($0)] : nil
            }
            guard isRead else { throw StateDamage("\(bytes.count) bytes that are no sketch of this plan") }
        }
    }

    private func restoreWords(
        _ place: Int32, _ symbols: SymbolTable, from reader: inout StateReader
    ) throws(StateDamage) {
        let mayBeSymbol = Set(arena.layout.folds.filter(\.holdsSymbol).map { $0.first + 2 })
        // The words beside tell whether one is a symbol, and they come before all symbols: which word is left out
        // follows from those of lower place.
        for word in 0..<arena.layout.wordCount {
            let words = arena.words(of: Int(place))
            if mayBeSymbol.contains(word), symbolWords(words).contains(word) { continue }
            words[word] = try reader.integer()
        }
        for word in symbolWords(arena.words(of: Int(place))) {
            let symbol = try reader.symbol(in: symbols)
            arena.words(of: Int(place))[word] = Int64(symbol)
        }
    }

    /// The words that are symbols: those of folds that hold something.
    private func symbolWords(_ words: UnsafePointer<Int64>) -> [Int] {
        arena.layout.folds.filter { $0.holdsSymbol && words[$0.first] != $0.form.empty[0] }.map {
            $0.first + 2
        }
    }
}
