import EventModel

/// An entry is what is known of one entity: its episode, its last row with data and when its alert was told.
extension AlertInstances: SlottedState {
    package var slotBound: Int { instances.count }

    package func isTaken(_ slot: Int) -> Bool { instances[slot].isUsed }

    package func writeShared(to writer: StateWriter) {
        writer.count(heldBackCount)
        writer.integer(presentAt)
        writer.bool(caresForNoData)
    }

    package func writeEntry(_ slot: Int, to writer: StateWriter) {
        let instance = instances[slot]
        writer.bytes(keys.bytes(of: instance.entity))
        instance.episode.write(to: writer)
        writer.integer(instance.evaluatedAt)
        writer.integer(instance.seenAt)
        writer.integer(instance.presentAt)
        writer.integer(deadlines.time(of: slot))
        for figure in instance.figures.values { writer.double(figure) }
        rows.write(slot, symbols, to: writer)
        history.write(slot, to: writer)
    }

    package func restoreShared(from reader: inout StateReader) throws(StateDamage) {
        heldBackCount = try reader.count()
        guard heldBackCount < 1 << 60 else { throw StateDamage("\(heldBackCount) episodes were held back") }
        presentAt = try reader.integer()
        present.removeAll()
        if try reader.bool() { present.append(.gone) }
    }

    package func restoreEntry(_ entity: UInt32, from reader: inout StateReader) throws(StateDamage) {
        let slot = slots.find(entity) ?? makeSlot(entity)
        instances[slot].episode = try AlertEpisode(from: &reader)
        instances[slot].evaluatedAt = try reader.integer()
        instances[slot].seenAt = try reader.integer()
        instances[slot].presentAt = try reader.integer()
        deadlines.set(slot, at: try reader.integer())
        let (score, limit) = (try reader.double(), try reader.double())
        instances[slot].figures = DetectorFigures(score: score, limit: limit, baseline: try reader.double())
        try rows.restore(slot, symbols, from: &reader)
        try history.restore(slot, from: &reader)
    }

    package func restoreRemoval(_ entity: UInt32) {
        guard let slot = slots.find(entity) else { return }
        slots.remove(entity)
        instances[slot] = Instance()
        deadlines.remove(slot)
    }

    package func finishRestore() {
        for (slot, instance) in instances.enumerated() where instance.isUsed {
            if !instance.episode.isInactive { activeCount += 1 }
            // Only those of the last evaluation; without one nothing was written as present.
            guard !present.isEmpty, instance.presentAt == presentAt else { continue }
            present.append(Present(slot: slot, entity: instance.entity))
        }
        changes.clear()
    }
}
