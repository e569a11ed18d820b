import EventModel
import Simulation

/// A small made set of orders and parcels with every way that a promise can go, and one seller who turns bad and
/// better again.
struct MadeMarketplace {
    /// What happens to an order.
    enum Course: CaseIterable {
        case kept, keptAtTheDueTime, late, never
        case calledOffByBuyer, calledOffBySeller, calledOffTooLate, calledOffAndDelivered,
            deliveredAndCalledOff
        case lateAndCalledOffBefore
        case paidAfterDelivery, paidAfterDue, paidTwice, paidWithoutDue, notPaid, scannedTwice
    }

    struct Event {
        var topic: String
        var kind: String
        var time: Int64
        var order: String
        var seller: String
        var due: Int64?
        var fault: String?
        var id: String
    }

    static let day: Int64 = 86_400_000
    static let hour: Int64 = 3_600_000
    /// 2025-03-01.
    static let start: Int64 = 1_740_787_200_000

    private(set) var events: [Event] = []
    private var random: SplitMix64
    // Whose events are being added.
    private var order = ""
    private var seller = ""

    init(seed: UInt64 = 1, orders: Int = 200) {
        random = SplitMix64(seed: seed)
        for number in 0..<orders {
            let course = Course.allCases[number % Course.allCases.count]
            let paid = Self.start + Int64.random(in: 0..<60 * Self.day, using: &random)
            add(
                course, order: "order-\(number)", seller: "seller-\(Int.random(in: 0..<7, using: &random))",
                paid: paid)
        }
        for number in 0..<120 {
            // Thirty late ones in ten days, then ninety good ones in thirty.
            let paid =
                Self.start + Int64(number) * Self.day / 3 + Int64.random(in: 0..<Self.hour, using: &random)
            add(number < 30 ? .late : .kept, order: "turn-\(number)", seller: "seller-turning", paid: paid)
        }
    }

    /// The records of a topic as they are published: nearly in order, never so many milliseconds behind.
    func records(of topic: String, disorder: Int64 = 540_000) -> [StoredRecord] {
        var random = SplitMix64(seed: 42)
        let own = events.filter { $0.topic == topic }
            .map { (event: $0, at: $0.time + Int64.random(in: 0..<disorder, using: &random)) }
            .sorted { ($0.at, $0.event.id) < ($1.at, $1.event.id) }
        return own.enumerated().map { number, entry in
            StoredRecord(
                key: Array(entry.event.order.utf8), value: Array(entry.event.json(variant: number).utf8),
                timestampMilliseconds: entry.at)
        }
    }

    private mutating func add(_ course: Course, order: String, seller: String, paid: Int64) {
        let due = paid + 6 * Self.day
        let early = paid + Self.day + Int64.random(in: 0..<4 * Self.day, using: &random)
        let late = due + 1 + Int64.random(in: 0..<20 * Self.day, using: &random)
        (self.order, self.seller) = (order, seller)
        append("orders", "order_placed", paid - 60_000, due: due)
        append("logistics", "accepted", paid + Self.hour)
        switch course {
        case .paidAfterDelivery: pay(early + 5, due: due)
        case .paidAfterDue: pay(due + 7, due: due)
        case .paidWithoutDue: pay(paid, due: nil)
        case .notPaid: break
        case .paidTwice:
            pay(paid, due: due)
            pay(paid + 1, due: due + 30 * Self.day)
        default: pay(paid, due: due)
        }
        switch course {
        case .kept, .paidAfterDelivery, .paidWithoutDue, .notPaid: deliver(early)
        case .keptAtTheDueTime: deliver(due)
        case .late, .paidTwice: deliver(late)
        case .never, .paidAfterDue: break
        case .calledOffByBuyer: callOff(early, by: Bool.random(using: &random) ? "buyer" : nil)
        case .calledOffBySeller: callOff(early, by: "seller")
        case .calledOffTooLate: callOff(due + 1, by: "buyer")
        case .calledOffAndDelivered:
            callOff(early, by: "carrier")
            deliver(early + 1)
        case .deliveredAndCalledOff:
            deliver(early)
            callOff(early + 1, by: "buyer")
        case .lateAndCalledOffBefore:
            callOff(due + 1, by: "platform")
            deliver(late + 1)
        case .scannedTwice:
            deliver(early)
            deliver(late)
        }
    }

    private mutating func pay(_ time: Int64, due: Int64?) { append("orders", "order_paid", time, due: due) }

    private mutating func deliver(_ time: Int64) { append("logistics", "delivered", time) }

    private mutating func callOff(_ time: Int64, by fault: String?) {
        append("orders", "order_cancelled", time, fault: fault)
    }

    private mutating func append(
        _ topic: String, _ kind: String, _ time: Int64, due: Int64? = nil, fault: String? = nil
    ) {
        events.append(
            Event(
                topic: topic, kind: kind, time: time, order: order, seller: seller, due: due, fault: fault,
                id: "event-\(events.count)"))
    }
}

extension MadeMarketplace.Event {
    /// The event as JSON; times are numbers in some records and RFC 3339 in others.
    func json(variant: Int = 0) -> String {
        func time(_ milliseconds: Int64) -> String {
            switch variant % 3 {
            case 0: "\(milliseconds)"
            case 1: "\"\(RFC3339.format(EventTime(milliseconds: milliseconds)))\""
            default:
                // The same moment two hours further east.
                "\""
                    + RFC3339.format(EventTime(milliseconds: milliseconds + 2 * MadeMarketplace.hour))
                    .dropLast()
                    + "+02:00\""
            }
        }
        var text = "{\"event_id\":\"\(id)\",\"event_time\":\(time(self.time)),\"order_id\":\"\(order)\""
        text += ",\"seller_id\":\"\(seller)\""
        if topic == "orders" {
            text += ",\"event_type\":\"\(kind)\",\"buyer_id\":\"b\""
            if let due { text += ",\"promised_delivery_at\":\(time(due))" }
            if let fault { text += ",\"fault_party\":\"\(fault)\"" }
        } else {
            text += ",\"event_type\":\"shipment_updated\",\"status\":\"\(kind)\",\"shipment_id\":\"\(order)\""
        }
        return text + "}"
    }
}
