import EventModel

extension SessionMetrics {
    /// Tells all sessions that are due up to a boundary, which may lie behind several of them, in the order of their
    /// ends; before them what is withdrawn. What waits because it is enough is due as before.
    func tell(
        shape: Int, boundary: Int64, isFinal: Bool, firstInput: Int64,
        _ body: (_ metric: Int, ResultRows, ResultKind) -> Void
    ) {
        tellWithdrawals(firstInput, body)
        var spans: [SessionSpan] = []
        all.removeAll()
        while let span = nextEnded(through: boundary, isFinal: isFinal) {
            list(span, firstInput)
            spans.append(span)
            // Its next due time is that of the final result; it must not be found again before that is set.
            if !isFinal { note(span) }
            guard all.isFull else { continue }
            tellListed(&spans, isFinal, body)
            if isEnough?() == true { return }
        }
        tellListed(&spans, isFinal, body)
    }

    private func list(_ span: SessionSpan, _ firstInput: Int64) {
        all.append(
            place: span.first, key: store[span.first].key, record: record(of: span),
            start: store[span.first].start,
            end: store[span.last].end, isPartial: mayHaveBegun(before: firstInput, store[span.first].start))
    }

    /// The record of a session: its only fragment's, or one made for the time that it is told.
    private func record(of span: SessionSpan) -> Int {
        guard span.first != span.last else { return Int(span.first) }
        let record = store.arena.make()
        store.forEach(of: span) { store.merge($0, into: record) }
        return record
    }

    /// Whether rows from before the input would have been in a session.
    private func mayHaveBegun(before firstInput: Int64, _ start: Int64) -> Bool {
        let (reach, overflow) = start.subtractingReportingOverflow(cut.gap)
        return firstInput > .min && (overflow || reach < firstInput)
    }

    private func note(_ span: SessionSpan) {
        store.touch(span.first)
        store[span.first].isTold = true
        store[span.first].toldStart = store[span.first].start
        store[span.first].toldEnd = store[span.last].end
        told.clear(span.first)
        arm(span)
    }

    private func tellListed(
        _ spans: inout [SessionSpan], _ isFinal: Bool, _ body: (_ metric: Int, ResultRows, ResultKind) -> Void
    ) {
        guard all.count > 0 else { return }
        for metric in plan.metrics.indices {
            chosen.choose(all, store.arena, above0: plan.metrics[metric].rowCountWord)
            if !isFinal {
                for row in 0..<chosen.count { told.mark(chosen.places[row], metric: metric) }
            }
            tellChosen(metric, ResultSource(arena: store.arena), isFinal ? .final : .provisional, body)
        }
        for (row, span) in spans.enumerated() {
            if span.first != span.last { store.arena.release(Int(all.records[row])) }
            if isFinal { remove(span) }
        }
        spans.removeAll(keepingCapacity: true)
        all.removeAll()
    }

    private func tellWithdrawals(_ firstInput: Int64, _ body: (_ metric: Int, ResultRows, ResultKind) -> Void)
    {
        guard !told.withdrawals.isEmpty else { return }
        for metric in plan.metrics.indices {
            chosen.removeAll()
            for (number, withdrawn) in told.withdrawals.enumerated() where told.isTold(number, by: metric) {
                if chosen.isFull {
                    tellChosen(metric, nothing, .withdrawn, body)
                    chosen.removeAll()
                }
                chosen.append(
                    place: SessionFragment.none, key: withdrawn.key, record: 0, start: withdrawn.start,
                    end: withdrawn.end, isPartial: mayHaveBegun(before: firstInput, withdrawn.start))
            }
            tellChosen(metric, nothing, .withdrawn, body)
        }
        told.removeWithdrawals()
    }

    private func tellChosen(
        _ metric: Int, _ source: ResultSource, _ kind: ResultKind,
        _ body: (_ metric: Int, ResultRows, ResultKind) -> Void
    ) {
        guard chosen.count > 0 else { return }
        let rows = results[metric]
        rows.batch.removeAll()
        encoders[metric].fill(
            rows.batch, from: source, UnsafeBufferPointer(start: chosen.records, count: chosen.count),
            chosen.windows)
        rows.keys.update(from: chosen.keys, count: chosen.count)
        keyParts.fill(rows.batch, rows.keys, firstColumn: ResultLayout.firstKeyColumn)
        body(metric, rows, kind)
    }
}
