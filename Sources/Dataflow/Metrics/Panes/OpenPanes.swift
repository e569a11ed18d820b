import EventModel

/// The panes of one group that rows come into, by number, over one arena of records.
final class OpenPanes {
    let arena: RecordArena
    private let grid: PaneGrid
    private var panes: [Int64: OpenPane] = [:]
    private var spare: [OpenPane] = []
    /// Which records have changed since the last commit; none while nobody asks.
    @exclusivity(unchecked) private(set) var marks: RecordMarks?
    // Rows that are left out go to a record of their own, so that no loop has to ask.
    private let sink: Int
    private let space: StateSpace

    init(grid: PaneGrid, layout: RecordLayout, in space: StateSpace) {
        self.grid = grid
        self.space = space
        arena = RecordArena(layout: layout, in: space)
        sink = arena.make()
    }

    /// How many records there are in all panes.
    var recordCount: Int { arena.count - 1 }

    /// How many panes there are.
    var count: Int { panes.count }

    var byteCount: Int {
        arena.byteCount + (marks?.byteCount ?? 0) + panes.values.reduce(0) { $0 + $1.byteCount }
    }

    /// A pane, made now if there is none.
    func pane(_ number: Int64) -> (pane: OpenPane, isNew: Bool) {
        if let pane = panes[number] { return (pane, false) }
        let pane = spare.popLast() ?? OpenPane(in: space)
        panes[number] = pane
        return (pane, true)
    }

    func find(_ number: Int64) -> OpenPane? { panes[number] }

    /// Finds each row's record, as the place of its first word.
    ///
    /// - Parameters:
    ///   - times: the rows' event times.
    ///   - keys: their keys; ``KeyReader/noKey`` for rows that are left out.
    ///   - count: how many rows there are.
    ///   - places: what is found.
    ///   - opened: takes the numbers of panes that are new.
    func find(
        times: UnsafePointer<Int64>, keys: UnsafePointer<UInt32>, count: Int,
        places: UnsafeMutablePointer<Int>, opened: (Int64) -> Void
    ) {
        // Rows mostly come in runs of one pane.
        var row = 0
        while row < count {
            let number = grid.pane(of: times[row])
            let (start, end) = (grid.start(of: number), grid.start(of: number + 1))
            var next = row + 1
            while next < count, times[next] >= start, times[next] < end { next += 1 }
            let (pane, isNew) = pane(number)
            if isNew { opened(number) }
            if let marks {
                pane.find(row..<next, keys: keys, in: arena, sink: sink, places: places, marks: marks)
            } else {
                pane.find(row..<next, keys: keys, in: arena, sink: sink, places: places)
            }
            row = next
        }
    }

    /// Goes through all records.
    func forEach(_ body: (_ pane: Int64, _ key: UInt32, _ record: Int) -> Void) {
        for (number, pane) in panes { pane.forEach { body(number, $0, $1) } }
    }

    /// Removes a pane and releases its records.
    func remove(_ number: Int64) {
        guard let pane = panes.removeValue(forKey: number) else { return }
        if let marks { pane.forgetChanges(marks) }
        pane.forEach { _, record in arena.release(record) }
        pane.removeAll()
        if spare.count < 4 { spare.append(pane) }
    }

    /// From now on it is noted which records change.
    func beginMarks() { marks = marks ?? RecordMarks(in: space) }

    /// The record of a key in a pane, which is about to change.
    @inline(__always)
    func record(of key: UInt32, in pane: OpenPane) -> Int {
        let record = pane.record(of: key, in: arena)
        if let marks, marks.mark(record) { pane.noteChange(key, record) }
        return record
    }

    /// Goes through the panes in which something has changed.
    func forEachChanged(_ body: (_ number: Int64, _ pane: OpenPane) -> Void) {
        for (number, pane) in panes where !pane.changed.isEmpty { body(number, pane) }
    }

    /// Whether a record of any pane has changed.
    var hasChanges: Bool { panes.values.contains { !$0.changed.isEmpty } }

    /// Forgets everything; some memory stays for the next round.
    func removeAll() {
        for pane in panes.values {
            pane.removeAll()
            if spare.count < 4 { spare.append(pane) }
        }
        panes.removeAll(keepingCapacity: true)
        arena.removeAll()
        _ = arena.make()
    }
}
