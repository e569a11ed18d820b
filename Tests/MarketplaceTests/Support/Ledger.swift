import EventModel
import Foundation
import Marketplace

/// Everything that a run tells about one order, read back from its JSON.
struct OrderRecord {
    var seller = ""
    var carrier = ""
    var placedAt: Int64?
    var paidAt: Int64?
    var shipBy: Int64?
    var deliverBy: Int64?
    var acceptedAt: Int64?
    var inTransitAt: Int64?
    var deliveredAt: Int64?
    var cancelledAt: Int64?
    var faultParty: String?

    /// Paid, not waived, and not delivered by the promised time.
    var isBroken: Bool {
        guard let deliverBy, isDue else { return false }
        return deliveredAt.map { $0 > deliverBy } ?? true
    }

    var isDue: Bool { paidAt != nil && (cancelledAt == nil || faultParty == "seller") }
}

/// The orders of a whole run by their ids.
struct Ledger {
    private(set) var orders: [String: OrderRecord] = [:]
    private(set) var eventCount = 0

    init(_ settings: MarketplaceSettings) throws {
        var marketplace = Marketplace(settings)
        while let event = marketplace.next() {
            eventCount += 1
            try take(event)
        }
    }

    /// The share of broken promises among the due ones that were paid from one time to before another.
    func brokenShare(from: EventTime, to: EventTime, where isMeant: (OrderRecord) -> Bool) -> (
        share: Double, due: Int
    ) {
        let due = orders.values.filter {
            $0.isDue && isMeant($0) && (from.milliseconds..<to.milliseconds).contains($0.paidAt ?? .max)
        }
        return (Double(due.count(where: \.isBroken)) / Double(max(due.count, 1)), due.count)
    }

    private mutating func take(_ event: SimulatedEvent) throws {
        let fields = try event.fields()
        var record = orders[event.key] ?? OrderRecord()
        record.seller = fields["seller_id"] as? String ?? ""
        let time = event.time.milliseconds
        switch fields["event_type"] as? String {
        case "order_placed": record.placedAt = time
        case "order_paid":
            record.paidAt = time
            record.carrier = fields["carrier"] as? String ?? ""
            record.shipBy = (fields["promised_ship_at"] as? NSNumber)?.int64Value
            record.deliverBy = (fields["promised_delivery_at"] as? NSNumber)?.int64Value
        case "order_cancelled":
            record.cancelledAt = time
            record.faultParty = fields["fault_party"] as? String
        default:
            switch fields["status"] as? String {
            case "accepted": record.acceptedAt = time
            case "in_transit": record.inTransitAt = time
            default: record.deliveredAt = time
            }
        }
        orders[event.key] = record
    }
}

extension SimulatedEvent {
    /// The event's JSON as a dictionary.
    func fields() throws -> [String: Any] {
        guard let fields = try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any] else {
            throw NotAnObject()
        }
        return fields
    }

    private struct NotAnObject: Error {}
}
