import EventModel

/// Names an episode: a hash of rule, version, entity and the episode's start, the same on every run over the same events.
enum AlertID {
    /// 32 hexadecimal digits.
    static func text(
        rule: String, version: Int, entity: UnsafeRawBufferPointer, startedAt: EventTime
    ) -> String {
        (1...2).map { seed -> String in
            var hash = ByteHash.hash(rule, seed: UInt64(seed))
            hash = ByteHash.combine(hash, UInt64(version))
            hash = ByteHash.combine(hash, ByteHash.hash(entity, seed: UInt64(seed)))
            hash = ByteHash.combine(hash, UInt64(bitPattern: startedAt.milliseconds))
            let digits = String(hash, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
