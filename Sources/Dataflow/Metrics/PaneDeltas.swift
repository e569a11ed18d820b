public import EventModel
import Expressions

/// What a gather thread has added to the panes of one metric group since its last commit.
///
/// A row costs one table look-up for the whole group; each aggregate is then one loop over the batch. The
/// records are deltas: ``flush(mergeTasks:into:)`` ships and clears them.
public final class PaneDeltas {
    private let plan: MetricGroupPlan
    private let groupIndex: Int
    private let symbols: SymbolTable
    private let capacity: Int
    private let evaluators: [MetricEvaluators]
    private let composite: SymbolTable?
    private var packedKey: [UInt8]
    private var table = PaneKeyTable()
    private var words: UnsafeMutablePointer<Int64>
    private var wordCapacity: Int
    private let recordOfRow: UnsafeMutablePointer<Int32>
    private let mask: UnsafeMutablePointer<Int64>
    private let outcomes: OutcomeSymbols
    /// Rows that were left out because a part of their key is null.
    public private(set) var rowsWithoutKey = 0

    /// Deltas of a group.
    ///
    /// - Parameters:
    ///   - plan: the group.
    ///   - index: its place in the pipeline's plan.
    ///   - symbols: the table that the input's string columns refer to.
    ///   - capacity: the most rows that a batch may have.
    public init(plan: MetricGroupPlan, index: Int, symbols: SymbolTable, capacity: Int) {
        self.plan = plan
        self.symbols = symbols
        self.capacity = capacity
        groupIndex = index
        evaluators = plan.metrics.map { MetricEvaluators($0, symbols: symbols, capacity: capacity) }
        composite = plan.keyColumns.count == 1 ? nil : SymbolTable()
        packedKey = Array(repeating: 0, count: plan.keyColumns.count * 4)
        wordCapacity = 1024 * plan.wordCount
        words = .allocate(capacity: wordCapacity)
        recordOfRow = .allocate(capacity: capacity)
        mask = .allocate(capacity: capacity)
        outcomes = OutcomeSymbols(symbols)
    }

    deinit {
        words.deallocate()
        recordOfRow.deallocate()
        mask.deallocate()
    }

    /// How many records wait to be shipped.
    public var count: Int { table.count }

    /// Adds all rows of a batch.
    ///
    /// - Parameters:
    ///   - batch: rows of the group's input; at most the capacity given at the start.
    ///   - weights: 1 for each row, or -1 for one that takes an earlier row back; `nil` when all are 1.
    /// - Complexity: O(rows × aggregates); allocates only when the table grows.
    public func add(_ batch: RowBatch, weights: UnsafePointer<Int64>? = nil) {
        guard batch.count > 0 else { return }
        precondition(batch.count <= capacity)
        findRecords(batch)
        for metric in evaluators { add(metric, batch, weights) }
    }

    /// Moves all records into one block per merge task and clears them.
    public func flush(mergeTasks: Int, into blocks: inout [[PartialBlock]]) {
        guard table.count > 0 else { return }
        var fresh = (0..<mergeTasks).map { _ in PartialBlock(group: groupIndex) }
        var key: [UInt8] = []
        for record in 0..<table.count {
            key.removeAll(keepingCapacity: true)
            appendKey(table.key(of: record), to: &key)
            let owner = Int(key.withUnsafeBytes { ByteHash.hash($0) } >> 32) % mergeTasks
            fresh[owner].keyBytes.append(contentsOf: key)
            fresh[owner].keyEnds.append(fresh[owner].keyBytes.count)
            fresh[owner].panes.append(table.pane(of: record))
            fresh[owner].words.append(
                contentsOf: UnsafeBufferPointer(start: words + record * plan.wordCount, count: plan.wordCount)
            )
        }
        for owner in 0..<mergeTasks where fresh[owner].count > 0 { blocks[owner].append(fresh[owner]) }
        table.removeAll()
    }

    private func findRecords(_ batch: RowBatch) {
        let width = plan.paneMilliseconds
        let times = batch.times
        var pane: Int64 = 0
        var paneStart: Int64 = 1
        var paneEnd: Int64 = 0
        for row in 0..<batch.count {
            guard let key = key(of: row, in: batch) else {
                recordOfRow[row] = -1
                rowsWithoutKey += 1
                continue
            }
            let time = times[row]
            if time < paneStart || time >= paneEnd {
                pane = Pane.index(of: time, width: width)
                paneStart = pane * width
                paneEnd = paneStart + width
            }
            let (record, isNew) = table.find(key: key, pane: pane)
            if isNew { clearWords(of: record) }
            recordOfRow[row] = Int32(truncatingIfNeeded: record)
        }
    }

    @inline(__always)
    private func key(of row: Int, in batch: RowBatch) -> UInt32? {
        guard let composite else {
            let column = plan.keyColumns[0]
            guard batch.states[column][row] == CellState.value.rawValue else { return nil }
            return UInt32(truncatingIfNeeded: batch.values[column][row])
        }
        for (place, column) in plan.keyColumns.enumerated() {
            guard batch.states[column][row] == CellState.value.rawValue else { return nil }
            let id = UInt32(truncatingIfNeeded: batch.values[column][row])
            packedKey.withUnsafeMutableBytes {
                $0.storeBytes(of: id, toByteOffset: place * 4, as: UInt32.self)
            }
        }
        return packedKey.withUnsafeBytes { composite.intern($0) }
    }

    private func appendKey(_ key: UInt32, to bytes: inout [UInt8]) {
        guard let composite else { return KeyBytes.append(symbols.bytes(of: key), to: &bytes) }
        let ids = composite.bytes(of: key)
        for place in plan.keyColumns.indices {
            let id = ids.loadUnaligned(fromByteOffset: place * 4, as: UInt32.self)
            KeyBytes.append(symbols.bytes(of: id), to: &bytes)
        }
    }

    private func clearWords(of record: Int) {
        let first = record * plan.wordCount
        if first + plan.wordCount > wordCapacity {
            let moved = UnsafeMutablePointer<Int64>.allocate(capacity: wordCapacity * 2)
            moved.update(from: words, count: first)
            words.deallocate()
            words = moved
            wordCapacity *= 2
        }
        (words + first).update(repeating: 0, count: plan.wordCount)
    }

    private func add(_ metric: MetricEvaluators, _ batch: RowBatch, _ weights: UnsafePointer<Int64>?) {
        let count = batch.count
        // The mask carries the weight, so that leaving a row out and taking one back are the same loop.
        for row in 0..<count { mask[row] = recordOfRow[row] < 0 ? 0 : weights?[row] ?? 1 }
        metric.filter?.narrow(mask, batch)
        let stride = plan.wordCount
        let rowCount = words + metric.plan.rowCountWord
        for row in 0..<count where mask[row] != 0 { rowCount[Int(recordOfRow[row]) * stride] &+= mask[row] }
        if let column = metric.plan.outcomeColumn { countOutcomes(batch, column, rowCount + 1) }
        for aggregate in metric.aggregates {
            aggregate.add(
                batch, weights: mask, records: recordOfRow, words: words + aggregate.plan.firstWord,
                stride: stride)
        }
    }

    private func countOutcomes(_ batch: RowBatch, _ column: Int, _ first: UnsafeMutablePointer<Int64>) {
        let values = batch.values[column]
        for row in 0..<batch.count where mask[row] != 0 {
            guard let place = outcomes.place(of: UInt32(truncatingIfNeeded: values[row])) else { continue }
            first[Int(recordOfRow[row]) * plan.wordCount + place] &+= mask[row]
        }
    }
}
