import EventModel

/// Keeps short byte strings where they are until they are freed, and uses their room again.
///
/// A string takes its length rounded up to four bytes; room that was freed goes to the next string of that size, so that
/// nothing is ever moved together. What is longer than ``longestInCells`` has memory of its own.
///
/// - Complexity: storing and freeing O(length).
struct ByteCells: ~Copyable {
    /// The most bytes that are kept in cells.
    static let longestInCells = 252
    private static let unit = 4
    private static let exponent = 16

    private var chunks: Chunks
    private var used = 0
    // By size in units: the first free place, plus 1. A free place begins with the next one.
    private var free = [UInt32](repeating: 0, count: longestInCells / unit + 1)
    private var outsideBytes = 0

    /// No strings; memory is taken from the pool, if there is one.
    init(pool: PagePool? = nil) { chunks = Chunks(stride: Self.unit, exponent: Self.exponent, pool: pool) }

    /// Bytes taken from the system.
    var memoryBytes: Int { chunks.memoryBytes + outsideBytes }

    /// Stores a copy of some bytes and tells its place.
    mutating func store(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        guard let source = bytes.baseAddress, bytes.count > 0 else { return 0 }
        if bytes.count <= Self.longestInCells {
            let place = reserve(bytes.count)
            chunks.at(Int(place)).copyMemory(from: source, byteCount: bytes.count)
            return place
        }
        let outside = UnsafeMutableRawPointer.allocate(byteCount: bytes.count, alignment: 16)
        outside.copyMemory(from: source, byteCount: bytes.count)
        outsideBytes += bytes.count
        let place = reserve(MemoryLayout<UInt>.size)
        chunks.at(Int(place)).storeBytes(of: UInt(bitPattern: outside), as: UInt.self)
        return place
    }

    /// The bytes at a place, by their length; valid until they are freed.
    @inline(__always)
    func bytes(at place: UInt32, count: Int) -> UnsafeRawBufferPointer {
        guard count > 0 else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        let cell = chunks.at(Int(place))
        if count <= Self.longestInCells { return UnsafeRawBufferPointer(start: cell, count: count) }
        return UnsafeRawBufferPointer(start: outside(cell), count: count)
    }

    /// Frees the bytes at a place, by their length.
    mutating func free(_ place: UInt32, count: Int) {
        guard count > 0 else { return }
        let cell = chunks.at(Int(place))
        var size = count
        if count > Self.longestInCells {
            deallocateOutside(at: place)
            outsideBytes -= count
            size = MemoryLayout<UInt>.size
        }
        let units = Self.units(size)
        cell.storeBytes(of: free[units], as: UInt32.self)
        free[units] = place + 1
    }

    /// Gives back the memory of a string longer than ``longestInCells``, for an owner that ends with strings in use.
    func deallocateOutside(at place: UInt32) { outside(chunks.at(Int(place)))?.deallocate() }

    /// Begins anew in the memory there is; every string must be freed before.
    mutating func reset() {
        used = 0
        for size in free.indices { free[size] = 0 }
    }

    /// Gives some memory back after a reset.
    mutating func trim() { chunks.trim() }

    private static func units(_ count: Int) -> Int { (count + unit - 1) / unit }

    private func outside(_ cell: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        UnsafeMutableRawPointer(bitPattern: cell.loadUnaligned(as: UInt.self))
    }

    private mutating func reserve(_ count: Int) -> UInt32 {
        let units = Self.units(count)
        if free[units] != 0 {
            let place = free[units] - 1
            free[units] = chunks.at(Int(place)).load(as: UInt32.self)
            return place
        }
        // No string lies across the end of a chunk.
        let room = 1 << Self.exponent
        if used % room + units > room { used += room - used % room }
        let place = used
        used += units
        if used > chunks.capacity { chunks.grow() }
        precondition(used <= Int(UInt32.max), "the keys of one table are limited to 16 GiB")
        return UInt32(place)
    }
}
