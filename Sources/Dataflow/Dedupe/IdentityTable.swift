import EventModel

/// An id as the filter remembers it: 96 bits of its hash.
///
/// Two of n different ids share all of them with a probability of about n² / 2⁹⁷: 6 in 10¹² for 10⁹ ids at a time.
/// With the time they fill 16 bytes, where 128 bits would take 24.
struct Identity {
    var high: UInt64
    var low: UInt32
}

/// The ids of one stretch of event time and the time of each: a flat table with open addressing, at most three quarters
/// full, 21 to 43 bytes for an id.
struct IdentityTable: ~Copyable {
    private struct Cell {
        var high: UInt64
        var low: UInt32
        // The time since the stretch's beginning + 1; 0 is empty.
        var mark: UInt32
    }

    /// How long a stretch can be, in milliseconds.
    static let longestStretch = Int64(UInt32.max) - 1

    private(set) var count = 0
    private var cells: UnsafeMutablePointer<Cell>
    private var mask: Int
    private let space: StateSpace

    init(in space: StateSpace) {
        self.space = space
        mask = 15
        cells = Self.allocate(16, space)
    }

    deinit { space.deallocate(cells, byteCount: (mask + 1) * MemoryLayout<Cell>.stride) }

    /// Where memory stands, in bytes.
    var byteCount: Int { (mask + 1) * MemoryLayout<Cell>.stride }

    /// The time of an id since the stretch's beginning, in milliseconds, if the id is there.
    @inline(__always)
    func find(_ identity: Identity) -> Int64? {
        var place = Int(truncatingIfNeeded: identity.high) & mask
        while cells[place].mark != 0 {
            if cells[place].high == identity.high, cells[place].low == identity.low {
                return Int64(cells[place].mark - 1)
            }
            place = (place + 1) & mask
        }
        return nil
    }

    /// Notes an id that is not there.
    ///
    /// - Complexity: O(1) amortised; allocates when the table doubles.
    mutating func insert(_ identity: Identity, at offset: Int64) {
        if (count + 1) * 4 > (mask + 1) * 3 { grow() }
        place(Cell(high: identity.high, low: identity.low, mark: UInt32(offset + 1)))
        count += 1
    }

    /// How many cells there are, empty ones too. Ids stay in their cells until this changes.
    var cellCount: Int { mask + 1 }

    /// The id in a cell and its time since the stretch's beginning, if there is one.
    func entry(at cell: Int) -> (identity: Identity, offset: Int64)? {
        let content = cells[cell]
        guard content.mark != 0 else { return nil }
        return (Identity(high: content.high, low: content.low), Int64(content.mark - 1))
    }

    /// Gives an id that is there another time.
    ///
    /// - Returns: whether it is there.
    mutating func replace(_ identity: Identity, at offset: Int64) -> Bool {
        var place = Int(truncatingIfNeeded: identity.high) & mask
        while cells[place].mark != 0 {
            if cells[place].high == identity.high, cells[place].low == identity.low {
                cells[place].mark = UInt32(offset + 1)
                return true
            }
            place = (place + 1) & mask
        }
        return false
    }

    /// Looks at where an id would be, so that its memory is near when it is needed.
    @inline(__always)
    func touch(_ identity: Identity) -> UInt32 {
        cells[Int(truncatingIfNeeded: identity.high) & mask].mark
    }

    private func place(_ cell: Cell) {
        var place = Int(truncatingIfNeeded: cell.high) & mask
        while cells[place].mark != 0 { place = (place + 1) & mask }
        cells[place] = cell
    }

    private mutating func grow() {
        let (old, oldMask) = (cells, mask)
        mask = mask * 2 + 1
        cells = Self.allocate(mask + 1, space)
        for index in 0...oldMask {
            if old[index].mark != 0 { place(old[index]) }
            if index & 511 == 511 { space.noteAccesses(512) }
        }
        space.deallocate(old, byteCount: (oldMask + 1) * MemoryLayout<Cell>.stride)
    }

    private static func allocate(_ count: Int, _ space: StateSpace) -> UnsafeMutablePointer<Cell> {
        // An empty cell is all zeros.
        let bytes = count * MemoryLayout<Cell>.stride
        let cells = space.allocate(byteCount: bytes)
        space.clear(cells, byteCount: bytes)
        return cells.bindMemory(to: Cell.self, capacity: count)
    }
}
