/// The words of a record's folds alone, one after the other.
struct FoldWords {
    /// One fold: where it is in a record, and where among the folds' words.
    struct Fold {
        var form: FoldForm
        var first: Int
        var offset: Int
    }

    private let folds: [Fold]
    /// How many words there are.
    let count: Int
    /// What nothing has been folded into.
    let empty: [Int64]

    init(_ layout: RecordLayout) {
        var folds: [Fold] = []
        var empty: [Int64] = []
        for fold in layout.folds {
            folds.append(Fold(form: fold.form, first: fold.first, offset: empty.count))
            empty += fold.form.empty
        }
        self.folds = folds
        self.empty = empty
        count = empty.count
    }

    var offsets: [Int] { folds.map(\.offset) }

    /// The folds' words of a record.
    func words(of record: UnsafePointer<Int64>) -> [Int64] {
        folds.flatMap { fold in (0..<fold.form.wordCount).map { record[fold.first + $0] } }
    }

    /// Merges the folds' words of one record into those of another.
    func merge(_ source: [Int64], into words: UnsafeMutablePointer<Int64>) {
        source.withUnsafeBufferPointer { source in
            guard let source = source.baseAddress else { return }
            for fold in folds { fold.form.merge(into: words + fold.offset, from: source + fold.offset) }
        }
    }

    /// Goes through the folds with their words of some records of a pane, unpacked: a column for each word.
    @inline(__always)
    func forEach(
        of pane: SealedPane, _ range: Range<Int>, _ body: (_ fold: Fold, _ values: FoldColumns) -> Void
    ) {
        guard count > 0 else { return }
        withUnsafeTemporaryAllocation(of: Int64.self, capacity: 3 * RunningRecords.chunk) { buffer in
            guard let base = buffer.baseAddress else { return }
            for fold in folds {
                for word in 0..<fold.form.wordCount {
                    pane.unpack(fold.first + word, range, into: base + word * RunningRecords.chunk)
                }
                body(fold, FoldColumns(base: base))
            }
        }
    }
}

/// Unpacked words of one fold, column by column.
struct FoldColumns {
    let base: UnsafeMutablePointer<Int64>
}

extension FoldForm {
    /// Merges the value at a place of unpacked columns into a record's words.
    @inline(__always)
    func merge(into target: UnsafeMutablePointer<Int64>, from columns: FoldColumns, _ place: Int) {
        switch self {
        case .smallest: target[0] = min(target[0], columns.base[place])
        case .largest: target[0] = max(target[0], columns.base[place])
        case .earliest, .latest:
            let (time, tie) = (columns.base[place], columns.base[RunningRecords.chunk + place])
            let wins =
                self == .latest ? (time, tie) > (target[0], target[1]) : (time, tie) < (target[0], target[1])
            guard wins else { return }
            target[0] = time
            target[1] = tie
            target[2] = columns.base[2 * RunningRecords.chunk + place]
        }
    }
}

/// What the keys of a pane had in the front before the pane was folded in.
struct FoldNotes {
    private(set) var keys: [UInt32]
    private(set) var words: [Int64]
    let sketches: [any SketchColumn]

    /// Room for what keys have.
    init(keys: [UInt32], wordsPerKey: Int, _ layout: RecordLayout) {
        self.keys = keys
        words = Array(repeating: 0, count: keys.count * wordsPerKey)
        sketches = layout.sketches.map { form in
            let column = form.makeColumn()
            column.reserve(keys.count)
            return column
        }
    }

    /// What one key has: words, and its place in columns of sketches.
    init(_ key: UInt32, _ words: some Sequence<Int64>, _ sketches: [any SketchColumn], _ place: Int) {
        keys = [key]
        self.words = Array(words)
        self.sketches = sketches.map { column in
            let copy = column.makeEmpty()
            copy.reserve(1)
            copy.copy(from: column, place, to: 0)
            return copy
        }
    }

    // The keys are the pane's own array.
    var byteCount: Int { words.capacity * 8 + sketches.reduce(0) { $0 + $1.byteCount } }

    /// Notes the front's words of some keys.
    mutating func note(
        _ front: UnsafePointer<Int64>, _ range: Range<Int>, _ records: UnsafePointer<UInt32>,
        _ folds: FoldWords
    ) {
        words.withUnsafeMutableBufferPointer { words in
            guard let base = words.baseAddress else { return }
            let target = base + range.lowerBound * folds.count
            for place in 0..<range.count {
                for word in 0..<folds.count {
                    target[place * folds.count + word] = front[Int(records[place]) * folds.count + word]
                }
            }
        }
    }

    /// What one of the keys had.
    func single(_ entry: Int, _ wordsPerKey: Int) -> FoldNotes {
        FoldNotes(keys[entry], words[entry * wordsPerKey..<(entry + 1) * wordsPerKey], sketches, entry)
    }

    /// Merges what came in late into what one of the keys had.
    mutating func merge(
        _ late: [Int64], _ columns: [any SketchColumn], _ place: Int, into entry: Int, _ folds: FoldWords
    ) {
        words.withUnsafeMutableBufferPointer { words in
            if let base = words.baseAddress { folds.merge(late, into: base + entry * folds.count) }
        }
        for (column, source) in zip(sketches, columns) { column.merge(entry, from: source, place) }
    }
}
