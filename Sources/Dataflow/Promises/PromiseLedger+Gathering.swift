public import EventModel

extension PromiseLedger {
    /// Takes in events that a promise gathers a field of.
    ///
    /// Of all events up to the due time the first counts. Rows that were told before are taken back and told anew.
    ///
    /// - Parameters:
    ///   - field: which of the plan's gathered fields.
    ///   - batch: the events.
    ///   - rows: which of them; those without a value in the field's column are passed over.
    ///   - keyColumn: the column of the promise's key.
    ///   - idColumn: the column of the event's id, which decides between events of the same millisecond.
    ///   - consumer: takes what follows.
    public func gather(
        _ field: Int, _ batch: RowBatch, rows: UnsafeBufferPointer<UInt32>, keyColumn: Int, idColumn: Int,
        consumer: some PromiseRowsConsumer
    ) {
        let keys = KeyCells(batch, column: keyColumn, symbols: symbols)
        let ids = KeyCells(batch, column: idColumn, symbols: symbols)
        let times = batch.times
        for (place, row) in rows.enumerated() {
            touchAhead(place, rows, keys)
            let row = Int(row)
            guard gathered.hasValue(field, row: row, of: batch) else { continue }
            guard let key = keys[row] else {
                counts.withoutKey += 1
                continue
            }
            let time = times[row]
            let event = PromiseFacts.gathered(at: time)
            let slot = meet(event, key, consumer)
            let kept = book.records.gathered(slot)
            let id = ids[row] ?? UnsafeRawBufferPointer(start: nil, count: 0)
            var facts = book.records[slot].pointee.facts
            if gathered.isFirst(field, time: time, tie: ByteHash.hash(id), at: kept) {
                if facts.isMade, time <= facts.dueAt { takeBack(slot, consumer) }
                gathered.keep(field, time: time, tie: ByteHash.hash(id), row: row, of: batch, at: kept)
                book.note(slot)
            }
            facts.join(event)
            settle(slot, facts, consumer)
        }
        finish(consumer)
    }
}
