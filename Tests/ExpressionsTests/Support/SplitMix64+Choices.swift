import EventModel

extension SplitMix64 {
    /// One of some values.
    mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int(next() % UInt64(values.count))]
    }

    /// True once in so many times.
    mutating func once(in count: UInt64) -> Bool { next() % count == 0 }
}
