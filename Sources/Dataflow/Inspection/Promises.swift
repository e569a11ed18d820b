import EventModel

extension PromiseLedger: InspectableState {
    /// How many promises are remembered.
    public var entryCount: Int { count }

    /// The promises of a key.
    public func entries(of key: String) -> [StateFields] {
        var key = key
        let first = key.withUTF8 { book.keys.find(UnsafeRawBufferPointer($0)) }
        guard let first else { return [] }
        var entries: [(madeAt: Int64, fields: StateFields)] = []
        var next = first + 1
        while next != 0 {
            let facts = book.records[next - 1].pointee.facts
            entries.append((facts.firstAt, fields(of: next - 1)))
            next = Int(book.records[next - 1].pointee.following)
        }
        return entries.sorted { $0.madeAt < $1.madeAt }.map(\.fields)
    }

    private func fields(of slot: Int) -> StateFields {
        let record = book.records[slot].pointee
        var fields = StateFields()
        fields.add("made_at", time: record.facts.madeAt)
        fields.add("due_at", time: record.facts.dueAt)
        fields.add(plan.isBrokenByEvents ? "broken_at" : "fulfilled_at", time: record.facts.fulfilledAt)
        fields.add("waived_at", time: record.facts.waivedAt)
        var outcome = record.facts.outcome(isPastDue: record.isPastDue)
        if plan.isBrokenByEvents { outcome = outcome?.reversed }
        fields.add("outcome", outcome.map { .text($0.name) } ?? .null)
        fields.add("remembered_until", time: record.facts.end(memory: memory))
        let layout = plan.rows.rows
        let batch = RowBatch(layout: layout, capacity: 1)
        let columns = PromiseRowLayout.firstRememberedColumn..<layout.columns.count
        remembered.write(book.records.remembered(slot), to: 0, of: batch, from: columns.lowerBound)
        gathered.write(
            book.records.gathered(slot), until: record.facts.dueAt, to: 0, of: batch,
            from: columns.upperBound - plan.gathered.count)
        fields.add(batch, row: 0, columns: columns, symbols: symbols)
        return fields
    }
}
