/// The ids of all stretches of event time that are remembered, oldest first.
struct IdentityStretches: ~Copyable {
    private final class Stretch {
        let number: Int64
        @exclusivity(unchecked) var table = IdentityTable()

        init(number: Int64) { self.number = number }
    }

    private let width: Int64
    private let within: Int64
    private var stretches: [Stretch] = []
    // What the last row needed; rows that follow each other mostly need the same.
    private var current: Int64?
    private var currentPlace = 0
    private var near = 0..<0
    /// How many ids are remembered.
    private(set) var count = 0

    /// No ids.
    ///
    /// A quarter of the time in which ids are compared makes a stretch, so that hardly more is remembered than has to
    /// be, and a row has few tables to look into.
    init(within: Int64) {
        self.within = within
        width = min(max(1, (within + 3) / 4), IdentityTable.longestStretch)
    }

    /// Where memory stands, in bytes.
    var byteCount: Int { stretches.reduce(0) { $0 + $1.table.byteCount } }

    /// Whether an id is remembered within the time from here; if not, it is from now on.
    @inline(__always)
    mutating func isKnown(_ identity: Identity, at time: Int64) -> Bool {
        let number = Pane.index(of: time, width: width)
        if number != current { move(to: number) }
        for place in near {
            let stretch = stretches[place]
            guard let offset = stretch.table.find(identity) else { continue }
            // Wraps only where the stretch begins before all times, and comes out right.
            let seen = stretch.number &* width &+ offset
            let (distance, overflow) = time.subtractingReportingOverflow(seen)
            if !overflow, distance.magnitude <= UInt64(within) { return true }
        }
        stretches[currentPlace].table.insert(identity, at: time &- number &* width)
        count += 1
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
        guard let first = stretches.first, first.number < number else { return }
        remove(stretches.firstIndex { $0.number >= number } ?? stretches.count)
    }

    /// Forgets the oldest stretch.
    ///
    /// - Returns: how many ids it had.
    mutating func forgetOldest() -> Int {
        let before = count
        remove(1)
        return before - count
    }

    private mutating func remove(_ oldest: Int) {
        for stretch in stretches[..<oldest] { count -= stretch.table.count }
        stretches.removeFirst(oldest)
        (current, near) = (nil, 0..<0)
    }

    /// Finds, or makes, the stretch of a number, and those whose ids lie near enough.
    private mutating func move(to number: Int64) {
        var place = stretches.count
        while place > 0, stretches[place - 1].number > number { place -= 1 }
        if place == 0 || stretches[place - 1].number != number {
            stretches.insert(Stretch(number: number), at: place)
        } else {
            place -= 1
        }
        let reach = (within + width - 1) / width
        var (lower, upper) = (place, place + 1)
        while lower > 0, number &- stretches[lower - 1].number <= reach { lower -= 1 }
        while upper < stretches.count, stretches[upper].number &- number <= reach { upper += 1 }
        (current, currentPlace, near) = (number, place, lower..<upper)
    }
}
