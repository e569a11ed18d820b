/// The events of a trial, one after the other, the same for a seed: orders, their parcels' steps, some events twice
/// and some that are none.
struct MadeOrders {
    struct Event {
        /// 0 for orders, 1 for logistics.
        var topic: Int
        var key: String
        var json: String
    }

    /// 2024-01-01; the events take three days.
    static let start: Int64 = 1_704_067_200_000
    static let hour: Int64 = 3_600_000
    static let span: Int64 = 72 * hour
    /// From payment to the due delivery.
    static let allowed = 6 * hour

    private let seed: UInt64
    private let orders: Int
    private let sellers = 200
    /// What is still to come of orders that began, by the order with which it comes.
    private var later: [Int: [Event]] = [:]
    private var next = 0
    private var ready: [Event] = []

    /// - Parameters:
    ///   - seed: what they follow from.
    ///   - events: about how many there will be.
    init(seed: UInt64, events: Int) {
        self.seed = seed
        // Some parcels never arrive.
        orders = max(1, events * 1000 / 2974)
    }

    /// The events that come with the next order, in any order of their times within some minutes; `nil` at the end.
    mutating func nextEvents() -> [Event]? {
        guard next < orders || !later.isEmpty else { return nil }
        var events = later.removeValue(forKey: next) ?? []
        if next < orders { events.append(begin(next)) }
        next += 1
        return events
    }

    /// Events long after all others, for every partition: they end all windows.
    func closing(days: Int64) -> [Event] {
        (0..<400).flatMap { number -> [Event] in
            let time = Self.start + Self.span + days * 24 * Self.hour
            let order = "closing-\(days)-\(number)"
            return [
                Event(topic: 0, key: order, json: paid(order, "closing", 1, time, amount: 1)),
                step(order, "closing", "in_transit", time),
            ]
        }
    }

    private mutating func begin(_ number: Int) -> Event {
        var random = Draw(seed: seed, number: number)
        let jitter = Int64(random.below(300_000))
        let time = Self.start + Int64(number) * Self.span / Int64(orders) + jitter
        let (order, seller) = ("o-\(number)", random.below(sellers))
        let name = "seller-\(seller)"
        postpone(number, by: Self.hour, step(order, name, "in_transit", time + Self.hour))
        let isBad = isBadTime(seller, time)
        if random.below(100) >= (isBad ? 10 : 2) {
            let isLate = random.below(100) < (isBad ? 60 : 5)
            let delay = isLate ? Self.allowed + Self.hour : Self.hour * Int64(2 + random.below(3))
            let delivered = step(order, name, "delivered", time + delay)
            postpone(number, by: delay, delivered)
            if random.below(200) == 0 { postpone(number, by: delay + 120_000, delivered) }
        }
        if random.below(1000) == 0 { postpone(number, by: 0, Event(topic: 1, key: order, json: "{\"no")) }
        let amount = 1 + random.below(1000)
        return Event(
            topic: 0, key: order, json: paid(order, name, random.below(5000), time, amount: amount))
    }

    /// Each seller has hours in which nothing goes well.
    private func isBadTime(_ seller: Int, _ time: Int64) -> Bool {
        var random = Draw(seed: seed, number: seller + Int((time - Self.start) / (8 * Self.hour)) * sellers)
        return random.below(6) == 0
    }

    private mutating func postpone(_ number: Int, by delay: Int64, _ event: Event) {
        let place = number + 1 + Int(delay * Int64(orders) / Self.span)
        later[place, default: []].append(event)
    }

    private func paid(_ order: String, _ seller: String, _ buyer: Int, _ time: Int64, amount: Int) -> String {
        "{\"event_id\":\"\(order)-p\",\"event_type\":\"order_paid\",\"event_time\":\(time),\"order_id\":\"\(order)\","
            + "\"seller_id\":\"\(seller)\",\"buyer_id\":\"b-\(buyer)\",\"region\":\"r-\(buyer % 3)\",\"amount\":\(amount),"
            + "\"promised_delivery_at\":\(time + Self.allowed)}"
    }

    private func step(_ order: String, _ seller: String, _ status: String, _ time: Int64) -> Event {
        let json =
            "{\"event_id\":\"\(order)-\(status)\",\"event_type\":\"shipment_updated\",\"event_time\":\(time),"
            + "\"shipment_id\":\"\(order)\",\"order_id\":\"\(order)\",\"seller_id\":\"\(seller)\",\"status\":\"\(status)\"}"
        return Event(topic: 1, key: order, json: json)
    }
}

/// Numbers that follow from a seed and a number (SplitMix64).
struct Draw {
    private var state: UInt64

    init(seed: UInt64, number: Int) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: number) &* 0xD1B5_4A32_D192_ED03
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// Between two numbers.
    mutating func seconds(_ range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * Double(below(1001)) / 1000
    }

    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
