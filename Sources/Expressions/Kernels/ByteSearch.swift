import EventModel

/// Looks for one stretch of bytes in another.
enum ByteSearch {
    /// Whether `part` occurs in `whole`.
    ///
    /// - Complexity: O(whole + part) in all but contrived cases, by a rolling hash (Rabin and Karp, 1987).
    static func contains(_ whole: UnsafeRawBufferPointer, _ part: UnsafeRawBufferPointer) -> Bool {
        guard !part.isEmpty else { return true }
        guard part.count <= whole.count, let start = whole.baseAddress, let sought = part.baseAddress else {
            return false
        }
        var highest: UInt64 = 1
        var wanted: UInt64 = 0
        var rolling: UInt64 = 0
        for place in 0..<part.count {
            if place > 0 { highest = highest &* multiplier }
            wanted = wanted &* multiplier &+ UInt64(part[place])
            rolling = rolling &* multiplier &+ UInt64(whole[place])
        }
        var place = 0
        while true {
            if rolling == wanted, ByteHash.equal(start + place, sought, count: part.count) { return true }
            guard place + part.count < whole.count else { return false }
            rolling = rolling &- highest &* UInt64(whole[place])
            rolling = rolling &* multiplier &+ UInt64(whole[place + part.count])
            place += 1
        }
    }

    // Odd and large, so that all 64 bits take part.
    private static let multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15
}
