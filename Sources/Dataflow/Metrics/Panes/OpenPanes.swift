/// The panes of one group that rows come into, by number, over one arena of records.
final class OpenPanes {
    let arena: RecordArena
    private let grid: PaneGrid
    private var panes: [Int64: OpenPane] = [:]
    private var spare: [OpenPane] = []
    // Rows that are left out go to a record of their own, so that no loop has to ask.
    private let sink: Int

    init(grid: PaneGrid, layout: RecordLayout) {
        self.grid = grid
        arena = RecordArena(layout: layout)
        sink = arena.make()
    }

    /// How many records there are in all panes.
    var recordCount: Int { arena.count - 1 }

    /// How many panes there are.
    var count: Int { panes.count }

    var byteCount: Int { arena.byteCount + panes.values.reduce(0) { $0 + $1.byteCount } }

    /// A pane, made now if there is none.
    func pane(_ number: Int64) -> (pane: OpenPane, isNew: Bool) {
        if let pane = panes[number] { return (pane, false) }
        let pane = spare.popLast() ?? OpenPane()
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
            pane.find(row..<next, keys: keys, in: arena, sink: sink, places: places)
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
        pane.forEach { _, record in arena.release(record) }
        pane.removeAll()
        if spare.count < 4 { spare.append(pane) }
    }

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
