import EventModel

/// An entry is what a pane has of a key, as the metrics of the group would tell it; an unbounded window is one more.
extension WindowedMetrics: InspectableState {
    var entryCount: Int { size.records }

    func entries(of key: String) -> [StateFields] { keys.keys(key).flatMap(entries) }

    private func entries(of key: UInt32) -> [StateFields] {
        let totals = PaneTotals(layout: plan.record)
        var entries: [StateFields] = []
        for number in paneNumbers.numbers(in: .min..<Int64.max) {
            totals.clear()
            let own = open.find(number).flatMap { $0.find(key) }
            if let own { totals.add(open.arena, own) }
            let parts = sealed[number, default: []].compactMap { part in
                part.place(of: key).map { (part, $0) }
            }
            for (part, place) in parts { totals.add(part, place) }
            guard own != nil || !parts.isEmpty else { continue }
            let span = (start: plan.grid.start(of: number), end: plan.grid.start(of: number + 1))
            entries.append(
                fields(
                    "pane", span, ResultSource(arena: totals.arena), totals.record,
                    Array(plan.metrics.indices)))
        }
        for schedule in schedules {
            // The one that is ahead.
            let cursor = schedule.provisional ?? schedule.final
            guard case .unbounded = schedule.shape, let record = cursor.running.find(key) else { continue }
            let source = ResultSource(arena: cursor.running.arena, eras: cursor.decayed.eras)
            entries.append(fields("all_time", (.min, .max), source, record, schedule.metrics))
        }
        return entries
    }

    private func fields(
        _ kind: String, _ span: (start: Int64, end: Int64), _ source: ResultSource, _ record: Int,
        _ metrics: [Int]
    ) -> StateFields {
        var fields = StateFields()
        fields.add("of", .text(kind))
        fields.add("start", time: span.start)
        fields.add("end", time: span.end)
        for metric in metrics {
            fields.add(plan.metrics[metric], encoders[metric], source, record, span, symbols)
        }
        return fields
    }
}

/// An entry is a session.
extension SessionMetrics: InspectableState {
    var entryCount: Int { store.count }

    func entries(of key: String) -> [StateFields] {
        keys.keys(key).flatMap { key in
            var spans: [SessionSpan] = []
            store.forEach(ofKey: key) { place in
                let span = store.span(containing: place)
                if spans.last != span { spans.append(span) }
            }
            return spans.map(fields)
        }
    }

    private func fields(of session: SessionSpan) -> StateFields {
        let span = (start: store[session.first].start, end: store[session.last].end)
        let record = store.arena.make()
        defer { store.arena.release(record) }
        store.forEach(of: session) { store.merge($0, into: record) }
        var fields = StateFields()
        fields.add("start", time: span.start)
        fields.add("end", time: span.end)
        fields.add("told", .bool(store[session.first].isTold))
        for (metric, encoder) in zip(plan.metrics, encoders) {
            fields.add(metric, encoder, ResultSource(arena: store.arena), record, span, symbols)
        }
        return fields
    }
}

extension StateFields {
    /// Adds what a metric would tell of a record.
    fileprivate mutating func add(
        _ metric: MetricPlan, _ encoder: ResultEncoder, _ source: ResultSource, _ record: Int,
        _ span: (start: Int64, end: Int64), _ symbols: SymbolTable
    ) {
        let layout = metric.results
        let batch = RowBatch(layout: layout.rows, capacity: 1)
        withUnsafePointer(to: UInt32(record)) { place in
            encoder.fill(
                batch, from: source, UnsafeBufferPointer(start: place, count: 1),
                .one(start: span.start, end: span.end, isPartial: false))
        }
        var values = StateFields()
        values.add(
            batch, row: 0, columns: layout.valueColumn..<layout.rows.columns.count, symbols: symbols,
            json: layout.jsonColumns)
        add(metric.name, .fields(values))
    }
}
