import EventModel

/// Where the windows of one shape stand, for provisional or for final results: what has entered and what it adds up to.
final class WindowCursor {
    let shape: WindowShape
    /// The last boundary that was told.
    private(set) var last = Int64.min
    // The first pane of the window that was told last.
    private(set) var first = Int64.min
    let running: RunningRecords
    let front: FrontStack?
    let decayed: DecayedSums
    /// The running records whose content has changed with the last step or since, when only these are told.
    @exclusivity(unchecked) private(set) var changed: StateArray<UInt32>
    @exclusivity(unchecked) private var isChanged: StateArray<Bool>
    private let space: StateSpace
    private var left: [SealedPane] = []
    /// The running records that have changed since the last commit, where they do not follow from panes.
    @exclusivity(unchecked) private(set) var marks: MarkedRecords?

    init(shape: WindowShape, layout: RecordLayout, grid: PaneGrid, in space: StateSpace) {
        self.shape = shape
        self.space = space
        changed = StateArray(in: space)
        isChanged = StateArray(in: space)
        running = RunningRecords(layout: layout, in: space)
        decayed = DecayedSums(layout: layout, grid: grid, running: running)
        front = layout.isSubtractable ? nil : FrontStack(layout: layout, running: running, in: space)
    }

    var byteCount: Int {
        running.byteCount + (front?.byteCount ?? 0) + changed.byteCount + isChanged.byteCount
    }

    /// The next boundary at which something is to be told.
    func next(_ panes: PaneNumbers) -> Int64? {
        let last = last
        switch shape {
        case .hopping, .calendar, .unbounded:
            guard let pane = panes.first(where: { last == .min || shape.lastBoundary(touchedBy: $0) > last })
            else { return nil }
            let first = shape.boundary(after: pane)
            return last == .min ? first : max(shape.boundary(after: last), first)
        case .sliding(let width):
            let entering = panes.first { last == .min || $0 >= last }.map { $0 + 1 }
            let leaving = last == .min ? nil : panes.first { $0 + width + 1 > last }.map { $0 + width + 1 }
            guard let entering, let leaving else { return entering ?? leaving }
            return min(entering, leaving)
        }
    }

    /// Whether a pane still has to enter or to leave.
    func needs(_ pane: Int64) -> Bool {
        if last == .min || pane >= last { return true }
        switch shape {
        case .hopping, .calendar: return !shape.isDisjoint && pane >= first
        case .sliding: return pane >= first
        case .unbounded: return false
        }
    }

    /// Whether rows of a pane that come in now change what has been told.
    func holds(_ pane: Int64) -> Bool {
        !shape.isDisjoint && last != .min && pane < last && pane >= first
    }

    /// Moves on to a boundary: panes enter and leave.
    ///
    /// - Parameters:
    ///   - boundary: the boundary that is told.
    ///   - panes: the numbers of all panes.
    ///   - sealed: the records of a pane.
    func advance(to boundary: Int64, panes: PaneNumbers, sealed: (Int64) -> [SealedPane]) {
        let from = shape.firstPane(endingAt: boundary)
        // What is left behind by the last step was told with it.
        finishStep()
        // Nothing stays of a hopping window that jumps; of a sliding one it is told what has left.
        let startsAnew = shape.isDisjoint || !shape.tellsChangesOnly && last != .min && from >= last
        if startsAnew { removeAll() }
        let entered = last == .min ? from : max(last, from)
        for number in panes.numbers(in: entered..<boundary) {
            for pane in sealed(number) { enter(pane, number) }
        }
        if last != .min, first < from, !startsAnew {
            for number in panes.numbers(in: first..<min(from, last)) {
                leave(number, boundary, panes, sealed)
            }
        }
        first = from
        last = boundary
    }

    /// Passes a boundary that is told straight from its panes.
    func pass(_ boundary: Int64) {
        first = shape.firstPane(endingAt: boundary)
        last = boundary
    }

    /// Passes all boundaries up to one at which nothing was to be told, so that what comes in later does not change
    /// that.
    func skip(to boundary: Int64) {
        if boundary > last {
            if !shape.tellsChangesOnly {
                finishStep()
                removeAll()
            }
            pass(boundary)
        } else if boundary < last || first < last {
            return
        }
        guard case .hopping = shape, !shape.isDisjoint else { return }
        expectLate()
    }

    /// Forgets everything if no later window holds any of the panes of this one.
    func forgetPast(_ panes: PaneNumbers) {
        guard case .hopping = shape, !shape.isDisjoint, first < last else { return }
        if let newest = panes.numbers(in: first..<last).last, shape.lastBoundary(touchedBy: newest) > last {
            return
        }
        finishStep()
        removeAll()
        expectLate()
    }

    /// The window holds nothing; what comes in late for it may be for later ones, too.
    private func expectLate() { first = min(last, shape.firstPane(endingAt: shape.boundary(after: last))) }

    /// Takes in a partial for a pane that has entered already.
    func addLate(
        _ key: UInt32, _ pane: Int64, _ words: UnsafePointer<Int64>, _ sketches: [any SketchColumn],
        _ place: Int
    ) {
        let record = running.record(of: key)
        note(record)
        marks?.mark(record)
        let target = running.arena.words(of: record)
        let layout = running.arena.layout
        for word in layout.sums { target[word] &+= words[word] }
        for word in layout.wideSums {
            AggregateWords.add(AggregateWords.wide(words + word), to: target + word)
        }
        front?.addLate(key, pane, words, sketches, place)
        decayed.addLate(words, pane, into: record)
    }

    /// Forgets which keys have changed, and keys of which nothing is left.
    func finishStep() {
        for record in changed.all { isChanged[Int(record)] = false }
        changed.removeAll()
        for pane in left {
            running.releaseEmpty(keysOf: pane) { front?.clear($0) }
        }
        left.removeAll()
    }

    private func enter(_ pane: SealedPane, _ number: Int64) {
        running.add(pane) { range, records in
            front?.enter(pane, range, records)
            decayed.enter(pane, number, range, records)
            note(records, range.count)
            if let marks { for place in 0..<range.count { marks.mark(Int(records[place])) } }
        }
    }

    private func leave(
        _ number: Int64, _ boundary: Int64, _ panes: PaneNumbers, _ sealed: (Int64) -> [SealedPane]
    ) {
        front?.leave(number, end: boundary, numbers: panes.numbers(in: number..<boundary), sealed: sealed)
        for pane in sealed(number) {
            running.subtract(pane) { range, records in note(records, range.count) }
            left.append(pane)
        }
    }

    private func note(_ records: UnsafePointer<UInt32>, _ count: Int) {
        guard shape.tellsChangesOnly else { return }
        for place in 0..<count { note(Int(records[place])) }
    }

    @inline(__always)
    private func note(_ record: Int) {
        guard shape.tellsChangesOnly else { return }
        if isChanged.count <= record {
            isChanged.append(repeating: false, count: record + 1 - isChanged.count)
        }
        guard !isChanged[record] else { return }
        isChanged[record] = true
        changed.append(UInt32(record))
    }

    /// Whether what it adds up to cannot be had from panes any more.
    var isKept: Bool { if case .unbounded = shape { true } else { false } }

    /// From now on it is noted which records change, if that matters.
    func beginMarks() { if isKept { marks = marks ?? MarkedRecords(in: space) } }

    /// Stands where another cursor stood.
    func restore(first: Int64, last: Int64) {
        self.first = first
        self.last = last
    }

    /// Adds up the panes that have entered and not left.
    func rebuild(_ panes: PaneNumbers, sealed: (Int64) -> [SealedPane]) {
        guard !shape.isDisjoint, !isKept, last != .min else { return }
        for number in panes.numbers(in: first..<last) {
            for pane in sealed(number) { enter(pane, number) }
        }
        finishStep()
    }

    private func removeAll() {
        running.removeAll()
        front?.removeAll()
        decayed.removeAll()
        changed.removeAll()
        isChanged.removeAll()
    }
}
