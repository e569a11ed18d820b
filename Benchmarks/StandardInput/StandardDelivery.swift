import EventModel

/// The deliveries that all benchmarks read, made by formula so that every program can make the same bytes: one a
/// millisecond, 50,000 sellers of which few have most events, 8 % late.
public struct StandardDelivery: Sendable {
    /// The event's number, from 0.
    public let number: Int
    /// The seller's number, 0 ..< 50,000; small numbers are frequent.
    public let seller: Int
    /// When it was delivered, in milliseconds since the epoch; also the event time.
    public let deliveredAt: Int
    /// When it had been promised, in milliseconds since the epoch.
    public let promisedAt: Int

    /// The event of a number.
    public init(_ number: Int) {
        self.number = number
        let share = Double(Self.mix(UInt64(number)) >> 11) / 9_007_199_254_740_992
        seller = Int(50_000 * share * share * share)
        deliveredAt = 1_700_000_000_000 + number
        let chance = Self.mix(UInt64(number + 77_777_777))
        let distance = Int(chance >> 8)
        promisedAt =
            chance % 100 < 8
            ? deliveredAt - 60_000 - distance % 3_600_000 : deliveredAt + distance % 86_400_000
    }

    /// Whether it came after its promise.
    public var isLate: Bool { deliveredAt > promisedAt }

    /// The amount as it is written, with two decimals.
    public var amount: String { "\(number % 1000).25" }

    /// The event as it is published.
    public var json: String {
        """
        {"event_id":"01J\(number)ABCDEF","event_type":"order_delivered","occurred_at":\(deliveredAt),\
        "order_id":"ord-\(number * 7)","seller_id":"seller-\(seller)","buyer_id":"buyer-\(number % 100_000)",\
        "carrier":"sf-express","promised_at":\(promisedAt),"delivered_at":\(deliveredAt),\
        "warehouse":{"id":"wh-12","city":"Hangzhou"},"items":[{"sku":"sku-1234","qty":2,"price":19.99}],\
        "currency":"CNY","amount":\(amount)}
        """
    }

    private static func mix(_ number: UInt64) -> UInt64 { SplitMix64.mix(number &+ SplitMix64.step) }
}
