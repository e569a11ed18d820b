import EventModel

/// What is written: where the windows stand, the records of all panes, and the sums of unbounded windows. What other
/// windows add up to is built again from their panes: all sums and folds are exact, so that it comes out the same.
extension WindowedMetrics: DurableState {
    var hasChanges: Bool {
        !changes.isNoted || !changes.isEmpty || open.hasChanges
            || schedules.contains { $0.provisional?.hasMarks == true || $0.final.hasMarks }
            || standing() != changes.standing
    }

    func writeChanges(to writer: StateWriter) {
        if !changes.isNoted { noteEverything() }
        begin(writer)
        let standing = standing()
        changes.standing = standing
        standing.withUnsafeBytes { writer.raw($0) }
        for number in changes.newPanes where isEmpty(number) { write(emptyPane: number, to: writer) }
        writeChangedRecords(to: writer)
        for cursor in cursors.indices { writeChangedTotals(of: cursor, to: writer) }
        for told in changes.told { writeTold(told, to: writer) }
        changes.removeAll()
    }

    /// All cursors, provisional ones first, by their order in the plan.
    var cursors: [WindowCursor] { schedules.flatMap { [$0.provisional, $0.final].compactMap { $0 } } }

    func begin(_ writer: StateWriter) {
        writer.byte(PaneStateMark.beginning.rawValue)
        writer.byte(PaneStateMark.version)
    }

    /// Where the windows stand, written.
    func standing() -> [UInt8] {
        let writer = StateWriter(capacity: 256)
        writer.byte(PaneStateMark.standing.rawValue)
        for cursor in cursors {
            writer.integer(cursor.last)
            writer.integer(cursor.first)
            for era in cursor.decayed.eras { writer.integer(era) }
        }
        writer.count(partialsAfterFinal)
        writer.count(rowsWithoutKey)
        writer.count(changes.closed.count)
        var before: Int64 = 0
        for number in changes.closed.numbers(in: .min..<Int64.max) {
            writer.integer(number - before)
            before = number
        }
        return Array(writer.bytes)
    }

    /// Whether a pane has no records.
    func isEmpty(_ number: Int64) -> Bool {
        (open.find(number)?.count ?? 0) == 0 && sealed[number] == nil
            && paneNumbers.first(where: { $0 >= number }) == number
    }

    func write(emptyPane number: Int64, to writer: StateWriter) {
        writer.byte(PaneStateMark.emptyPane.rawValue)
        writer.integer(number)
    }

    /// What writes records of panes.
    func paneRecords(_ writer: StateWriter) -> RecordBlocks {
        RecordBlocks(plan.record, keys: keys, symbols: symbols, to: writer) {
            $0.byte(PaneStateMark.records.rawValue)
        }
    }

    /// What writes running records of a cursor.
    func totalRecords(of cursor: Int, _ writer: StateWriter) -> RecordBlocks {
        let eras = cursors[cursor].decayed.eras
        return RecordBlocks(plan.record, keys: keys, symbols: symbols, to: writer) { writer in
            writer.byte(PaneStateMark.totals.rawValue)
            writer.count(cursor)
            for era in eras { writer.integer(era) }
        }
    }

    /// Appends what all parts of a pane have of a key.
    func append(_ key: UInt32, _ number: Int64, _ totals: PaneTotals, to records: RecordBlocks) {
        let own = open.find(number).flatMap { $0.find(key) }
        guard let parts = sealed[number] else {
            if let own { records.append(key, number, open.arena, own) }
            return
        }
        totals.clear()
        if let own { totals.add(open.arena, own) }
        for part in parts { if let place = part.place(of: key) { totals.add(part, place) } }
        records.append(key, number, totals.arena, totals.record)
    }

    /// Writes a chunk of the keys that a window was told with, or all of them.
    func writeTold(_ told: PaneChanges.PlacedWindow, chunk: Int? = nil, to writer: StateWriter) {
        guard let own = schedules[told.shape].told[told.window] else { return }
        let chunks = (own.count + PaneStateMark.chunk - 1) / PaneStateMark.chunk
        for number in chunk.map({ $0..<$0 + 1 }) ?? 0..<chunks {
            let first = number * PaneStateMark.chunk
            let end = min(first + PaneStateMark.chunk, own.count)
            writer.byte(PaneStateMark.told.rawValue)
            writer.count(told.shape)
            writer.count(told.window.metric)
            writer.integer(told.window.boundary)
            writer.count(number)
            writer.count(end - first)
            for key in own[first..<end] { writer.bytes(keys.bytes(of: key)) }
        }
    }

    private func writeChangedRecords(to writer: StateWriter) {
        let records = paneRecords(writer)
        let totals = PaneTotals(layout: plan.record)
        open.forEachChanged { number, pane in
            let isAlone = sealed[number] == nil
            pane.forEachChanged { key, record in
                if isAlone {
                    records.append(key, number, open.arena, record)
                } else {
                    append(key, number, totals, to: records)
                }
            }
            if let marks = open.marks { pane.forgetChanges(marks) }
        }
        for (number, keys) in changes.sealedKeys {
            for key in keys { append(key, number, totals, to: records) }
        }
        records.finish()
    }

    private func writeChangedTotals(of number: Int, to writer: StateWriter) {
        let cursor = cursors[number]
        guard let marks = cursor.marks, !marks.records.isEmpty else { return }
        let records = totalRecords(of: number, writer)
        for record in marks.records.all {
            let key = cursor.running.keyOfRecord[Int(record)]
            records.append(key, 0, cursor.running.arena, Int(record))
        }
        records.finish()
        marks.removeAll()
    }

    /// Changes are noted from now on; all that there is counts as changed.
    private func noteEverything() {
        beginNoting()
        for number in paneNumbers.numbers(in: .min..<Int64.max) {
            changes.note(newPane: number)
            if let pane = open.find(number) {
                pane.forEach { key, _ in _ = open.record(of: key, in: pane) }
            }
            for part in sealed[number] ?? [] { changes.noteAll(number, part) }
        }
        for cursor in cursors {
            for record in 0..<cursor.running.keyOfRecord.count { cursor.marks?.mark(record) }
        }
        for (shape, schedule) in schedules.enumerated() {
            for window in schedule.told.keys { changes.note(toldBy: shape, window) }
        }
    }

    func beginNoting() {
        changes.isNoted = true
        open.beginMarks()
        for cursor in cursors { cursor.beginMarks() }
    }
}

extension WindowCursor {
    /// Whether a record has changed since the last commit.
    var hasMarks: Bool { marks.map { !$0.records.isEmpty } ?? false }
}
