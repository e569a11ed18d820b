import EventModel
import Foundation

import Marketplace

/// What the events of a season say about its orders, read back from their JSON.
struct SeasonCount {
    struct Order {
        var fields: [String: String] = [:]
        var time = EventTime.distantPast
        var due: Int64 = .max
        var isPaid = false
        var deliveredAt: Int64?
        var isConfirmed = false
        var hasVisit = false
        var wantsGift = false
        var hasGift = false
        var stars = 0
        var described = 5
        var starsBack = 0

        var isDelivered: Bool { deliveredAt != nil }
        var isLate: Bool { deliveredAt.map { $0 > due } ?? false }
        var channel: String { fields["channel"] ?? "" }
        var device: String { fields["device_id"] ?? "" }
        /// Of a ring; its devices have numbers of their own.
        var isFake: Bool { device.hasPrefix("device-9") }

        func has(_ name: String, _ value: String) -> Bool { fields[name] == value }
    }

    let faults: [SeasonFault]
    private(set) var orders: [String: Order] = [:]
    /// When visitors came by paid search.
    private(set) var paidVisits: [Int64] = []

    /// Sixty days of 120 sellers.
    init(kinds: [SeasonFault.Kind]) {
        var settings = SeasonSettings()
        settings.seed = 11
        settings.sellers = 120
        settings.days = 60
        settings.ordersPerDay = 250
        settings.faults = Set(kinds)
        var season = Season(settings)
        faults = season.faults
        while let events = season.nextHour() {
            for event in events { take(event) }
        }
    }

    private mutating func take(_ event: SimulatedEvent) {
        guard let fields = try? event.fields(), let type = fields["event_type"] as? String else { return }
        if event.topic == "clickstream" {
            if type == "page_viewed", fields["channel"] as? String == "paid_search" {
                paidVisits.append(event.time.milliseconds)
            }
            return
        }
        guard fields["order_id"] != nil else { return }
        var order = orders[event.key] ?? Order()
        func number(_ name: String) -> Int { (fields[name] as? NSNumber)?.intValue ?? 0 }
        switch type {
        case "order_placed":
            order.time = event.time
            order.fields = fields.compactMapValues { $0 as? String }
            order.hasVisit = fields["visitor_id"] != nil
        case "order_paid":
            order.isPaid = true
            order.due = Int64(number("promised_delivery_at"))
            order.wantsGift = number("gift_count") > 0
        case "receipt_confirmed": order.isConfirmed = true
        case "gift_shipped": order.hasGift = true
        case "shipment_updated":
            if fields["status"] as? String == "delivered" { order.deliveredAt = event.time.milliseconds }
        case "review_posted":
            if fields["direction"] as? String == "buyer_to_seller" {
                (order.stars, order.described) = (number("rating"), number("rating_description"))
            } else {
                order.starsBack = number("rating")
            }
        default: break
        }
        orders[event.key] = order
    }
}
