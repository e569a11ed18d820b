import EventModel

/// One partition as the log keeps it: records and the marks that end transactions, each at an offset of its own.
struct StoredPartition: Sendable {
    private struct Slot: Sendable {
        // `nil` for the mark that ends a transaction.
        var record: StoredRecord?
        // The number of the transaction; 0 for none.
        var transaction: Int
    }

    private var slots: [Slot] = []
    // Transactions that wrote here and are open, with their first offsets, in the order of these.
    private var open: [(transaction: Int, offset: Int)] = []
    private var aborted: Set<Int> = []
    /// The oldest offset that can be read.
    private(set) var first: Int64 = 0

    /// The offset behind the last record or mark.
    var end: Int64 { Int64(slots.count) }

    /// The last stable offset: that of the first open transaction, or the end.
    var stableEnd: Int64 { open.first.map { Int64($0.offset) } ?? end }

    /// The records that count, in order.
    var committed: [StoredRecord] { records { $0 == 0 || !isUndecided($0) && !aborted.contains($0) } }

    /// The records of open transactions, in order.
    var uncommitted: [StoredRecord] { records { $0 != 0 && isUndecided($0) } }

    mutating func append(_ record: StoredRecord, transaction: Int = 0) {
        if transaction != 0, !isUndecided(transaction) { open.append((transaction, slots.count)) }
        slots.append(Slot(record: record, transaction: transaction))
    }

    /// Ends a transaction that wrote here.
    mutating func end(_ transaction: Int, isCommitted: Bool) {
        guard isUndecided(transaction) else { return }
        open.removeAll { $0.transaction == transaction }
        if !isCommitted { aborted.insert(transaction) }
        slots.append(Slot(record: nil, transaction: transaction))
    }

    mutating func truncate(before offset: Int64) { first = max(first, min(offset, end)) }

    subscript(offset: Int) -> StoredRecord? { slots.indices.contains(offset) ? slots[offset].record : nil }

    /// Tells committed records from an offset on, below another one, and returns the offset to go on from.
    func read(from offset: Int64, below limit: Int64, count: Int, _ body: (StoredRecord, Int64) -> Void)
        -> Int64
    {
        var next = Int(max(offset, first))
        let end = Int(min(limit, stableEnd))
        var room = count
        while next < end {
            let slot = slots[next]
            if let record = slot.record, slot.transaction == 0 || !aborted.contains(slot.transaction) {
                if room <= 0 { break }
                body(record, Int64(next))
                room -= 1
            }
            next += 1
        }
        return Int64(next)
    }

    private func isUndecided(_ transaction: Int) -> Bool { open.contains { $0.transaction == transaction } }

    private func records(_ counts: (Int) -> Bool) -> [StoredRecord] {
        slots.compactMap { slot in counts(slot.transaction) ? slot.record : nil }
    }
}
