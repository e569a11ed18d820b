import EventModel

extension WindowedMetrics {
    func nextDue(through limit: Int64) -> DueResults? {
        var next: DueResults?
        for (shape, schedule) in schedules.enumerated() {
            if let boundary = schedule.provisional?.next(paneNumbers) {
                let time = time(of: boundary)
                if time < next?.time ?? .max {
                    next = DueResults(time: time, shape: shape, boundary: boundary, isFinal: false)
                }
            }
            if let boundary = schedule.final.next(paneNumbers) {
                let time = time(of: boundary) + allowedLateness
                if time < next?.time ?? .max {
                    next = DueResults(time: time, shape: shape, boundary: boundary, isFinal: true)
                }
            }
        }
        return next
    }

    /// The windows that a metric's are among.
    func shape(of metric: Int) -> Int { schedules.firstIndex { $0.metrics.contains(metric) } ?? 0 }

    /// The metrics whose windows are of a shape.
    func metrics(of shape: Int) -> [Int] { schedules[shape].metrics }

    /// The event time at which a boundary is told first.
    func time(of boundary: Int64) -> Int64 { plan.grid.start(of: boundary) + plan.waitMilliseconds }

    /// The window end after the last one that was told first, whether or not its window holds anything.
    func boundaryAfterLast(shape: Int) -> Int64? {
        let schedule = schedules[shape]
        let last = (schedule.provisional ?? schedule.final).last
        return last == .min ? nil : schedule.shape.boundary(after: last)
    }

    /// Whether a key has rows in the window that was told last; only of windows that tell changes.
    func isLive(_ key: UInt32, shape: Int) -> Bool {
        guard schedules[shape].shape.tellsChangesOnly else { return false }
        let cursor = schedules[shape].provisional ?? schedules[shape].final
        guard let record = cursor.running.find(key) else { return false }
        let words = cursor.running.arena.words(of: record)
        return schedules[shape].metrics.contains { words[plan.metrics[$0].rowCountWord] > 0 }
    }

    /// Tells the results of all metrics of one shape for the window that ends at a boundary.
    ///
    /// - Parameters:
    ///   - shape: which windows.
    ///   - boundary: the window's end, as a pane's number.
    ///   - isFinal: whether the allowed lateness has passed.
    ///   - firstInput: windows that began before it are partial.
    ///   - body: takes the rows of each metric and kind, in batches.
    func tell(
        shape: Int, boundary: Int64, isFinal: Bool, firstInput: Int64,
        _ body: (_ metric: Int, ResultRows, ResultKind) -> Void
    ) {
        let source = source(shape, boundary, isFinal)
        let end = Ending(
            shape: shape, boundary: boundary, isFinal: isFinal,
            tellsEmpty: schedules[shape].shape.tellsChangesOnly,
            isPartial: window(schedules[shape].shape, boundary).start < firstInput)
        if plan.isCorrected {
            for metric in plan.metrics.indices { told[metric].removeAll(keepingCapacity: true) }
        }
        // Some records at a time for all metrics, so that a record's words are fetched once.
        var start = 0
        while start < all.count {
            let range = start..<min(start + Self.chunk, all.count)
            for metric in schedules[shape].metrics { tell(metric, source, range, end, body) }
            // Record, key and its parts of each.
            symbols.space.noteAccesses(4 * range.count)
            start = range.upperBound
        }
        if plan.isCorrected {
            for metric in schedules[shape].metrics { noteTold(metric, end, body) }
        }
        noteTold()
        (isFinal ? schedules[shape].final : schedules[shape].provisional)?.forgetPast(paneNumbers)
        guard isFinal else {
            // Until the results are final, what a window of one pane holds only waits.
            for number in paneNumbers.numbers(in: boundary - 1..<boundary) { seal(number) }
            return
        }
        dropPanes()
    }

    func tell(
        _ metric: Int, _ source: ResultSource, _ range: Range<Int>, _ end: Ending,
        _ body: (_ metric: Int, ResultRows, ResultKind) -> Void
    ) {
        let word = end.tellsEmpty ? nil : plan.metrics[metric].rowCountWord
        chosen.choose(all, range, source.arena, above0: word)
        if plan.isCorrected {
            told[metric].append(contentsOf: UnsafeBufferPointer(start: chosen.keys, count: chosen.count))
        }
        tellChosen(metric, source, end, end.isFinal ? .final : .provisional, body)
    }

    /// Remembers what was told as provisional, and withdraws of it what did not become final.
    func noteTold(
        _ metric: Int, _ end: Ending, _ body: (_ metric: Int, ResultRows, ResultKind) -> Void
    ) {
        let window = ToldWindow(metric: metric, boundary: end.boundary)
        guard end.isFinal else {
            schedules[end.shape].told[window] = told[metric]
            changes.note(toldBy: end.shape, window)
            return
        }
        guard let before = schedules[end.shape].told.removeValue(forKey: window), before != told[metric]
        else {
            return
        }
        let final = Set(told[metric])
        let withdrawn = before.filter { !final.contains($0) }
        guard !withdrawn.isEmpty else { return }
        let arena = RecordArena(layout: plan.record, in: .heap)
        let nothing = UInt32(arena.make())
        var start = 0
        while start < withdrawn.count {
            let count = min(Self.chunk, withdrawn.count - start)
            chosen.removeAll()
            chosen.reserve(count)
            for key in withdrawn[start..<start + count] { chosen.append(key, nothing) }
            tellChosen(metric, ResultSource(arena: arena), end, .withdrawn, body)
            start += count
        }
    }

    func tellChosen(
        _ metric: Int, _ source: ResultSource, _ end: Ending, _ kind: ResultKind,
        _ body: (_ metric: Int, ResultRows, ResultKind) -> Void
    ) {
        guard chosen.count > 0 else { return }
        let rows = results[metric]
        rows.batch.removeAll()
        let window = window(plan.metrics[metric].window, end.boundary)
        encoders[metric].fill(
            rows.batch, from: source, UnsafeBufferPointer(start: chosen.records, count: chosen.count),
            .one(start: window.start, end: window.end, isPartial: end.isPartial))
        rows.keys.update(from: chosen.keys, count: chosen.count)
        keyParts.fill(rows.batch, rows.keys, firstColumn: ResultLayout.firstKeyColumn)
        body(metric, rows, kind)
    }

    /// Moves a cursor on to a boundary and lists the records that are to be told.
    func source(_ shape: Int, _ boundary: Int64, _ isFinal: Bool) -> ResultSource {
        let schedule = schedules[shape]
        let cursor = isFinal ? schedule.final : schedule.provisional ?? schedule.final
        let first = schedule.shape.firstPane(endingAt: boundary)
        // A window of one pane is told from the pane itself.
        if schedule.shape.isDisjoint, boundary - first == 1, sealed[first] == nil {
            cursor.pass(boundary)
            list(open.find(first))
            let eras = DecayedSums.eras(of: plan.record, pane: first, grid: plan.grid)
            return ResultSource(arena: open.arena, eras: eras)
        }
        for number in lateOpen { seal(number) }
        lateOpen.removeAll()
        let entering = max(first, cursor.last)..<max(boundary, first, cursor.last)
        for number in paneNumbers.numbers(in: entering) {
            seal(number)
            if isFinal { close(number) }
        }
        cursor.advance(to: boundary, panes: paneNumbers) { sealed[$0] ?? [] }
        list(cursor)
        return ResultSource(arena: cursor.running.arena, front: cursor.front, eras: cursor.decayed.eras)
    }

    func list(_ pane: OpenPane?) {
        all.removeAll()
        guard let pane else { return }
        all.reserve(pane.count)
        pane.forEach { all.append($0, UInt32(truncatingIfNeeded: $1)) }
    }

    func list(_ cursor: WindowCursor) {
        all.removeAll()
        let keys = cursor.running.keyOfRecord.all
        guard cursor.shape.tellsChangesOnly else {
            all.reserve(keys.count)
            for record in 0..<keys.count where keys[record] != KeyReader.noKey {
                all.append(keys[record], UInt32(truncatingIfNeeded: record))
            }
            return
        }
        all.reserve(cursor.changed.count)
        for record in cursor.changed.all { all.append(keys[Int(record)], record) }
    }

    /// From a window's start to its end in milliseconds; one that holds everything starts with the epoch.
    func window(_ shape: WindowShape, _ boundary: Int64) -> (start: Int64, end: Int64) {
        let first = shape.firstPane(endingAt: boundary)
        return (first == .min ? 0 : plan.grid.start(of: first), plan.grid.start(of: boundary))
    }
}
