import EventModel

/// A seller as it truly is, while nothing goes wrong.
struct SellerTraits {
    var orderShare: Double
    var carrier: SimulatedCarrier
    var category: Category
    var lateRate: Double
    var lateShipmentRate: Double
    var cancelRate: Double
    var mismatchRate: Double
    var promisesGifts: Bool
    var promisesRebates: Bool

    /// The seller's id in the events.
    static func id(_ place: Int) -> String { "seller-" + JSONLine.padded(place + 1, width: 4) }

    /// All sellers, the largest first: sizes fall as 1 / rank, the largest has some two in a hundred orders.
    static func all(_ count: Int, chance: Chance) -> [SellerTraits] {
        let weights = (0..<count).map { 1 / Double($0 + 10) }
        let total = weights.reduce(0, +)
        return weights.enumerated().map { rank, weight in
            var random = chance.of(.sellers, rank)
            return SellerTraits(
                orderShare: weight / total, carrier: SimulatedCarrier.allCases[rank % 4],
                category: random.pick(Category.allCases), lateRate: random.between(0.015, 0.045),
                lateShipmentRate: random.between(0.005, 0.02), cancelRate: random.between(0.003, 0.012),
                mismatchRate: random.between(0.001, 0.004), promisesGifts: random.unit() < 0.4,
                promisesRebates: random.unit() < 0.4)
        }
    }
}
