import EventModel

/// Memory for numbered elements of one size, in chunks that never move.
///
/// Growing takes one chunk more. Nothing is copied, so no pause grows with the number of elements, and the peak of
/// memory is what is in use. Elements are plain data; a fresh chunk is not initialised.
///
/// - Complexity: O(1) for an element, O(chunks) now and then for the list of chunks.
struct Chunks: ~Copyable {
    private let stride: Int
    private let exponent: Int
    private let mask: Int
    private let pool: PagePool?
    private var bases: [UnsafeMutableRawPointer] = []

    /// No elements.
    ///
    /// - Parameters:
    ///   - stride: bytes from one element to the next.
    ///   - exponent: a chunk holds 2 to the power of this.
    ///   - pool: where chunks are taken from; plain memory if nil.
    init(stride: Int, exponent: Int = 12, pool: PagePool? = nil) {
        self.pool = pool
        self.stride = stride
        self.exponent = exponent
        mask = 1 << exponent - 1
    }

    deinit {
        for base in bases { giveBack(base) }
    }

    /// How many elements there is room for.
    var capacity: Int { bases.count << exponent }

    /// Bytes taken from the system.
    var memoryBytes: Int { bases.count * stride << exponent + bases.capacity * MemoryLayout<Int>.stride }

    /// An element; the place is valid until all are removed.
    @inline(__always)
    func at(_ index: Int) -> UnsafeMutableRawPointer { bases[index >> exponent] + (index & mask) * stride }

    /// Takes one chunk more.
    mutating func grow() {
        let bytes = stride << exponent
        bases.append(pool?.allocate(bytes) ?? .allocate(byteCount: bytes, alignment: 16))
    }

    /// Gives chunks back, the last ones first; only so many in one call, because the system takes its time.
    mutating func trim() {
        for _ in 0..<min(bases.count, 256) { giveBack(bases.removeLast()) }
        if bases.isEmpty { bases = [] }
    }

    private func giveBack(_ base: UnsafeMutableRawPointer) {
        if let pool { pool.deallocate(base, byteCount: stride << exponent) } else { base.deallocate() }
    }
}
