/// Which symbols a writer has written, and in which place of their order: a flat hash table that forgets everything at
/// once.
///
/// - Complexity: a look-up is a multiplication and mostly one cache line; forgetting costs nothing.
struct SymbolPlaces: ~Copyable {
    private struct Cell {
        var id: UInt32 = 0
        var place: UInt32 = 0
        // The round in which it was filled; those of earlier rounds are empty.
        var round: UInt32 = 0
    }

    /// How many symbols there are.
    private(set) var count = 0
    private var cells: UnsafeMutablePointer<Cell>
    // As many bits as are looked at; at most half of the cells are filled.
    private var bits: UInt64
    private var round: UInt32 = 1

    init() {
        bits = 6
        cells = .allocate(capacity: 1 << 6)
        cells.initialize(repeating: Cell(), count: 1 << 6)
    }

    deinit { cells.deallocate() }

    /// Forgets all symbols.
    mutating func removeAll() {
        guard count > 0 else { return }
        count = 0
        round &+= 1
        guard round == 0 else { return }
        cells.update(repeating: Cell(), count: 1 << Int(bits))
        round = 1
    }

    /// The place of a symbol; `nil` if it is new, and then it gets the next.
    mutating func take(_ id: UInt32) -> Int? {
        let cell = find(id)
        if cells[cell].round == round { return Int(cells[cell].place) }
        cells[cell] = Cell(id: id, place: UInt32(count), round: round)
        count += 1
        if count << 1 > 1 << Int(bits) { grow() }
        return nil
    }

    private func find(_ id: UInt32) -> Int {
        let mask = 1 << Int(bits) - 1
        // Fibonacci hashing: ids follow each other, and the high bits of the product are spread.
        var cell = Int(truncatingIfNeeded: (UInt64(id) &* 0x9E37_79B9_7F4A_7C15) >> (64 - bits))
        while cells[cell].round == round, cells[cell].id != id { cell = (cell + 1) & mask }
        return cell
    }

    private mutating func grow() {
        let old = cells
        let size = 1 << Int(bits)
        bits += 1
        cells = .allocate(capacity: size * 2)
        cells.initialize(repeating: Cell(), count: size * 2)
        for place in 0..<size where old[place].round == round { cells[find(old[place].id)] = old[place] }
        old.deallocate()
    }
}
