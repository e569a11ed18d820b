/// What has changed of a group's windows since the last commit, beside the marks of records, and how far the round
/// through all of them has come.
struct PaneChanges {
    /// Where the round goes on.
    struct Place {
        /// What is written in a round, in this order.
        enum Part { case totals, told, panes }

        var part = Part.totals
        /// The cursor whose running records are next.
        var cursor = 0
        /// The next record of it, chunk of told keys, or record of a pane.
        var record = 0
        /// The window whose told keys are next.
        var window: PlacedWindow?
        /// The pane that is next.
        var pane = Int64.min
        /// Which part of that pane's records.
        var source = 0
    }

    /// A window that was told as provisional, and its order in a round.
    struct PlacedWindow: Comparable {
        var shape: Int
        var window: WindowedMetrics.ToldWindow

        static func < (left: PlacedWindow, right: PlacedWindow) -> Bool {
            (left.shape, left.window.boundary, left.window.metric)
                < (right.shape, right.window.boundary, right.window.metric)
        }
    }

    /// Whether changes are noted. They are from the first commit on, or since a state was restored.
    var isNoted = false
    /// Panes that may have no record by which to know them.
    private(set) var newPanes: [Int64] = []
    /// The changed keys of panes that have been sealed.
    private(set) var sealedKeys: [Int64: [UInt32]] = [:]
    /// Windows that were told as provisional.
    private(set) var told: [PlacedWindow] = []
    /// Panes that were shrunk to what is kept for good, ascending.
    var closed = PaneNumbers()
    /// What was written last of where the windows stand.
    var standing: [UInt8] = []
    var place = Place()
    /// Rows without key that earlier processes left out.
    var rowsWithoutKeyBefore = 0
    /// Keys that were told as provisional, by window and chunk, while they are being restored.
    var toldChunks: [Int: [WindowedMetrics.ToldWindow: [Int: [UInt32]]]] = [:]

    var isEmpty: Bool { newPanes.isEmpty && sealedKeys.isEmpty && told.isEmpty }

    mutating func note(newPane number: Int64) { if isNoted { newPanes.append(number) } }

    mutating func note(toldBy shape: Int, _ window: WindowedMetrics.ToldWindow) {
        if isNoted { told.append(PlacedWindow(shape: shape, window: window)) }
    }

    /// The records of an open pane are about to be sealed, behind some parts that are sealed already.
    mutating func noteSealed(_ number: Int64, _ pane: OpenPane, behind parts: Int) {
        restart(number, at: parts)
        guard isNoted, !pane.changed.isEmpty else { return }
        pane.forEachChanged { key, _ in sealedKeys[number, default: []].append(key) }
    }

    /// All of a sealed pane counts as changed.
    mutating func noteAll(_ number: Int64, _ pane: SealedPane) {
        sealedKeys[number, default: []] += pane.keys.all
    }

    mutating func noteClosed(_ number: Int64, parts: Int) {
        if parts > 1 { restart(number, at: 0) }
        closed.insertIfAbsent(number)
    }

    mutating func noteDropped(_ number: Int64) {
        sealedKeys[number] = nil
        while let first = closed.first, first <= number { closed.removeFirst() }
    }

    /// Forgets all changes.
    mutating func removeAll() {
        newPanes.removeAll(keepingCapacity: true)
        sealedKeys.removeAll(keepingCapacity: true)
        told.removeAll(keepingCapacity: true)
    }

    // From one part on the records of a pane lie in another order now: the round goes through them once more.
    private mutating func restart(_ number: Int64, at part: Int) {
        guard place.part == .panes, place.pane == number, place.source >= part else { return }
        place.record = 0
        place.source = part
    }
}
