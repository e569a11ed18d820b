/// What stays the same for the whole run: everything an order is made from, besides its number.
struct World {
    let chance: Chance
    let calendar: OrderCalendar
    let sellers: SellerDirectory
    let carrierFailure: CarrierFailure?
    let disorderMilliseconds: Int

    init(_ settings: MarketplaceSettings) {
        precondition(settings.sellers > 0 && settings.ordersPerDay > 0 && settings.days >= 0)
        precondition(settings.disorderMilliseconds > 0)
        chance = Chance(seed: settings.seed)
        calendar = OrderCalendar(settings, chance: chance)
        sellers = SellerDirectory(count: settings.sellers, chance: chance)
        carrierFailure = CarrierFailure(settings)
        disorderMilliseconds = settings.disorderMilliseconds
    }
}
