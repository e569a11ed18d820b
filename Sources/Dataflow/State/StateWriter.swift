public import EventModel

/// Bytes of state on their way out, in flat memory that is filled again and again.
///
/// Integers take one to ten bytes, small ones one (zigzag, then seven bits to a byte). Symbols are written as their bytes
/// the first time and then as the place of that first time.
public final class StateWriter {
    /// The first byte; valid until something is written.
    @exclusivity(unchecked) public private(set) var base: UnsafeMutableRawPointer
    /// How many bytes were written.
    @exclusivity(unchecked) public private(set) var count = 0
    @exclusivity(unchecked) private var capacity: Int
    @exclusivity(unchecked) private var places = SymbolPlaces()

    /// Nothing written.
    public init(capacity: Int = 4096) {
        self.capacity = max(capacity, 64)
        base = .allocate(byteCount: self.capacity, alignment: 16)
    }

    deinit { base.deallocate() }

    /// What was written; valid until more is.
    public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

    /// Forgets everything; the memory stays.
    public func removeAll() {
        count = 0
        beginSymbols()
    }

    /// Forgets which symbols were written: what follows can be read by itself, and may be of another table.
    public func beginSymbols() { places.removeAll() }

    /// Takes back everything behind the first bytes.
    public func truncate(to count: Int) {
        precondition(count <= self.count)
        self.count = count
    }

    /// One byte.
    @inline(__always)
    public func byte(_ value: UInt8) {
        reserve(1)
        base.storeBytes(of: value, toByteOffset: count, as: UInt8.self)
        count += 1
    }

    /// An integer; small ones, negative or not, take least.
    @inline(__always)
    public func integer(_ value: Int64) {
        unsigned(UInt64(bitPattern: value << 1 ^ value >> 63))
    }

    /// A number that is not negative: a count, a length, a place.
    @inline(__always)
    public func count(_ value: Int) { unsigned(UInt64(value)) }

    /// Eight bytes as they are: hashes and doubles.
    @inline(__always)
    public func word(_ value: UInt64) {
        reserve(8)
        base.storeBytes(of: value.littleEndian, toByteOffset: count, as: UInt64.self)
        count += 8
    }

    /// A double, bit by bit.
    public func double(_ value: Double) { word(value.bitPattern) }

    /// True or false.
    public func bool(_ value: Bool) { byte(value ? 1 : 0) }

    /// Bytes and how many they are.
    public func bytes(_ value: UnsafeRawBufferPointer) {
        count(value.count)
        raw(value)
    }

    /// Text as its UTF-8.
    public func text(_ value: String) {
        var value = value
        value.withUTF8 { bytes(UnsafeRawBufferPointer($0)) }
    }

    /// A symbol by its string; all symbols between two calls of ``beginSymbols()`` are of one table.
    public func symbol(_ id: UInt32, of table: SymbolTable) {
        if let place = places.take(id) { return count(place + 1) }
        byte(0)
        bytes(table.bytes(of: id))
    }

    /// Bytes alone; whoever reads them knows how many they are.
    public func raw(_ value: UnsafeRawBufferPointer) {
        guard let source = value.baseAddress, value.count > 0 else { return }
        reserve(value.count)
        (base + count).copyMemory(from: source, byteCount: value.count)
        count += value.count
    }

    /// Room for so many bytes, which the caller fills before anything else is written.
    public func room(_ bytes: Int) -> UnsafeMutableRawPointer {
        reserve(bytes)
        defer { count += bytes }
        return base + count
    }

    @inline(__always)
    private func unsigned(_ value: UInt64) {
        reserve(10)
        var rest = value
        var place = base + count
        while rest >= 0x80 {
            place.storeBytes(of: UInt8(truncatingIfNeeded: rest) | 0x80, as: UInt8.self)
            place += 1
            rest >>= 7
        }
        place.storeBytes(of: UInt8(truncatingIfNeeded: rest), as: UInt8.self)
        count = place - base + 1
    }

    @inline(__always)
    private func reserve(_ extra: Int) {
        if count + extra > capacity { grow(extra) }
    }

    private func grow(_ extra: Int) {
        capacity = max(capacity * 2, count + extra)
        let moved = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
        moved.copyMemory(from: base, byteCount: count)
        base.deallocate()
        base = moved
    }
}
