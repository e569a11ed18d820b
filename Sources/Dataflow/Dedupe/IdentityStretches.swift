import EventModel

/// The ids of all stretches of event time that are remembered, oldest first.
struct IdentityStretches: ~Copyable {
    private struct Stretch: ~Copyable {
        let number: Int64
        var table: IdentityTable

        init(number: Int64, in space: StateSpace) {
            self.number = number
            table = IdentityTable(in: space)
        }
    }

    private static let perWithin: Int64 = 2

    private let width: Int64
    private let within: Int64
    private let space: StateSpace
    private var stretches: UnsafeMutablePointer<Stretch>
    private var stretchCapacity = 16
    private var stretchCount = 0
    // What the last row needed; rows that follow each other mostly need the same.
    private var current: Int64?
    private var currentPlace = 0
    private var near = 0..<0
    /// How many ids are remembered.
    private(set) var count = 0
    /// What has changed since it was last written.
    var changes = IdentityChanges()

    /// No ids.
    ///
    /// Half of the time in which ids are compared makes a stretch: a row of a stream in order looks into three tables,
    /// and half as much again as has to be is remembered. Shorter ones cost more looking than they save memory.
    init(within: Int64, in space: StateSpace) {
        self.within = within
        self.space = space
        width = min(max(1, (within + Self.perWithin - 1) / Self.perWithin), IdentityTable.longestStretch)
        stretches = .allocate(capacity: stretchCapacity)
    }

    deinit {
        stretches.deinitialize(count: stretchCount)
        stretches.deallocate()
    }

    /// Where memory stands, in bytes.
    var byteCount: Int { (0..<stretchCount).reduce(0) { $0 + stretches[$1].table.byteCount } }

    /// Whether an id is remembered within the time from here; if not, it is from now on.
    @inline(__always)
    mutating func isKnown(_ identity: Identity, at time: Int64) -> Bool {
        let number = Pane.index(of: time, width: width)
        if number != current { move(to: number) }
        for place in near {
            guard let offset = stretches[place].table.find(identity) else { continue }
            // Wraps only where the stretch begins before all times, and comes out right.
            let seen = stretches[place].number &* width &+ offset
            let (distance, overflow) = time.subtractingReportingOverflow(seen)
            if !overflow, distance.magnitude <= UInt64(within) { return true }
        }
        let offset = time &- number &* width
        stretches[currentPlace].table.insert(identity, at: offset)
        count += 1
        changes.append(identity, number, offset)
        return false
    }

    /// Looks at the memory that a row will need, in the stretches of the last row.
    @inline(__always)
    func touch(_ identity: Identity) -> UInt32 {
        var marks: UInt32 = 0
        for place in near { marks |= stretches[place].table.touch(identity) }
        return marks
    }

    /// Forgets the stretches that end before a time.
    mutating func forget(before time: Int64) {
        // A stretch ends before the time when the time lies in a later one.
        let number = Pane.index(of: time, width: width)
        if number > .min { forget(through: number - 1) }
    }

    /// Forgets the oldest stretch that has ids; one that was only looked into has none, and must not matter.
    ///
    /// - Returns: how many ids it had.
    mutating func forgetOldest() -> Int {
        let before = count
        let oldest = (0..<stretchCount).first { stretches[$0].table.count > 0 }
        if let oldest { remove(oldest + 1) }
        return before - count
    }

    /// Forgets the stretches up to and including one.
    mutating func forget(through number: Int64) {
        var old = 0
        while old < stretchCount, stretches[old].number <= number { old += 1 }
        if old > 0 { remove(old) }
    }

    /// Takes over an id that was remembered elsewhere.
    ///
    /// - Parameters:
    ///   - identity: the id.
    ///   - number: the stretch that its time lies in.
    ///   - offset: its time since the beginning of the stretch; less than ``stretchMilliseconds``.
    mutating func restore(_ identity: Identity, stretch number: Int64, offset: Int64) {
        if number != current { move(to: number) }
        if stretches[currentPlace].table.replace(identity, at: offset) { return }
        stretches[currentPlace].table.insert(identity, at: offset)
        count += 1
    }

    /// How long a stretch is.
    var stretchMilliseconds: Int64 { width }

    /// The place of the first stretch from a number onwards, if there is one.
    func place(from number: Int64) -> Int? {
        (0..<stretchCount).first { stretches[$0].number >= number }
    }

    /// The number of the stretch at a place.
    func number(at place: Int) -> Int64 { stretches[place].number }

    /// How many cells the table of a stretch has.
    func cellCount(at place: Int) -> Int { stretches[place].table.cellCount }

    /// The id in a cell of a stretch's table.
    func entry(at cell: Int, of place: Int) -> (identity: Identity, offset: Int64)? {
        stretches[place].table.entry(at: cell)
    }

    /// The times at which an id was seen.
    func times(of identity: Identity) -> [Int64] {
        (0..<stretchCount).compactMap { place in
            stretches[place].table.find(identity).map { stretches[place].number &* width &+ $0 }
        }
    }

    private mutating func remove(_ oldest: Int) {
        changes.appendForgotten(through: stretches[oldest - 1].number)
        for place in 0..<oldest { count -= stretches[place].table.count }
        stretches.deinitialize(count: oldest)
        stretches.moveInitialize(from: stretches + oldest, count: stretchCount - oldest)
        stretchCount -= oldest
        (current, near) = (nil, 0..<0)
    }

    private mutating func makeStretch(_ number: Int64, at place: Int) {
        if stretchCount == stretchCapacity {
            let moved = UnsafeMutablePointer<Stretch>.allocate(capacity: stretchCapacity * 2)
            moved.moveInitialize(from: stretches, count: stretchCount)
            stretches.deallocate()
            (stretches, stretchCapacity) = (moved, stretchCapacity * 2)
        }
        (stretches + place + 1).moveInitialize(from: stretches + place, count: stretchCount - place)
        (stretches + place).initialize(to: Stretch(number: number, in: space))
        stretchCount += 1
    }

    /// Finds, or makes, the stretch of a number, and those whose ids lie near enough.
    private mutating func move(to number: Int64) {
        var place = stretchCount
        while place > 0, stretches[place - 1].number > number { place -= 1 }
        if place == 0 || stretches[place - 1].number != number {
            makeStretch(number, at: place)
        } else {
            place -= 1
        }
        let reach = (within + width - 1) / width
        var (lower, upper) = (place, place + 1)
        while lower > 0, number &- stretches[lower - 1].number <= reach { lower -= 1 }
        while upper < stretchCount, stretches[upper].number &- number <= reach { upper += 1 }
        (current, currentPlace, near) = (number, place, lower..<upper)
    }
}
