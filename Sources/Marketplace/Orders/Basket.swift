import EventModel
/// What is bought from whom, and how it is paid.
struct Basket {
    let seller: SimulatedSeller
    let category: Category
    let channel: Channel
    let payment: PaymentMethod
    let itemCount: Int
    let amountCents: Int
    /// Already taken off the amount; 0 for most.
    let discountCents: Int

    init(sellers: SellerDirectory, random: SplitMix64) {
        var random = random
        seller = sellers.seller(at: random.unit())
        category = random.unit() < 0.8 ? seller.category : random.pick(Category.allCases)
        channel = random.pick(Channel.allCases)
        payment = random.pick(PaymentMethod.allCases)
        itemCount = 1 + Int(random.unit() * random.unit() * 4)
        let full = Int(Double(category.usualCents * itemCount) * random.between(0.4, 1.8))
        discountCents = random.unit() < 0.2 ? Int(Double(full) * random.between(0.05, 0.2)) : 0
        amountCents = full - discountCents
    }
}
