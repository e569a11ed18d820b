import EventModel
/// Who places an order, and where they live.
struct Buyer {
    /// The number of the buyer's first order, which serves as the buyer's own.
    let number: Int
    let isFirstOrder: Bool
    let region: Region

    /// The buyer of an order: somebody new, or whoever placed some order before.
    ///
    /// Drawing an earlier order rather than an earlier buyer makes those who bought often buy more often, as in life,
    /// and needs no list of buyers.
    init(ofOrder order: Int, chance: Chance) {
        var number = order
        while number > 0 {
            var random = chance.of(.buyer, number)
            if random.unit() < Self.newShare { break }
            number -= 1 + random.below(min(number, Self.memoryInOrders))
        }
        self.number = number
        isFirstOrder = number == order
        let regions = Region.allCases
        region = regions[Int(SplitMix64.mix(UInt64(number)) % UInt64(regions.count))]
    }

    private static let newShare = 0.55
    private static let memoryInOrders = 100_000
}
