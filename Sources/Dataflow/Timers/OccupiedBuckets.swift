/// Which buckets of a ``TimerWheel`` hold timers: a bit for each, 256 to a level.
struct OccupiedBuckets {
    private static let wordsPerLevel = 4

    private var words: [UInt64]

    /// No bucket holds any.
    init(levels: Int) { words = Array(repeating: 0, count: levels * Self.wordsPerLevel) }

    /// Notes that a bucket holds timers.
    mutating func insert(_ bucket: Int) { words[bucket >> 6] |= 1 << UInt64(bucket & 63) }

    /// Notes that a bucket is empty.
    mutating func remove(_ bucket: Int) { words[bucket >> 6] &= ~(1 << UInt64(bucket & 63)) }

    /// The first bucket of a level that holds timers, from a place in the level onwards.
    func first(in level: Int, from start: Int) -> Int? {
        var word = start >> 6
        guard word < Self.wordsPerLevel else { return nil }
        var bits = words[level * Self.wordsPerLevel + word] & (~0 << UInt64(start & 63))
        while bits == 0 {
            word += 1
            guard word < Self.wordsPerLevel else { return nil }
            bits = words[level * Self.wordsPerLevel + word]
        }
        return word << 6 | bits.trailingZeroBitCount
    }
}
