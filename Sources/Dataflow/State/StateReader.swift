public import EventModel

/// Reads what a ``StateWriter`` has written; never beyond its bytes, whatever they say.
public struct StateReader {
    private var cursor: UnsafeRawPointer
    private let end: UnsafeRawPointer
    // The places of symbols among the bytes, as they came; and their ids in the table that was asked for last.
    private var symbols: [UInt32] = []

    /// Reads some bytes, which must stay where they are.
    public init(_ bytes: UnsafeRawBufferPointer) {
        // An empty buffer may have no address: any will do, as nothing is read.
        let base = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1)
        // Only the address 0 makes no pointer.
        guard let base else { preconditionFailure("1 is an address") }
        cursor = base
        end = base + bytes.count
    }

    /// Whether everything was read.
    public var isAtEnd: Bool { cursor == end }

    /// How many bytes are left.
    public var remaining: Int { end - cursor }

    /// Forgets the symbols that were read; see ``StateWriter/beginSymbols()``.
    public mutating func beginSymbols() { symbols.removeAll(keepingCapacity: true) }

    /// One byte.
    @inline(__always)
    public mutating func byte() throws(StateDamage) -> UInt8 {
        guard cursor < end else { throw StateDamage("the state ends in the middle of an entry") }
        defer { cursor += 1 }
        return cursor.load(as: UInt8.self)
    }

    /// An integer.
    @inline(__always)
    public mutating func integer() throws(StateDamage) -> Int64 {
        let bits = try unsigned()
        return Int64(bitPattern: bits >> 1) ^ -Int64(bitPattern: bits & 1)
    }

    /// A number that is not negative.
    @inline(__always)
    public mutating func count() throws(StateDamage) -> Int {
        guard let value = Int(exactly: try unsigned()) else { throw StateDamage("a count is too large") }
        return value
    }

    /// How many entries follow, each of at least so many bytes: more than there is room for is damage.
    public mutating func count(ofEntriesWithBytes least: Int) throws(StateDamage) -> Int {
        let value = try count()
        guard value <= remaining / max(least, 1) else {
            throw StateDamage("\(value) entries do not fit into \(remaining) bytes")
        }
        return value
    }

    /// Eight bytes as they are.
    @inline(__always)
    public mutating func word() throws(StateDamage) -> UInt64 {
        guard remaining >= 8 else { throw StateDamage("the state ends in the middle of an entry") }
        defer { cursor += 8 }
        return UInt64(littleEndian: cursor.loadUnaligned(as: UInt64.self))
    }

    /// A double.
    public mutating func double() throws(StateDamage) -> Double { Double(bitPattern: try word()) }

    /// True or false.
    public mutating func bool() throws(StateDamage) -> Bool {
        switch try byte() {
        case 0: return false
        case 1: return true
        case let other: throw StateDamage("\(other) is neither true nor false")
        }
    }

    /// Bytes with their length; valid as long as those that are read.
    public mutating func bytes() throws(StateDamage) -> UnsafeRawBufferPointer { try raw(try count()) }

    /// Text.
    public mutating func text() throws(StateDamage) -> String {
        String(decoding: try bytes(), as: UTF8.self)
    }

    /// A symbol, interned in a table; all symbols between two calls of ``beginSymbols()`` go to one table.
    public mutating func symbol(in table: SymbolTable) throws(StateDamage) -> UInt32 {
        let place = try count()
        guard place > 0 else {
            let id = table.intern(try bytes())
            symbols.append(id)
            return id
        }
        guard place <= symbols.count else { throw StateDamage("symbol \(place) was not written before") }
        return symbols[place - 1]
    }

    /// So many bytes.
    public mutating func raw(_ count: Int) throws(StateDamage) -> UnsafeRawBufferPointer {
        guard count <= remaining else { throw StateDamage("the state ends in the middle of an entry") }
        defer { cursor += count }
        return UnsafeRawBufferPointer(start: cursor, count: count)
    }

    @inline(__always)
    private mutating func unsigned() throws(StateDamage) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = try byte()
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 { return value }
            shift += 7
            guard shift < 70 else { throw StateDamage("a number has too many bytes") }
        }
    }
}
