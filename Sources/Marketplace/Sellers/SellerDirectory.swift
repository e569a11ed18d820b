/// All sellers, and which of them an order goes to.
struct SellerDirectory {
    let sellers: [SimulatedSeller]
    private let sharesUpTo: [Double]

    init(count: Int, chance: Chance) {
        // Sizes fall as 1 / rank, as shops do; the offset keeps the largest from owning the place.
        let weights = (0..<count).map { 1 / Double($0 + 3) }
        let total = weights.reduce(0, +)
        let carriers = Self.carriers(count: count, chance: chance)
        sellers = weights.enumerated().map { rank, weight in
            var random = chance.of(.sellers, rank)
            return SimulatedSeller(
                id: "seller-" + JSONLine.padded(rank + 1, width: 4), orderShare: weight / total,
                lateRate: random.between(0.02, 0.06), carrier: carriers[rank],
                category: random.pick(Category.allCases))
        }
        var sum = 0.0
        sharesUpTo = sellers.map { seller in
            sum += seller.orderShare
            return sum
        }
    }

    /// The seller at a place between 0 and 1 on the line on which each takes up its share. O(log sellers).
    func seller(at place: Double) -> SimulatedSeller {
        var low = 0
        var high = sellers.count - 1
        while low < high {
            let middle = (low + high) / 2
            if sharesUpTo[middle] > place { high = middle } else { low = middle + 1 }
        }
        return sellers[low]
    }

    /// Sellers of like size spread evenly over the carriers, so that each carrier has large and small ones.
    private static func carriers(count: Int, chance: Chance) -> [SimulatedCarrier] {
        var carriers: [SimulatedCarrier] = []
        while carriers.count < count {
            var random = chance.of(.carriers, carriers.count)
            var left = SimulatedCarrier.allCases
            while !left.isEmpty { carriers.append(left.remove(at: random.below(left.count))) }
        }
        return carriers
    }
}
