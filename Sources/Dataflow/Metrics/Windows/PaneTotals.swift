import EventModel

/// What all parts of a pane have of one key, put together in a record of its own.
final class PaneTotals {
    let arena: RecordArena
    /// The record that the totals are in.
    let record: Int
    private let part: UnsafeMutablePointer<Int64>

    init(layout: RecordLayout) {
        arena = RecordArena(layout: layout, capacity: 1, in: .heap)
        record = arena.make()
        part = .allocate(capacity: max(layout.wordCount, 1))
    }

    deinit { part.deallocate() }

    /// Begins with nothing.
    func clear() {
        arena.words(of: record).update(from: arena.layout.empty, count: arena.layout.wordCount)
        for column in arena.sketches { column.clear(record) }
    }

    /// Adds a record of an open pane.
    func add(_ other: RecordArena, _ place: Int) {
        arena.layout.merge(into: arena.words(of: record), from: other.words(of: place))
        addSketches(other.sketches, place)
    }

    /// Adds a record of a sealed pane.
    func add(_ pane: SealedPane, _ place: Int) {
        pane.unpack(place, into: part)
        arena.layout.merge(into: arena.words(of: record), from: part)
        addSketches(pane.sketches, place)
    }

    private func addSketches(_ columns: [any SketchColumn], _ place: Int) {
        for (column, source) in zip(arena.sketches, columns) { column.merge(record, from: source, place) }
    }
}
