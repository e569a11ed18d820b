import EventModel

/// The words of the records that become result rows, one loop per column.
struct ResultWords {
    private let source: ResultSource
    private let records: UnsafeBufferPointer<UInt32>

    init(source: ResultSource, records: UnsafeBufferPointer<UInt32>) {
        self.source = source
        self.records = records
    }

    @inline(__always)
    private func forEach(_ body: (_ row: Int, _ record: Int, _ words: UnsafePointer<Int64>) -> Void) {
        let (base, wordCount) = (UnsafePointer(source.arena.words), source.arena.layout.wordCount)
        guard let records = records.baseAddress else { return }
        for row in 0..<self.records.count {
            let record = Int(records[row])
            body(row, record, base + record * wordCount)
        }
    }

    /// A word as it is.
    func copy(_ word: Int, to column: Int, _ batch: RowBatch) {
        let values = batch.values[column]
        forEach { row, _, words in values[row] = words[word] }
        batch.states[column].update(repeating: CellState.value.rawValue, count: batch.count)
    }

    /// An integer computed from the words.
    @inline(__always)
    func slots(_ column: Int, _ batch: RowBatch, _ value: (UnsafePointer<Int64>) -> Int64?) {
        let (values, states) = (batch.values[column], batch.states[column])
        forEach { row, _, words in
            let slot = value(words)
            values[row] = slot ?? 0
            states[row] = (slot == nil ? CellState.null : .value).rawValue
        }
    }

    /// A double computed from the words; `nil` when there is nothing to tell.
    @inline(__always)
    func doubles(_ column: Int, _ batch: RowBatch, _ value: (UnsafePointer<Int64>) -> Double?) {
        slots(column, batch) { value($0).map(AggregateWords.slot) }
    }

    /// A slot computed from the words of one fold, of the whole window.
    @inline(__always)
    func folds(_ number: Int, _ column: Int, _ batch: RowBatch, _ value: (UnsafePointer<Int64>) -> Int64?) {
        let fold = source.arena.layout.folds[number]
        guard let front = source.front else {
            return slots(column, batch) { value($0 + fold.first) }
        }
        let (values, states) = (batch.values[column], batch.states[column])
        front.withWords(of: number) { first, stride, count in
            withUnsafeTemporaryAllocation(of: Int64.self, capacity: 3) { total in
                guard let total = total.baseAddress else { return }
                let wordCount = fold.form.wordCount
                forEach { row, record, words in
                    for word in 0..<wordCount { total[word] = words[fold.first + word] }
                    if record < count { fold.form.merge(into: total, from: first + record * stride) }
                    let slot = value(total)
                    values[row] = slot ?? 0
                    states[row] = (slot == nil ? CellState.null : .value).rawValue
                }
            }
        }
    }

    /// A decayed sum as of a time.
    func decayed(_ place: Int, _ halfLife: Int64, at time: Int64, _ column: Int, _ batch: RowBatch) {
        let decay = FixedPointDecay(halfLifeMilliseconds: halfLife)
        guard let number = source.arena.layout.decays.firstIndex(where: { $0.first == place }),
            number < source.eras.count, source.eras[number] != .min
        else { return doubles(column, batch) { _ in 0 } }
        let era = source.eras[number]
        doubles(column, batch) { decay.value(AggregateWords.wide($0 + place), era: era, at: time) }
    }

    /// What a sketch comes to.
    func sketches(
        _ number: Int, _ form: AggregateForm, _ column: Int, _ batch: RowBatch, _ symbols: SymbolTable
    ) {
        let own = source.arena.sketches[number]
        let front = source.front?.sketch(number)
        forEach { row, record, _ in
            let told = own.result(record, with: front, form, symbols)
            batch.states[column][row] = (told == .nothing ? CellState.null : .value).rawValue
            switch told {
            case .nothing: batch.values[column][row] = 0
            case .number(let number):
                let isInteger = batch.layout.columns[column].type == .int
                batch.values[column][row] = isInteger ? Int64(number) : AggregateWords.slot(number)
            case .text(let bytes):
                batch.values[column][row] = bytes.withUnsafeBytes { batch.text.append($0) }.slot
            }
        }
    }
}
