import EventModel

/// The part of a window's folds that cannot be taken out of a total again: the smallest, the earliest, sketches.
///
/// Two stacks in the manner of Tangwongsan, Hirzel and Schneider (DEBS 2017): panes that enter are folded into the back,
/// which is kept in the window's ``RunningRecords``; when the front is used up, the panes of the whole window are folded
/// once from the newest to the oldest, and before each step what a key had is noted. A pane that leaves then only puts
/// back what was noted. So a pane costs two folds however wide the window is, where folding each window anew would cost
/// one for every pane of it. Rows that come in late for a pane of the front change what was noted for older panes.
final class FrontStack {
    private let layout: RecordLayout
    private let folds: FoldWords
    private let running: RunningRecords
    // The front by running record: fold words and sketches.
    @exclusivity(unchecked) private var words: StateArray<Int64>
    private let space: StateSpace
    private var sketches: [any SketchColumn]
    // What was noted with each pane of the front, in the order of the steps.
    private var noted: [Int64: [FoldNotes]] = [:]
    /// Panes before it are in the front.
    private var middle = Int64.min

    init(layout: RecordLayout, running: RunningRecords, in space: StateSpace) {
        self.space = space
        words = StateArray(in: space)
        self.layout = layout
        self.running = running
        folds = FoldWords(layout)
        sketches = layout.sketches.map { $0.makeColumn() }
    }

    var byteCount: Int {
        words.byteCount + sketches.reduce(0) { $0 + $1.byteCount }
            + noted.values.joined().reduce(0) { $0 + $1.byteCount }
    }

    /// Folds some records of a pane that enters into the back.
    func enter(_ pane: SealedPane, _ range: Range<Int>, _ records: UnsafePointer<UInt32>) {
        let (words, wordCount) = (running.arena.words, layout.wordCount)
        folds.forEach(of: pane, range) { fold, values in
            for place in 0..<range.count {
                let target = words + Int(records[place]) * wordCount + fold.first
                fold.form.merge(into: target, from: values, place)
            }
        }
        for (column, source) in zip(running.arena.sketches, pane.sketches) {
            for place in 0..<range.count {
                column.merge(Int(records[place]), from: source, range.lowerBound + place)
            }
        }
    }

    /// Lets a pane leave.
    ///
    /// - Parameters:
    ///   - number: the pane.
    ///   - end: the first pane behind the window.
    ///   - numbers: the window's panes that exist, ascending, this one first.
    ///   - sealed: the records of a pane.
    func leave(_ number: Int64, end: Int64, numbers: ArraySlice<Int64>, sealed: (Int64) -> [SealedPane]) {
        if number >= middle { turn(end: end, numbers: numbers, sealed: sealed) }
        guard let parts = noted.removeValue(forKey: number) else { return }
        // Records may have come since the front was made.
        reserve(running.arena.bound - 1)
        for notes in parts.reversed() {
            for place in notes.keys.indices.reversed() {
                guard let record = running.find(notes.keys[place]) else { continue }
                let first = record * folds.count
                for word in 0..<folds.count { words[first + word] = notes.words[place * folds.count + word] }
                for (column, source) in zip(sketches, notes.sketches) {
                    column.copy(from: source, place, to: record)
                }
            }
        }
    }

    /// Takes in what came in late for a pane inside the window.
    func addLate(
        _ key: UInt32, _ pane: Int64, _ source: UnsafePointer<Int64>, _ columns: [any SketchColumn],
        _ place: Int
    ) {
        let record = running.record(of: key)
        guard pane < middle else {
            let target = running.arena.words(of: record)
            for fold in layout.folds { fold.form.merge(into: target + fold.first, from: source + fold.first) }
            for (column, source) in zip(running.arena.sketches, columns) {
                column.merge(record, from: source, place)
            }
            return
        }
        reserve(record)
        let late = folds.words(of: source)
        // What the key had before this pane was folded in was noted with the nearest older pane that has the key, or
        // is what the front has now.
        var before = FoldNotes(
            key, words.all[record * folds.count..<(record + 1) * folds.count], sketches, record)
        for older in noted.keys.filter({ $0 < pane }).sorted() {
            guard var parts = noted.removeValue(forKey: older) else { continue }
            var isFirst = true
            for part in parts.indices {
                guard let entry = parts[part].keys.firstIndex(of: key) else { continue }
                // Later notes of the same pane have some of that pane already.
                if isFirst { before = parts[part].single(entry, folds.count) }
                isFirst = false
                parts[part].merge(late, columns, place, into: entry, folds)
            }
            noted[older] = parts
        }
        noted[pane, default: []].append(before)
        folds.merge(late, into: words.base + record * folds.count)
        for (column, source) in zip(sketches, columns) { column.merge(record, from: source, place) }
    }

    /// Forgets what a running record that is released had.
    func clear(_ record: Int) {
        guard (record + 1) * folds.count <= words.count else { return }
        for word in 0..<folds.count { words[record * folds.count + word] = folds.empty[word] }
        for column in sketches { column.clear(record) }
    }

    func removeAll() {
        words.removeAll()
        sketches = layout.sketches.map { $0.makeColumn() }
        noted.removeAll()
        middle = .min
    }

    /// Calls `body` with the front's words of one fold: where those of the first record are, how far apart those of the
    /// next are, and how many records have any.
    func withWords(
        of fold: Int, _ body: (_ first: UnsafePointer<Int64>, _ stride: Int, _ count: Int) -> Void
    ) {
        guard folds.count > 0 else { return body(running.arena.words, 0, 0) }
        body(words.base + folds.offsets[fold], folds.count, words.count / folds.count)
    }

    /// The front's part of a sketch.
    func sketch(_ number: Int) -> any SketchColumn { sketches[number] }

    /// Folds all panes of the window from the newest to the oldest.
    private func turn(end: Int64, numbers: ArraySlice<Int64>, sealed: (Int64) -> [SealedPane]) {
        noted.removeAll()
        words.removeAll()
        sketches = layout.sketches.map { $0.makeColumn() }
        for number in numbers.reversed() where number < end {
            noted[number] = sealed(number).map { turn($0) }
        }
        clearBack()
        middle = end
    }

    private func turn(_ pane: SealedPane) -> FoldNotes {
        var notes = FoldNotes(keys: Array(pane.keys.all), wordsPerKey: folds.count, layout)
        running.forEachChunk(pane) { range, records in
            reserve(running.arena.bound - 1)
            let front = words.base
            notes.note(front, range, records, folds)
            folds.forEach(of: pane, range) { fold, values in
                for place in 0..<range.count {
                    let target = front + Int(records[place]) * folds.count + fold.offset
                    fold.form.merge(into: target, from: values, place)
                }
            }
            for place in 0..<range.count {
                for number in sketches.indices {
                    let (record, own) = (Int(records[place]), range.lowerBound + place)
                    notes.sketches[number].copy(from: sketches[number], record, to: own)
                    sketches[number].merge(record, from: pane.sketches[number], own)
                }
            }
        }
        return notes
    }

    private func clearBack() {
        let (words, wordCount) = (running.arena.words, layout.wordCount)
        for fold in layout.folds {
            for (word, value) in fold.form.empty.enumerated() {
                for record in 0..<running.arena.bound {
                    words[record * wordCount + fold.first + word] = value
                }
            }
        }
        for column in running.arena.sketches {
            for record in 0..<running.arena.bound { column.clear(record) }
        }
    }

    private func reserve(_ record: Int) {
        while words.count < (record + 1) * folds.count { for word in folds.empty { words.append(word) } }
        for column in sketches { column.reserve(record + 1) }
    }
}
