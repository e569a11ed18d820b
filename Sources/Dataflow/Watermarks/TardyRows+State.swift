import EventModel

/// How far the commits of tardy rows have come, by the numbers of rows.
struct TardyCommits {
    /// The rows from here on are new since the last commit.
    var next = 0
    /// The row that came next at the last commit.
    var first = 0
    /// Where the round goes on, and where it ends.
    var slice = 0
    var roundEnd: Int?
    /// While state is restored: rows as they were read, and the place of each.
    var read: TardyRows?
    var places: [Int: (place: Int, entry: EventTime)] = [:]
}

/// An entry is a row: it never changes, and rows are removed from the front only, so that with the number of the first
/// one all is said.
extension TardyRows: DurableState {
    /// Whether rows have come or gone since the last commit.
    public var hasChanges: Bool { commits.next != nextNumber || commits.first != firstNumber }

    /// Writes the rows that have come.
    public func writeChanges(to writer: StateWriter) {
        begin(writer)
        for number in max(commits.next, firstNumber)..<nextNumber { write(number, to: writer) }
        writer.bool(false)
        commits.next = nextNumber
        commits.first = firstNumber
    }

    /// Writes the next rows.
    ///
    /// - Parameters:
    ///   - bytes: after how many to stop.
    ///   - writer: takes them.
    /// - Returns: whether those that were there when the round began are through.
    public func writeSlice(bytes: Int, to writer: StateWriter) -> Bool {
        let roundEnd = commits.roundEnd ?? nextNumber
        let limit = writer.count + bytes
        begin(writer)
        var number = max(commits.slice, firstNumber)
        while number < roundEnd {
            write(number, to: writer)
            number += 1
            if writer.count >= limit { break }
        }
        writer.bool(false)
        let isComplete = number >= roundEnd
        commits.slice = isComplete ? 0 : number
        commits.roundEnd = isComplete ? nil : roundEnd
        return isComplete
    }

    /// Takes over rows.
    ///
    /// - Throws: when they are not of this layout.
    public func restore(from reader: inout StateReader) throws(StateDamage) {
        let read = commits.read ?? TardyRows(layout: layout, symbols: symbols)
        commits.read = read
        while !reader.isAtEnd {
            reader.beginSymbols()
            firstNumber = try Self.number(&reader)
            while try reader.bool() {
                let number = try Self.number(&reader)
                let entry = EventTime(milliseconds: try reader.integer())
                try read.append(entry: entry) { batch, row throws(StateDamage) in
                    try self.readCells(&reader, batch, row)
                }
                commits.places[number] = (read.count - 1, entry)
            }
        }
    }

    /// Puts the rows that are left into their order.
    public func finishRestore() {
        let (read, places) = (commits.read, commits.places)
        commits = TardyCommits()
        removeAll()
        for number in places.keys.sorted() where number >= firstNumber {
            guard let read, let (place, entry) = places[number] else { continue }
            append(
                read.chunks[place / Self.chunkCapacity].rows, row: place % Self.chunkCapacity, entry: entry)
        }
        commits.first = firstNumber
        commits.next = nextNumber
    }

    private var nextNumber: Int { firstNumber + count }

    private static func number(_ reader: inout StateReader) throws(StateDamage) -> Int {
        let number = try reader.count()
        guard number < 1 << 60 else { throw StateDamage("\(number) is no number of a row") }
        return number
    }

    private func begin(_ writer: StateWriter) {
        writer.beginSymbols()
        writer.count(firstNumber)
    }

    private func write(_ number: Int, to writer: StateWriter) {
        let place = number - firstNumber + takenRows
        let chunk = chunks[takenChunks + place / Self.chunkCapacity]
        let row = place % Self.chunkCapacity
        writer.bool(true)
        writer.count(number)
        writer.integer(chunk.entries[row])
        for column in layout.columns.indices {
            writer.byte(chunk.rows.states[column][row])
            guard chunk.rows.states[column][row] == CellState.value.rawValue else { continue }
            let value = chunk.rows.values[column][row]
            switch (layout.columns[column].type, layout.columns[column].storage) {
            case (.string, .text): writer.bytes(chunk.rows.textBytes(row: row, column: column))
            case (.string, .symbol): writer.symbol(UInt32(truncatingIfNeeded: value), of: symbols)
            case (.double, _): writer.word(UInt64(bitPattern: value))
            default: writer.integer(value)
            }
        }
    }

    private func readCells(
        _ reader: inout StateReader, _ batch: RowBatch, _ row: Int
    ) throws(StateDamage) {
        batch.records[row] = 0
        for column in layout.columns.indices {
            let state = try reader.byte()
            guard CellState(rawValue: state) != nil else {
                throw StateDamage("\(state) is no state of a cell")
            }
            batch.states[column][row] = state
            batch.values[column][row] = 0
            guard state == CellState.value.rawValue else { continue }
            batch.values[column][row] =
                switch (layout.columns[column].type, layout.columns[column].storage) {
                case (.string, .text): batch.text.append(try reader.bytes()).slot
                case (.string, .symbol): Int64(try reader.symbol(in: symbols))
                case (.double, _): Int64(bitPattern: try reader.word())
                default: try reader.integer()
                }
        }
    }
}
