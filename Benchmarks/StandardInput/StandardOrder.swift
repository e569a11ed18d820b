import EventModel

/// The orders and deliveries that all benchmarks of promises read, made by formula: every two milliseconds an order is
/// paid, and one millisecond later the one of 200 s ago is delivered; 8 % late, every 500th never.
public struct StandardOrder: Sendable {
    /// How many orders later a delivery comes.
    public static let distance = 100_000

    /// The order's number, from 0.
    public let number: Int
    /// The seller's number, as of the standard delivery of the same number.
    public let seller: Int
    /// When it was paid, in milliseconds since the epoch.
    public let paidAt: Int
    /// When it was promised to be there.
    public let promisedAt: Int
    /// When it is there.
    public let deliveredAt: Int

    /// The order of a number.
    public init(_ number: Int) {
        self.number = number
        seller = StandardDelivery(number).seller
        paidAt = 1_700_000_000_000 + 2 * number
        deliveredAt = paidAt + 2 * Self.distance + 1
        let chance = SplitMix64.mix(UInt64(number + 77_777_777) &+ SplitMix64.step)
        let distance = Int(chance >> 8)
        promisedAt =
            chance % 100 < 8 ? deliveredAt - 1 - distance % 100_000 : deliveredAt + distance % 86_400_000
    }

    /// Whether it is delivered at all.
    public var isDelivered: Bool { number % 500 != 499 }

    /// The payment as it is published, 373 bytes.
    public var payment: String {
        Self.padded(
            """
            {"event_id":"paid-\(number)","event_type":"order_paid","event_time":\(paidAt),"order_id":"ord-\(number)",\
            "seller_id":"seller-\(seller)","buyer_id":"buyer-\(number % 100_000)","carrier":"sf-express",\
            "region":"zhejiang","currency":"CNY","amount":\(number % 1000).25,"promised_delivery_at":\(promisedAt),\
            "payment_method":"wallet","ip_hash":"
            """, by: number)
    }

    /// The scan at the door as it is published, 373 bytes.
    public var delivery: String {
        Self.padded(
            """
            {"event_id":"scan-\(number)","event_type":"shipment_updated","event_time":\(deliveredAt),\
            "shipment_id":"parcel-\(number)","order_id":"ord-\(number)","seller_id":"seller-\(seller)",\
            "carrier":"sf-express","region":"zhejiang","status":"delivered","tracking_number":"
            """, by: number)
    }

    /// Ends an object with a string of digits that do not repeat.
    private static func padded(_ begun: String, by number: Int) -> String {
        var text = begun
        var state = UInt64(number)
        while text.utf8.count < 371 {
            state = SplitMix64.mix(state &+ SplitMix64.step)
            text += String(state, radix: 16)
        }
        return String(text.prefix(371)) + "\"}"
    }
}
