import EventModel

/// An entry is what is known of one key: the latest results of its inputs and its last scores.
extension ScoreTable: SlottedState {
    package var slotBound: Int { owners.count }

    package func isTaken(_ slot: Int) -> Bool { owners[slot] != nil }

    package func writeShared(to writer: StateWriter) {
        writer.integer(last)
        writer.integer(next)
    }

    package func writeEntry(_ slot: Int, to writer: StateWriter) {
        guard let key = owners[slot] else { return }
        writer.bytes(keys.bytes(of: key))
        for reading in readings[slot * plan.inputs.count..<(slot + 1) * plan.inputs.count] {
            writer.bool(!reading.isMissing)
            guard !reading.isMissing else { continue }
            writer.integer(reading.windowStart)
            writer.integer(reading.windowEnd)
            writer.bool(reading.isFinal)
            writer.bool(reading.isPartial)
        }
        rows.write(slot, symbols, to: writer)
        history.write(slot, to: writer)
    }

    package func restoreShared(from reader: inout StateReader) throws(StateDamage) {
        last = try reader.time(orNone: .min)
        next = try reader.time(orNone: .max)
    }

    package func restoreEntry(_ key: UInt32, from reader: inout StateReader) throws(StateDamage) {
        let slot = slots.find(key) ?? makeSlot(key)
        for place in slot * plan.inputs.count..<(slot + 1) * plan.inputs.count {
            readings[place] = Reading()
            guard try reader.bool() else { continue }
            readings[place].windowStart = try reader.time()
            readings[place].windowEnd = try reader.time()
            readings[place].isFinal = try reader.bool()
            readings[place].isPartial = try reader.bool()
        }
        try rows.restore(slot, symbols, from: &reader)
        try history.restore(slot, from: &reader)
    }

    package func restoreRemoval(_ key: UInt32) {
        if let slot = slots.find(key) { remove(key, slot) }
    }

    package func finishRestore() {
        // Keys that were removed on the way are still in it, and some of them came again.
        order = owners.enumerated().compactMap { slot, owner in owner.map { ($0, slot) } }
        isSorted = false
        changes.clear()
    }
}
