import EventModel

/// Plain data in one stretch of memory that grows at its end, taken from a ``StateSpace``.
///
/// Like an array, but owned by one place, never copied, and where there is a pool its pages can be let go of.
///
/// - Complexity: appending O(1) amortised.
struct StateArray<Element: BitwiseCopyable>: ~Copyable {
    /// The first element; valid until the array grows.
    private(set) var base: UnsafeMutablePointer<Element>
    /// How many elements there are.
    private(set) var count = 0
    /// How many there is room for.
    private(set) var capacity: Int
    private let space: StateSpace

    /// No elements.
    init(in space: StateSpace, capacity: Int = 0) {
        self.space = space
        self.capacity = max(capacity, 8)
        base = Self.allocate(self.capacity, space)
    }

    /// So many elements that are all the same.
    init(repeating element: Element, count: Int, in space: StateSpace) {
        self.init(in: space, capacity: count)
        append(repeating: element, count: count)
    }

    deinit { Self.deallocate(base, capacity, space) }

    /// Bytes of memory.
    var byteCount: Int { capacity * MemoryLayout<Element>.stride }

    /// Whether there are none.
    var isEmpty: Bool { count == 0 }

    /// All elements; valid until the array grows.
    var all: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: base, count: count) }

    /// An element.
    @inline(__always)
    subscript(place: Int) -> Element {
        get { base[place] }
        nonmutating _modify { yield &base[place] }
    }

    /// Adds an element.
    @inline(__always)
    mutating func append(_ element: Element) {
        if count == capacity { reserve(count + 1) }
        base[count] = element
        count += 1
    }

    /// Adds the same element again and again.
    mutating func append(repeating element: Element, count more: Int) {
        reserve(count + more)
        var start = count
        count += more
        while start < count {
            let end = min(start + 65_536, count)
            (base + start).update(repeating: element, count: end - start)
            space.noteAccesses((end - start) * MemoryLayout<Element>.stride >> 11)
            start = end
        }
    }

    /// Takes the last element away.
    @inline(__always)
    mutating func popLast() -> Element? {
        guard count > 0 else { return nil }
        count -= 1
        return base[count]
    }

    /// Forgets all elements; the memory stays.
    mutating func removeAll() { count = 0 }

    /// Makes room for so many elements, and for half as many again as there is room for now.
    mutating func reserve(_ needed: Int) {
        guard needed > capacity else { return }
        let larger = max(needed, capacity + capacity / 2)
        let moved = Self.allocate(larger, space)
        space.copy(count * MemoryLayout<Element>.stride, from: base, to: moved)
        Self.deallocate(base, capacity, space)
        (base, capacity) = (moved, larger)
    }

    private static func allocate(_ capacity: Int, _ space: StateSpace) -> UnsafeMutablePointer<Element> {
        space.allocate(byteCount: capacity * MemoryLayout<Element>.stride)
            .bindMemory(to: Element.self, capacity: capacity)
    }

    private static func deallocate(
        _ base: UnsafeMutablePointer<Element>, _ capacity: Int, _ space: StateSpace
    ) {
        space.deallocate(base, byteCount: capacity * MemoryLayout<Element>.stride)
    }
}
