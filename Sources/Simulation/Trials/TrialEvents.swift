import EventModel

/// A few days of a made marketplace, in the order in which its records arrive: a seller who turns bad and better again,
/// copies, records that come out of order, too late, or are no events at all.
struct TrialEvents {
    /// A record on its way to a topic.
    struct Arrival {
        var topic: String
        var record: StoredRecord
        var at: Int64
    }

    static let topics = ["orders", "parcels", "clicks"]
    /// 2025-03-01.
    static let start: Int64 = 1_740_787_200_000
    static let days: Int64 = 8
    private static let hour: Int64 = 3_600_000

    var arrivals: [Arrival] = []
    private var random: SplitMix64

    init(seed: UInt64, orders: Int, clicks: Int) {
        random = SplitMix64(seed: seed)
        for number in 0..<orders { addOrder(number, of: orders) }
        for number in 0..<clicks { addClick(number) }
        for number in 0..<4 {
            add(
                "orders", key: "garbage-\(number)", "{\"at\":\(number)",
                at: between(0, Self.days * 24) * Self.hour / 2)
        }
        arrivals.sort { ($0.at, $0.record.keyText, $0.topic) < ($1.at, $1.record.keyText, $1.topic) }
    }

    private mutating func addOrder(_ number: Int, of all: Int) {
        let key = "order-\(number)"
        let seller = "seller-\(Int.random(in: 0..<3, using: &random))"
        let paid = between(0, Self.days * 24 * 60) * 60_000
        // The second half of the days one seller is late more often than not.
        let isBad =
            seller == "seller-0" && paid > Self.days * 8 * Self.hour && paid < Self.days * 18 * Self.hour
        let due = paid + 12 * Self.hour
        order(number, "paid", key, seller, paid, due: due)
        if number % 9 == 0 { order(number, "paid", key, seller, paid, due: due) }
        switch Int.random(in: 0..<10, using: &random) {
        case 0: order(number, "cancelled", key, seller, paid + between(1, 11) * Self.hour)
        case 1: break
        case 2...5 where isBad: parcel(number, key, seller, due + between(1, 30) * Self.hour)
        default: parcel(number, key, seller, paid + between(1, 11) * Self.hour)
        }
    }

    private mutating func addClick(_ number: Int) {
        let kinds = ["viewed", "viewed", "added", "bought"]
        let time = between(0, Self.days * 24 * 60) * 60_000
        let visitor = "visitor-\(Int.random(in: 0..<8, using: &random))"
        let json =
            "{\"at\":\(Self.start + time),\"id\":\"click-\(number)\",\"visitor\":\"\(visitor)\",\"seller\":\"seller-"
            + "\(Int.random(in: 0..<3, using: &random))\",\"kind\":\"\(kinds[Int.random(in: 0..<4, using: &random)])\"}"
        add("clicks", key: visitor, json, at: time)
    }

    private mutating func order(
        _ number: Int, _ kind: String, _ key: String, _ seller: String, _ time: Int64, due: Int64? = nil
    ) {
        let due = due.map { ",\"due\":\(Self.start + $0)" } ?? ""
        add(
            "orders", key: key,
            "{\"at\":\(Self.start + time),\"id\":\"\(kind)-\(number)\",\"order\":\"\(key)\",\"seller\":\"\(seller)\",\"kind\":\""
                + "\(kind)\",\"amount\":\(Double(number % 50) + 0.25)\(due)}", at: time)
    }

    private mutating func parcel(_ number: Int, _ key: String, _ seller: String, _ time: Int64) {
        add(
            "parcels", key: key,
            "{\"at\":\(Self.start + time),\"id\":\"parcel-\(number)\",\"order\":\"\(key)\",\"seller\":\"\(seller)\",\"kind\":"
                + "\"delivered\"}", at: time)
    }

    /// Most records come within the disorder that the pipeline allows, a few very late.
    private mutating func add(_ topic: String, key: String, _ json: String, at time: Int64) {
        let isLate = Int.random(in: 0..<40, using: &random) == 0
        let delay = isLate ? between(1, 400) * 60_000 : between(0, 590) * 1000
        arrivals.append(
            Arrival(
                topic: topic,
                record: StoredRecord(
                    key: Array(key.utf8), value: Array(json.utf8),
                    timestampMilliseconds: Self.start + time + delay), at: Self.start + time + delay))
    }

    private mutating func between(_ low: Int64, _ high: Int64) -> Int64 {
        Int64.random(in: low..<high, using: &random)
    }
}
