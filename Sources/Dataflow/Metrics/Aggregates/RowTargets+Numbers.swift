import EventModel
import Expressions

// The inner loops of aggregates in words: one per form.
extension RowTargets {
    func addCount(_ word: Int) { forEach { _, weight, record in record[word] &+= weight } }

    func addShare(_ condition: ColumnView, _ word: Int) {
        let (values, states) = (condition.values, condition.states)
        forEach { row, weight, record in
            // An error or a null counts as not holding.
            let holds = Int64(states[row] & 1) & values[row]
            record[word] &+= holds &* weight
            record[word + 1] &+= weight
        }
    }

    func addIntegers(_ column: ColumnView, _ word: Int, countAt count: Int?) {
        let (values, states) = (column.values, column.states)
        forEach { row, weight, record in
            guard states[row] == CellState.value.rawValue else { return }
            // The smallest integer has no negative of 64 bits.
            if weight == 1 {
                AggregateWords.add(values[row], to: record + word)
            } else {
                AggregateWords.add(Int128(values[row]) * Int128(weight), to: record + word)
            }
            if let count { record[count] &+= weight }
        }
    }

    func addDecimals(_ column: ColumnView, _ word: Int, countAt count: Int?) {
        let (values, states) = (column.values, column.states)
        forEach { row, weight, record in
            guard states[row] == CellState.value.rawValue else { return }
            let value = AggregateWords.double(values[row])
            if let small = AggregateWords.smallMillionths(value) {
                AggregateWords.add(small &* weight, to: record + word)
            } else if let large = AggregateWords.millionths(value) {
                AggregateWords.add(large * Int128(weight), to: record + word)
            } else {
                return
            }
            if let count { record[count] &+= weight }
        }
    }

    /// A sum, a sum of squares and a count.
    func addSquares(_ column: ColumnView, _ kind: AggregateForm.NumberKind, _ word: Int) {
        forEach { row, weight, record in
            guard column.states[row] == CellState.value.rawValue,
                let (value, square) = Self.square(column.values[row], kind)
            else { return }
            AggregateWords.add(value * Int128(weight), to: record + word)
            AggregateWords.add(square * Int128(weight), to: record + word + 2)
            record[word + 4] &+= weight
        }
    }

    func addExtreme(_ column: ColumnView, _ kind: AggregateForm.NumberKind, _ smallest: Bool, _ word: Int) {
        let (values, states) = (column.values, column.states)
        switch (kind, smallest) {
        case (.integer, true):
            forEach { row, _, record in
                if states[row] == CellState.value.rawValue { record[word] = min(record[word], values[row]) }
            }
        case (.integer, false):
            forEach { row, _, record in
                if states[row] == CellState.value.rawValue { record[word] = max(record[word], values[row]) }
            }
        case (.decimal, _):
            forEach { row, _, record in
                guard states[row] == CellState.value.rawValue, !AggregateWords.double(values[row]).isNaN
                else { return }
                let ordered = AggregateWords.ordered(values[row])
                record[word] = smallest ? min(record[word], ordered) : max(record[word], ordered)
            }
        }
    }

    /// Time, tie and value of the earliest or the latest row.
    func addEdge(
        _ column: ColumnView, _ type: FieldType, _ latest: Bool, times: UnsafePointer<Int64>,
        _ symbols: SymbolTable, _ word: Int
    ) {
        let form: FoldForm = latest ? .latest : .earliest
        forEach { row, _, record in
            guard column.states[row] == CellState.value.rawValue else { return }
            var candidate = (times[row], Int64(0), column.values[row])
            if let bytes = column.stringBytes(row: row) {
                candidate.1 = Self.tie(ByteHash.hash(bytes), latest)
                // Whether it wins is decided before it is interned.
                guard record[word] == form.empty[0] || Self.wins(candidate, record + word, latest) else {
                    return
                }
                candidate.2 = Int64(symbols.intern(bytes))
            } else {
                candidate.1 = Self.tie(ByteHash.combine(0, UInt64(bitPattern: column.values[row])), latest)
            }
            withUnsafePointer(to: &candidate) {
                $0.withMemoryRebound(to: Int64.self, capacity: 3) {
                    form.merge(into: record + word, from: $0)
                }
            }
        }
    }

    /// A sum of decimals below 9 · 10¹² in which rows weigh less the older they are.
    func addDecayed(
        _ column: ColumnView, _ times: UnsafePointer<Int64>, _ grid: PaneGrid, _ halfLife: Int64, _ word: Int
    ) {
        let decay = FixedPointDecay(halfLifeMilliseconds: halfLife)
        forEach { row, weight, record in
            guard column.states[row] == CellState.value.rawValue,
                let value = AggregateWords.smallMillionths(AggregateWords.double(column.values[row]))
            else { return }
            let era = decay.era(of: grid.start(of: grid.pane(of: times[row]) + 1) - 1)
            let contribution = decay.contribution(ofMillionths: value, at: times[row], era: era)
            AggregateWords.add(contribution * Int128(weight), to: record + word)
        }
    }

    private static func square(
        _ slot: Int64, _ kind: AggregateForm.NumberKind
    ) -> (value: Int128, square: Int128)? {
        switch kind {
        case .integer: return (Int128(slot), Int128(slot) * Int128(slot))
        case .decimal:
            guard let value = AggregateWords.millionths(AggregateWords.double(slot)),
                let square = AggregateWords.square(ofMillionths: value)
            else { return nil }
            return (value, square)
        }
    }

    // Of rows of one time the smallest hash wins at either end.
    private static func tie(_ hash: UInt64, _ latest: Bool) -> Int64 {
        let positive = Int64(bitPattern: hash >> 1)
        return latest ? -positive : positive
    }

    private static func wins(
        _ candidate: (Int64, Int64, Int64), _ record: UnsafePointer<Int64>, _ latest: Bool
    ) -> Bool {
        let (own, other) = ((candidate.0, candidate.1), (record[0], record[1]))
        return latest ? own > other : own < other
    }
}
