import EventModel

extension WindowedMetrics {
    func restore(from reader: inout StateReader) throws(StateDamage) {
        while !reader.isAtEnd {
            guard let mark = PaneStateMark(rawValue: try reader.byte()) else {
                throw StateDamage("the windows of '\(plan.name)' are followed by something else")
            }
            switch mark {
            case .beginning: try checkVersion(&reader)
            case .standing: try restoreStanding(&reader)
            case .emptyPane: try restoreEmptyPane(&reader)
            case .records: try restoreRecords(&reader)
            case .totals: try restoreTotals(&reader)
            case .told: try restoreTold(&reader)
            }
        }
    }

    func finishRestore() {
        noteTold()
        dropPanes()
        for number in paneNumbers.numbers(in: .min..<Int64.max) {
            // What windows have been told of is expected to change no more.
            if isTold(number) { seal(number) }
            settle(number)
        }
        for number in changes.closed.numbers(in: .min..<Int64.max) { close(number) }
        for cursor in cursors { cursor.rebuild(paneNumbers) { sealed[$0] ?? [] } }
        for (shape, windows) in changes.toldChunks {
            for (window, chunks) in windows {
                schedules[shape].told[window] = chunks.sorted { $0.key < $1.key }.flatMap(\.value)
            }
        }
        changes.toldChunks.removeAll()
        changes.removeAll()
        beginNoting()
        changes.standing = standing()
    }

    // The numbers that times from about 36 million years ago to 36 million years hence fall into.
    private var possible: ClosedRange<Int64> {
        plan.grid.pane(of: -1 << 60)...plan.grid.pane(of: 1 << 60)
    }

    private func checkVersion(_ reader: inout StateReader) throws(StateDamage) {
        let version = try reader.byte()
        guard version == PaneStateMark.version else {
            throw StateDamage("the windows of '\(plan.name)' were written as version \(version)")
        }
    }

    private func possibleNumber(_ number: Int64) throws(StateDamage) -> Int64 {
        guard possible.contains(number) else {
            throw StateDamage("pane \(number) of '\(plan.name)' is beyond all times")
        }
        return number
    }

    private func restoreStanding(_ reader: inout StateReader) throws(StateDamage) {
        for cursor in cursors {
            let last = try reader.integer()
            let first = try reader.integer()
            let isBegun = last != .min
            guard first <= last, isBegun || first == .min, !isBegun || possible.contains(last) else {
                throw StateDamage("windows of '\(plan.name)' stand from \(first) to \(last)")
            }
            cursor.restore(first: first, last: last)
            cursor.decayed.move(to: try restoreEras(&reader))
        }
        partialsAfterFinal = try reader.count()
        changes.rowsWithoutKeyBefore = try reader.count()
        try restoreClosed(&reader)
        for (shape, schedule) in schedules.enumerated() {
            // Their results are final.
            changes.toldChunks[shape] = changes.toldChunks[shape]?.filter {
                $0.key.boundary > schedule.final.last
            }
        }
        dropPanes()
    }

    private func restoreEras(_ reader: inout StateReader) throws(StateDamage) -> [Int64] {
        var eras: [Int64] = []
        for _ in plan.record.decays {
            let era = try reader.integer()
            guard era == .min || (-1 << 60...1 << 60).contains(era) else {
                throw StateDamage("a sum of '\(plan.name)' is of era \(era)")
            }
            eras.append(era)
        }
        return eras
    }

    private func restoreClosed(_ reader: inout StateReader) throws(StateDamage) {
        while changes.closed.first != nil { changes.closed.removeFirst() }
        var number: Int64 = 0
        for _ in 0..<(try reader.count(ofEntriesWithBytes: 1)) {
            let (next, overflow) = number.addingReportingOverflow(try reader.integer())
            guard !overflow else { throw StateDamage("a pane has no number") }
            number = try possibleNumber(next)
            changes.closed.insertIfAbsent(number)
        }
    }

    private func restoreEmptyPane(_ reader: inout StateReader) throws(StateDamage) {
        let number = try possibleNumber(try reader.integer())
        if sealed[number] == nil { _ = open.pane(number) }
        paneNumbers.insertIfAbsent(number)
    }

    private func block(_ reader: inout StateReader) throws(StateDamage) -> (PartialBlock, PartialReader) {
        let block = try PartialBlock(from: &reader)
        try block.check(against: [plan])
        let rows = PartialReader(block, layout: plan.record, keys: keys, symbols: symbols)
        guard rows.unreadSketches == 0 else {
            throw StateDamage("\(rows.unreadSketches) sketches of '\(plan.name)' cannot be read")
        }
        return (block, rows)
    }

    private func restoreRecords(_ reader: inout StateReader) throws(StateDamage) {
        let (block, rows) = try block(&reader)
        for row in 0..<block.count {
            let number = block.panes[row]
            let (pane, isNew) = open.pane(number)
            if isNew { paneNumbers.insertIfAbsent(number) }
            put(rows, row, into: open.arena, pane.record(of: rows.key(of: row), in: open.arena))
        }
        // Packed records take a fraction of the memory; later ones are put beside and replace them in the end.
        if open.recordCount > Self.mostOpenRecords {
            for number in paneNumbers.numbers(in: .min..<Int64.max) { seal(number) }
        }
    }

    private static let mostOpenRecords = 500_000

    private func put(_ rows: PartialReader, _ row: Int, into arena: RecordArena, _ record: Int) {
        _ = rows.withWords(of: row) { words in
            arena.words(of: record).update(from: words, count: plan.record.wordCount)
        }
        for (column, source) in zip(arena.sketches, rows.sketches) {
            column.copy(from: source, row, to: record)
        }
    }

    private func restoreTotals(_ reader: inout StateReader) throws(StateDamage) {
        let number = try reader.count()
        guard cursors.indices.contains(number), cursors[number].isKept else {
            throw StateDamage("'\(plan.name)' keeps no sums of windows \(number)")
        }
        let cursor = cursors[number]
        let eras = try restoreEras(&reader)
        let (block, rows) = try block(&reader)
        cursor.decayed.move(to: eras)
        for row in 0..<block.count {
            let record = cursor.running.record(of: rows.key(of: row))
            put(rows, row, into: cursor.running.arena, record)
            cursor.decayed.restore(record, from: eras)
        }
    }

    private func restoreTold(_ reader: inout StateReader) throws(StateDamage) {
        let (shape, metric) = (try reader.count(), try reader.count())
        guard schedules.indices.contains(shape), schedules[shape].metrics.contains(metric) else {
            throw StateDamage("'\(plan.name)' has no windows \(shape) of a metric \(metric)")
        }
        let window = ToldWindow(metric: metric, boundary: try possibleNumber(try reader.integer()))
        let chunk = try reader.count()
        var own: [UInt32] = []
        for _ in 0..<(try reader.count(ofEntriesWithBytes: 1)) {
            let key = try reader.bytes()
            guard KeyBytes.hasParts(plan.keyNames.count, key) else {
                throw StateDamage("a key of '\(plan.name)' has not \(plan.keyNames.count) parts")
            }
            own.append(keys.intern(key))
        }
        changes.toldChunks[shape, default: [:]][window, default: [:]][chunk] = own
    }

    private func isTold(_ number: Int64) -> Bool {
        sealed[number] != nil || cursors.contains { $0.last != .min && number < $0.last }
    }

    /// Puts the parts that a pane was read in together.
    private func settle(_ number: Int64) {
        guard let parts = sealed[number], parts.count > 1 else { return }
        sealed[number] = [SealedPane(replacing: parts, layout: plan.record, in: symbols.space)]
    }
}
