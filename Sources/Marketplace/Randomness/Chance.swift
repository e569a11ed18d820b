import EventModel
/// Where each aspect of each order gets its randomness from.
///
/// An order's facts follow from the seed and its number alone: nothing need be kept between its events, and a new
/// aspect leaves the others as they were.
struct Chance {
    enum Aspect: UInt64 {
        case sellers = 1
        case carriers, placing, buyer, basket, promise, course, delays
    }

    private let base: UInt64

    init(seed: UInt64) { base = SplitMix64.mix(seed &+ 0x9E37_79B9_7F4A_7C15) }

    /// The randomness of one aspect of one order, or of one seller; numbers start at 0.
    func of(_ aspect: Aspect, _ number: Int) -> SplitMix64 {
        SplitMix64(seed: SplitMix64.mix(base ^ SplitMix64.mix(aspect.rawValue << 56 ^ UInt64(number))))
    }

    /// A number for an event that no other event of the run has.
    func eventNumber(order: Int, step: Order.Step.Kind) -> UInt64 {
        SplitMix64.mix(base &+ (UInt64(order) << 3 | UInt64(step.rawValue)))
    }
}
