package import EventModel

/// A table of entries by entity, each in a slot of its own, as durable state.
///
/// What belongs to no entry must be small: it goes with every change and every slice.
package protocol SlottedState: DurableState {
    /// The keys of its entities.
    var keys: SymbolTable { get }
    /// What is to be written.
    var changes: SlotChanges { get set }
    /// One past the last slot.
    var slotBound: Int { get }

    /// Whether an entity has the slot.
    func isTaken(_ slot: Int) -> Bool
    /// Writes what belongs to no entry.
    func writeShared(to writer: StateWriter)
    /// Writes an entity's key and everything that is known of it.
    func writeEntry(_ slot: Int, to writer: StateWriter)
    /// Reads what belongs to no entry.
    func restoreShared(from reader: inout StateReader) throws(StateDamage)
    /// Reads what is known of an entity, in place of what was known before.
    func restoreEntry(_ entity: UInt32, from reader: inout StateReader) throws(StateDamage)
    /// Forgets an entity, if it is known.
    func restoreRemoval(_ entity: UInt32)
}

private enum EntryKind {
    static let shared: UInt8 = 0
    static let entry: UInt8 = 1
    static let removal: UInt8 = 2
}

extension SlottedState {
    // A slot that is passed over costs the round as much as a byte of sixteen.
    private var slotsPerByte: Int { 16 }

    /// Whether something has changed.
    package var hasChanges: Bool { !changes.isEmpty }

    /// Writes removals first: a freed slot may have been given away again, to the same entity even.
    package func writeChanges(to writer: StateWriter) {
        writeSharedEntry(to: writer)
        for entity in changes.removed {
            writer.byte(EntryKind.removal)
            writer.bytes(keys.bytes(of: entity))
        }
        for slot in changes.slots where isTaken(Int(slot)) { write(Int(slot), to: writer) }
        changes.clear()
    }

    /// Writes the next entries in the order of their slots: an entity keeps its slot as long as it is there.
    package func writeSlice(bytes: Int, to writer: StateWriter) -> Bool {
        writeSharedEntry(to: writer)
        let start = writer.count
        let first = changes.next
        while changes.next < slotBound {
            if isTaken(changes.next) { write(changes.next, to: writer) }
            changes.next += 1
            if writer.count - start + (changes.next - first) / slotsPerByte >= bytes { break }
        }
        guard changes.next >= slotBound else { return false }
        changes.next = 0
        return true
    }

    /// Takes over entries, each in place of what was known of its entity.
    package func restore(from reader: inout StateReader) throws(StateDamage) {
        while !reader.isAtEnd {
            switch try reader.byte() {
            case EntryKind.shared: try restoreShared(from: &reader)
            case EntryKind.entry: try restoreEntry(try reader.key(in: keys), from: &reader)
            case EntryKind.removal: restoreRemoval(try reader.key(in: keys))
            case let other: throw StateDamage("\(other) is no kind of entry")
            }
        }
    }

    private func writeSharedEntry(to writer: StateWriter) {
        writer.byte(EntryKind.shared)
        writeShared(to: writer)
    }

    private func write(_ slot: Int, to writer: StateWriter) {
        writer.byte(EntryKind.entry)
        writeEntry(slot, to: writer)
    }
}
