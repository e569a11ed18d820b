import EventModel

extension StateReader {
    // Some 36 million years: with times within them no sum of some of them overflows.
    private static let times: ClosedRange<Int64> = -1 << 60...1 << 60

    /// A key, as ``KeyBytes``.
    mutating func key(in keys: SymbolTable) throws(StateDamage) -> UInt32 {
        let bytes = try bytes()
        guard KeyBytes.isWhole(bytes) else { throw StateDamage("\(bytes.count) bytes that are no key") }
        return keys.intern(bytes)
    }

    /// A key of so many parts.
    mutating func key(of parts: Int, in keys: SymbolTable) throws(StateDamage) -> UInt32 {
        let bytes = try bytes()
        guard KeyBytes.hasParts(parts, bytes) else {
            throw StateDamage("\(bytes.count) bytes that are no key of \(parts) parts")
        }
        return keys.intern(bytes)
    }

    /// An event time within what rows can have, or what stands for none.
    mutating func time(orNone none: Int64) throws(StateDamage) -> Int64 {
        let time = try integer()
        guard Self.times.contains(time) || time == none else {
            throw StateDamage("\(time) is beyond all times")
        }
        return time
    }

    /// An event time within what rows can have.
    mutating func time() throws(StateDamage) -> Int64 {
        let time = try integer()
        guard Self.times.contains(time) else { throw StateDamage("\(time) is beyond all times") }
        return time
    }
}

extension KeyBytes {
    /// Whether bytes are parts and nothing else.
    static func isWhole(_ key: UnsafeRawBufferPointer) -> Bool {
        var place = 0
        while place < key.count {
            guard place + 4 <= key.count else { return false }
            place += 4 + Int(UInt32(littleEndian: key.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
        }
        return place == key.count
    }
}
