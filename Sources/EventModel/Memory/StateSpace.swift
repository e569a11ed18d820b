/// Where state takes its memory from: large pieces from a pool, if there is one, all else from the heap.
///
/// Small pieces cost what they always cost, so that a pool changes nothing for state that fits into memory anyway.
public struct StateSpace: Sendable {
    /// What is smaller is taken from the heap, unless something else is said.
    public static let usualLeastPooledBytes = 256 << 10
    private static let stepBytes = 1 << 20

    /// Where large pieces are taken from; nil for the heap.
    public let pool: PagePool?
    private let leastPooledBytes: Int

    /// Memory of a pool, or of the heap alone.
    ///
    /// - Parameters:
    ///   - pool: where large pieces are taken from; nil for the heap.
    ///   - leastPooledBytes: what is smaller is taken from the heap.
    public init(pool: PagePool? = nil, leastPooledBytes: Int = usualLeastPooledBytes) {
        self.pool = pool
        self.leastPooledBytes = leastPooledBytes
    }

    /// The heap.
    public static let heap = StateSpace()

    /// Memory of so many bytes; its content is not defined.
    public func allocate(byteCount: Int) -> UnsafeMutableRawPointer {
        if let pool, byteCount >= leastPooledBytes { return pool.allocate(byteCount) }
        return .allocate(byteCount: byteCount, alignment: 16)
    }

    /// Takes memory back, by the size it was asked for with.
    public func deallocate(_ memory: UnsafeMutableRawPointer, byteCount: Int) {
        if let pool, byteCount >= leastPooledBytes {
            pool.deallocate(memory, byteCount: byteCount)
        } else {
            memory.deallocate()
        }
    }

    /// Copies memory in steps, between which pages are let go of where that is needed.
    public func copy(
        _ byteCount: Int, from source: UnsafeRawPointer, to target: UnsafeMutableRawPointer
    ) {
        inSteps(byteCount) {
            (target + $0.lowerBound).copyMemory(from: source + $0.lowerBound, byteCount: $0.count)
        }
    }

    /// Sets memory to zero in steps.
    public func clear(_ memory: UnsafeMutableRawPointer, byteCount: Int) {
        inSteps(byteCount) {
            (memory + $0.lowerBound).initializeMemory(as: UInt8.self, repeating: 0, count: $0.count)
        }
    }

    /// Notes so many accesses to places at random; see ``PagePool/noteAccesses(_:)``.
    @inline(__always)
    public func noteAccesses(_ count: Int) { pool?.noteAccesses(count) }

    private func inSteps(_ byteCount: Int, _ body: (Range<Int>) -> Void) {
        var start = 0
        while start < byteCount {
            let end = min(start + Self.stepBytes, byteCount)
            body(start..<end)
            noteAccesses((end - start) >> 11)
            start = end
        }
    }
}
