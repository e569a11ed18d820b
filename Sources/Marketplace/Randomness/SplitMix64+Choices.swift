import EventModel

// Exactly rounded operations only, so that a seed gives the same marketplace on every machine.
extension SplitMix64 {
    /// From 0 to below 1.
    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// From `lower` to below `upper`.
    mutating func between(_ lower: Double, _ upper: Double) -> Double { lower + unit() * (upper - lower) }

    /// From 0 to below `bound`, which is at least 1.
    mutating func below(_ bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// One of the choices, of which there is at least one.
    mutating func pick<Choice>(_ choices: [Choice]) -> Choice { choices[below(choices.count)] }
}
