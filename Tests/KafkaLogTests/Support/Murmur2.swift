/// The hash by which Kafka's Java client chooses partitions, written after its definition.
enum Murmur2 {
    static func hash(_ data: [UInt8]) -> UInt32 {
        let multiplier: UInt32 = 0x5bd1_e995
        var hash: UInt32 = 0x9747_b28c ^ UInt32(data.count)
        let whole = data.count / 4 * 4
        for start in stride(from: 0, to: whole, by: 4) {
            var word = (0..<4).reduce(UInt32(0)) { $0 | UInt32(data[start + $1]) << (8 * UInt32($1)) }
            word = word &* multiplier
            word ^= word >> 24
            hash = (hash &* multiplier) ^ (word &* multiplier)
        }
        if whole < data.count {
            for place in whole..<data.count { hash ^= UInt32(data[place]) << (8 * UInt32(place - whole)) }
            hash = hash &* multiplier
        }
        hash ^= hash >> 13
        hash = hash &* multiplier
        return hash ^ hash >> 15
    }
}
