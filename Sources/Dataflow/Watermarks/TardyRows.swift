public import EventModel

/// Rows of one partition that came behind its own watermark, kept until their task has come as far.
///
/// Such a row takes effect as if it had arrived when the task's watermark reached its *entry*, the watermark that it
/// lies behind; otherwise how far the partitions are read ahead of each other would show in what is told before
/// results are final. A partition's watermark never moves back, so that the rows wait in the order in which they were
/// read.
///
/// How many there are follows from how far the partition is read ahead of the slowest one, as with everything that is
/// read ahead; see ``count``.
///
/// - Complexity: O(columns) for a row in and out; memory only while rows wait.
public final class TardyRows {
    struct Chunk {
        let rows: RowBatch
        var entries: [Int64] = []
    }

    static let chunkCapacity = 128

    let layout: RowLayout
    let symbols: SymbolTable
    private let textColumns: [Int]
    private(set) var chunks: [Chunk] = []
    // Chunks, and rows of the next one, that have been taken.
    private(set) var takenChunks = 0
    private(set) var takenRows = 0
    /// The number of the row that comes next; rows are numbered as they come.
    var firstNumber = 0
    var commits = TardyCommits()
    /// How many rows wait.
    public private(set) var count = 0

    /// No rows.
    ///
    /// - Parameters:
    ///   - layout: what the rows are.
    ///   - symbols: the table that they refer to.
    public init(layout: RowLayout, symbols: SymbolTable) {
        self.layout = layout
        self.symbols = symbols
        textColumns = layout.columns.indices.filter {
            layout.columns[$0].type == .string && layout.columns[$0].storage == .text
        }
    }

    /// The entry of the rows that come next; `nil` when none wait.
    public var nextEntry: EventTime? {
        count == 0 ? nil : EventTime(milliseconds: chunks[takenChunks].entries[takenRows])
    }

    /// Keeps a copy of a row.
    ///
    /// - Parameters:
    ///   - batch: rows of the layout given at the start.
    ///   - row: which of them.
    ///   - entry: the watermark that it lies behind; not before that of the row that came before.
    public func append(_ batch: RowBatch, row: Int, entry: EventTime) {
        let last = roomyChunk()
        copy(row, of: batch, to: chunks[last].rows)
        chunks[last].entries.append(entry.milliseconds)
        count += 1
    }

    /// Makes room for one row more, of which `fill` writes the cells.
    func append<Failure: Error>(
        entry: EventTime, _ fill: (_ batch: RowBatch, _ row: Int) throws(Failure) -> Void
    ) throws(Failure) {
        let last = roomyChunk()
        let rows = chunks[last].rows
        try fill(rows, rows.count)
        rows.count += 1
        chunks[last].entries.append(entry.milliseconds)
        count += 1
    }

    /// Forgets the rows.
    func removeAll() {
        chunks = []
        (takenChunks, takenRows, count) = (0, 0, 0)
    }

    /// Takes out rows of the next entry, as many as there is room for, in the order in which they were read.
    ///
    /// - Parameter batch: takes the rows in place of what it held.
    public func take(into batch: RowBatch) {
        batch.removeAll()
        guard let entry = nextEntry else { return }
        while batch.count < batch.capacity, nextEntry == entry {
            copy(takenRows, of: chunks[takenChunks].rows, to: batch)
            count -= 1
            firstNumber += 1
            takenRows += 1
            if takenRows == Self.chunkCapacity || count == 0 { dropChunk() }
        }
    }

    private func roomyChunk() -> Int {
        if chunks.last.map({ $0.rows.count == Self.chunkCapacity }) ?? true {
            chunks.append(Chunk(rows: RowBatch(layout: layout, capacity: Self.chunkCapacity)))
        }
        return chunks.count - 1
    }

    func copy(_ source: Int, of batch: RowBatch, to target: RowBatch) {
        let row = target.count
        target.count += 1
        for column in target.values.indices {
            target.values[column][row] = batch.values[column][source]
            target.states[column][row] = batch.states[column][source]
        }
        target.records[row] = 0
        for column in textColumns where batch.states[column][source] == CellState.value.rawValue {
            target.values[column][row] = target.text.append(batch.textBytes(row: source, column: column)).slot
        }
    }

    private func dropChunk() {
        takenRows = 0
        takenChunks += 1
        guard count == 0 || takenChunks > 64 && takenChunks * 2 > chunks.count else { return }
        chunks.removeFirst(takenChunks)
        takenChunks = 0
    }
}
