import EventModel

extension AlertInstances: InspectableState {
    package var entryCount: Int { count }

    /// The episode of an entity, with what its condition read last.
    package func entries(of key: String) -> [StateFields] {
        keys.keys(key).compactMap { slots.find($0) }.map(fields)
    }

    private func fields(of slot: Int) -> StateFields {
        let instance = instances[slot]
        var fields = StateFields()
        fields.add("phase", .text(instance.episode.phaseName))
        fields.add("started_at", time: instance.episode.isInactive ? .min : instance.episode.startedAt)
        fields.add("clear_since", time: instance.episode.isInactive ? .max : instance.episode.clearedAt)
        fields.add("evaluated_at", time: instance.evaluatedAt)
        fields.add("seen_at", time: instance.seenAt)
        fields.add("due_at", time: deadlines.time(of: slot))
        if plan.when == nil {
            for (name, figure) in zip(["score", "limit", "baseline"], instance.figures.values) {
                fields.add(name, figure.isFinite ? .number(figure) : .null)
            }
        }
        evidence.removeAll()
        rows.read(slot, into: evidence, row: 0)
        evidence.count = 1
        var row = StateFields()
        row.add(evidence, row: 0, columns: 1..<resultColumns, symbols: symbols)
        fields.add("last_result", .fields(row))
        return fields
    }
}

extension DetectorBank: InspectableState {
    package var entryCount: Int { slots.count }

    /// What the detector of an entity knows.
    package func entries(of key: String) -> [StateFields] {
        keys.keys(key).compactMap { slots.find($0) }.map { slot in
            var fields = StateFields()
            fields.add("last_result_at", time: times[slot])
            fields.add("detector", .fields(StateFields(reflecting: states[slot])))
            return fields
        }
    }
}

extension ScoreTable: InspectableState {
    package var entryCount: Int { count }

    /// The results of a key's inputs, and the scores that it is compared with.
    package func entries(of key: String) -> [StateFields] {
        keys.keys(key).compactMap { slots.find($0) }.map { slot in
            rows.read(slot, into: batch, row: 0)
            defer { batch.removeAll() }
            var fields = StateFields()
            for (place, input) in plan.inputs.enumerated() {
                let reading = readings[slot * plan.inputs.count + place]
                var own = StateFields()
                own.add("window_start", time: reading.windowStart)
                own.add("window_end", time: reading.windowEnd)
                own.add("final", .bool(reading.isFinal))
                let first = inputColumns[place]
                own.add(
                    batch, row: 0, columns: first..<first + input.columns.count, symbols: symbols,
                    json: plan.results.jsonColumns)
                fields.add(batch.layout.columns[first].name, .fields(own))
            }
            return fields
        }
    }
}
