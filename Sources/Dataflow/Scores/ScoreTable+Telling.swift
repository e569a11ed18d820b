package import EventModel
import Expressions

extension ScoreTable {
    /// Tells the score of every key at a step, in batches, in the order of the keys' bytes.
    ///
    /// - Parameters:
    ///   - boundary: the time of the step, in milliseconds.
    ///   - body: takes rows of the score's layout with their keys, valid during the call.
    package func tell(at boundary: Int64, _ body: (RowBatch, UnsafePointer<UInt32>) -> Void) {
        sort()
        begin()
        var kept = 0
        for place in order.indices {
            let (key, slot) = order[place]
            guard hasReading(slot, at: boundary) else {
                remove(key, slot)
                changes.remove(key)
                continue
            }
            order[kept] = (key, slot)
            kept += 1
            append(key, slot, boundary)
            if batch.count == batch.capacity { flush(boundary, body) }
        }
        order.removeLast(order.count - kept)
        if batch.count > 0 { flush(boundary, body) }
        passed(boundary)
    }

    /// Frees a key's slot; its place in the order is the caller's to free.
    func remove(_ key: UInt32, _ slot: Int) {
        slots.remove(key)
        owners[slot] = nil
    }

    private func sort() {
        guard !isSorted else { return }
        // Most are in order already, of which the sort makes use.
        order.sort { keys.bytes(of: $0.key).lexicographicallyPrecedes(keys.bytes(of: $1.key)) }
        isSorted = true
    }

    /// Drops what is too old; whether anything is left.
    private func hasReading(_ slot: Int, at boundary: Int64) -> Bool {
        var hasAny = false
        for input in plan.inputs.indices {
            let reading = readings[slot * plan.inputs.count + input]
            guard !reading.isMissing else { continue }
            if reading.windowEnd.addingClamped(plan.forgetAfterMilliseconds) < boundary {
                forget(slot, input)
            } else {
                hasAny = true
            }
        }
        return hasAny
    }

    private func begin() {
        batch.removeAll()
        batchSlots.removeAll(keepingCapacity: true)
    }

    private func append(_ key: UInt32, _ slot: Int, _ boundary: Int64) {
        let row = batch.count
        batch.count += 1
        batchKeys[row] = key
        batchSlots.append(slot)
        rows.read(slot, into: batch, row: row)
        var (start, isPartial) = (boundary, false)
        for input in plan.inputs.indices {
            let reading = readings[slot * plan.inputs.count + input]
            start = min(start, reading.windowStart)
            isPartial = isPartial || reading.isPartial
        }
        put(0, row, boundary)
        put(1, row, start)
        put(2, row, boundary)
        put(3, row, isPartial ? 1 : 0)
    }

    private func flush(_ boundary: Int64, _ body: (RowBatch, UnsafePointer<UInt32>) -> Void) {
        let values = value.evaluate(batch)
        let rated = ratedWhen?.evaluate(batch)
        let layout = plan.results
        for row in 0..<batch.count {
            var score = isRated(row, rated) ? number(values, row) : nil
            if let known = score, !known.isFinite { score = nil }
            if history.holdsOther(batchSlots[row], score, at: boundary) { changes.mark(batchSlots[row]) }
            let previous = history.exchange(batchSlots[row], score, at: boundary)
            put(layout.valueColumn, row, score.map(AggregateWords.slot))
            put(layout.ratedColumn, row, score == nil ? 0 : 1)
            put(layout.previousColumn, row, previous.map(AggregateWords.slot))
            let change = score.flatMap { now in previous.map { now - $0 } }
            put(layout.changeColumn, row, change.map(AggregateWords.slot))
            putLevels(row, score, previous)
        }
        body(batch, batchKeys)
        begin()
    }

    private func putLevels(_ row: Int, _ score: Double?, _ previous: Double?) {
        guard let column = plan.results.levelColumn else { return }
        put(column, row, levels.name(score))
        put(column + 1, row, previous.flatMap(levels.name))
        let change = score.flatMap { now in
            previous.map { Int64(levels.rank(now) - levels.rank($0)) }
        }
        put(column + 2, row, change)
    }

    private func isRated(_ row: Int, _ rated: ColumnView?) -> Bool {
        let first = batchSlots[row] * plan.inputs.count
        for (place, input) in plan.inputs.enumerated()
        where !input.isOptional && readings[first + place].isMissing { return false }
        guard let rated else { return true }
        return rated.states[row] == CellState.value.rawValue && rated.values[row] != 0
    }

    private func number(_ column: ColumnView, _ row: Int) -> Double? {
        guard column.states[row] == CellState.value.rawValue else { return nil }
        return column.type == .int ? Double(column.values[row]) : AggregateWords.double(column.values[row])
    }

    private func put(_ column: Int, _ row: Int, _ value: Int64?) {
        batch.values[column][row] = value ?? 0
        batch.states[column][row] = (value == nil ? CellState.null : .value).rawValue
    }
}
