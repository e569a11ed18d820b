import EventModel

/// A short list of words in a ``WordPool``; an empty one takes no room there.
struct WordList {
    fileprivate var offset: UInt32 = 0
    fileprivate var sizeClass: UInt32 = 0
    /// How many words are in use.
    var count: UInt32 = 0
}

/// Memory for many short lists that grow: blocks of four words, eight, sixteen and so on, given back to their size's
/// own list of free blocks. Nothing is allocated as long as the lists together do not grow beyond what they once had.
struct WordPool: ~Copyable {
    private static let unit = 4
    private static let none = UInt32.max

    private var words: UnsafeMutablePointer<UInt64>
    private var capacity: Int
    private var used = 0
    // The first free block of each size; a free block's first word is the next one.
    private var free = [UInt32](repeating: none, count: 32)
    /// How many words the lists hold, with the room they have to grow.
    private(set) var heldWords = 0
    private let space: StateSpace

    init(in space: StateSpace) {
        self.space = space
        capacity = 1024
        words = Self.words(capacity, space)
    }

    deinit { space.deallocate(words, byteCount: byteCount) }

    private static func words(_ count: Int, _ space: StateSpace) -> UnsafeMutablePointer<UInt64> {
        space.allocate(byteCount: count * 8).bindMemory(to: UInt64.self, capacity: count)
    }

    /// Where memory stands, in bytes.
    var byteCount: Int { capacity * 8 }

    /// The words of a list; valid until the next list grows.
    @inline(__always)
    func words(of list: WordList) -> UnsafeMutablePointer<UInt64> { words + Int(list.offset) * Self.unit }

    /// Makes room for `count` words in a list, which may move.
    @inline(__always)
    mutating func reserve(_ count: Int, in list: inout WordList) {
        if count > Self.size(list.sizeClass) { grow(&list, to: count) }
    }

    /// Empties a list and gives back its room.
    mutating func release(_ list: inout WordList) {
        if list.sizeClass > 0 { giveBack(list) }
        list = WordList()
    }

    private static func size(_ sizeClass: UInt32) -> Int { sizeClass == 0 ? 0 : unit << Int(sizeClass - 1) }

    private mutating func grow(_ list: inout WordList, to count: Int) {
        var larger = list
        while Self.size(larger.sizeClass) < count { larger.sizeClass += 1 }
        larger.offset = takeBlock(larger.sizeClass)
        words(of: larger).update(from: words(of: list), count: Int(list.count))
        if list.sizeClass > 0 { giveBack(list) }
        list = larger
    }

    private mutating func takeBlock(_ sizeClass: UInt32) -> UInt32 {
        let size = Self.size(sizeClass)
        heldWords += size
        let first = free[Int(sizeClass)]
        if first != Self.none {
            free[Int(sizeClass)] = UInt32(truncatingIfNeeded: words[Int(first) * Self.unit])
            return first
        }
        if used + size > capacity { extend(by: size) }
        defer { used += size }
        return UInt32(used / Self.unit)
    }

    private mutating func giveBack(_ list: WordList) {
        heldWords -= Self.size(list.sizeClass)
        words(of: list)[0] = UInt64(free[Int(list.sizeClass)])
        free[Int(list.sizeClass)] = list.offset
    }

    private mutating func extend(by size: Int) {
        let larger = max(capacity * 2, used + size)
        precondition(larger / Self.unit < Int(Self.none), "too many words for one task")
        let moved = Self.words(larger, space)
        space.copy(used * 8, from: words, to: moved)
        space.deallocate(words, byteCount: byteCount)
        words = moved
        capacity = larger
    }
}
