import EventModel

/// When each order is placed: evenly numbered over the days, more in the evening than at night.
struct OrderCalendar {
    /// Orders of each hour of the day, in thousandths.
    private static let hourly: [Double] = [
        14, 9, 6, 5, 5, 8, 16, 28, 40, 48, 52, 54, 56, 54, 50, 49, 51, 56, 64, 76, 86, 82, 58, 33,
    ]

    /// How many orders there are.
    let count: Int
    private let start: EventTime
    private let ordersPerDay: Int
    private let chance: Chance

    init(_ settings: MarketplaceSettings, chance: Chance) {
        start = settings.start
        ordersPerDay = settings.ordersPerDay
        count = settings.ordersPerDay * settings.days
        self.chance = chance
    }

    /// The moment at which an order is placed; a higher number is never earlier.
    func placedAt(_ number: Int) -> EventTime {
        var random = chance.of(.placing, number)
        let (day, place) = number.quotientAndRemainder(dividingBy: ordersPerDay)
        var rest = (Double(place) + random.unit()) / Double(ordersPerDay) * 1000
        for (hour, thousandths) in Self.hourly.enumerated() {
            if rest < thousandths {
                return start.advanced(byMilliseconds: Int64(day) * 86_400_000)
                    .advanced(byHours: Double(hour) + rest / thousandths)
            }
            rest -= thousandths
        }
        return start.advanced(byMilliseconds: Int64(day + 1) * 86_400_000 - 1)
    }
}
