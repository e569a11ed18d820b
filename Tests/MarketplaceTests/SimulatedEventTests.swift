import EventModel
import Foundation
import Marketplace
import Testing

@Suite struct SimulatedEventTests {
    private enum Kind { case text, whole, number, truth }

    private static let common: [String: Kind] = [
        "event_id": .text, "event_type": .text, "event_time": .whole, "order_id": .text, "seller_id": .text,
        "region": .text,
    ]
    private static let order: [String: Kind] = [
        "buyer_id": .text, "category": .text, "amount": .number, "currency": .text,
    ]
    private static let purchase: [String: Kind] = [
        "visitor_id": .text, "channel": .text, "payment_method": .text, "payment_provider": .text,
        "item_count": .whole, "is_first_order": .truth,
    ]
    private static let expected: [String: [String: Kind]] = [
        "order_placed": common + order + purchase,
        "order_paid": common + order + purchase + [
            "carrier": .text, "service_tier": .text, "promised_ship_at": .whole,
            "promised_delivery_at": .whole,
        ],
        "order_cancelled": common + order + ["reason": .text, "fault_party": .text],
        "shipment_updated": common + [
            "shipment_id": .text, "carrier": .text, "tracking_number": .text, "status": .text,
        ],
    ]

    @Test func `every event has the fields of its type, and no others`() throws {
        var settings = MarketplaceSettings()
        settings.ordersPerDay = 500
        settings.days = 4
        var marketplace = Marketplace(settings)
        var types: Set<String> = []
        while let event = marketplace.next() {
            var fields = try event.fields()
            let type = try #require(fields["event_type"] as? String)
            let expected = try #require(Self.expected[type], "an event of type \(type)")
            #expect(event.topic == (type == "shipment_updated" ? "logistics" : "orders"))
            #expect(fields["order_id"] as? String == event.key)
            #expect((fields["event_time"] as? NSNumber)?.int64Value == event.time.milliseconds)
            if let discount = fields.removeValue(forKey: "discount_amount") {
                #expect(Self.fits(discount, .number) && type != "shipment_updated")
            }
            #expect(fields.keys.sorted() == expected.keys.sorted(), "\(type)")
            for (name, value) in fields {
                #expect(Self.fits(value, expected[name] ?? .text), "\(type).\(name) is \(value)")
            }
            types.insert(type)
        }
        #expect(types == Set(Self.expected.keys))
    }

    @Test func `values come from the vocabulary`() throws {
        let vocabulary: [String: Set<String>] = [
            "status": ["accepted", "in_transit", "delivered"],
            "fault_party": ["buyer", "seller"],
            "reason": ["changed_mind", "out_of_stock"],
            "service_tier": ["same_day", "express", "standard"],
            "channel": ["paid_search", "social", "organic", "direct", "email"],
            "carrier": Set(SimulatedCarrier.allCases.map(\.rawValue)),
            "currency": ["EUR"],
        ]
        var settings = MarketplaceSettings()
        settings.ordersPerDay = 500
        settings.days = 4
        var marketplace = Marketplace(settings)
        var seen: [String: Set<String>] = [:]
        while let event = marketplace.next() {
            let fields = try event.fields()
            for name in vocabulary.keys {
                if let value = fields[name] as? String { seen[name, default: []].insert(value) }
            }
        }
        #expect(seen == vocabulary)
    }

    @Test func `a buyer's first order is the only one that says so`() throws {
        var settings = MarketplaceSettings()
        settings.ordersPerDay = 1_000
        settings.days = 3
        settings.disorderMilliseconds = 1
        var marketplace = Marketplace(settings)
        var known: Set<String> = []
        var repeats = 0
        while let event = marketplace.next() {
            let fields = try event.fields()
            guard fields["event_type"] as? String == "order_placed" else { continue }
            let buyer = try #require(fields["buyer_id"] as? String)
            let isFirst = known.insert(buyer).inserted
            #expect(fields["is_first_order"] as? Bool == isFirst)
            if !isFirst { repeats += 1 }
        }
        #expect(repeats > 1_000)
    }

    private static func fits(_ value: Any, _ kind: Kind) -> Bool {
        guard let number = value as? NSNumber else {
            return kind == .text && (value as? String)?.isEmpty == false
        }
        // A number's value does not tell `true` from `1`; its C type does.
        let isTruth = String(cString: number.objCType) == "c"
        switch kind {
        case .text: return false
        case .truth: return isTruth
        case .number: return !isTruth && number.doubleValue > 0
        case .whole: return !isTruth && number.doubleValue == Double(number.int64Value)
        }
    }
}

private func + <Value>(left: [String: Value], right: [String: Value]) -> [String: Value] {
    left.merging(right) { first, _ in first }
}
