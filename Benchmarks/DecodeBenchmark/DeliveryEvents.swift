import EventModel
import StandardInput

/// Delivery events made by formula, as JSON back to back in one buffer, each with room behind it.
///
/// The same events on every machine: 373 bytes, 50,000 sellers of which few have most events, 8 % late.
final class DeliveryEvents {
    /// How an event is varied.
    enum Variant: String, CaseIterable {
        /// All events have the same keys in the same order, and times are integers.
        case plain
        /// Times are RFC 3339 strings.
        case textTimes = "rfc 3339 times"
        /// Ten optional keys come and go.
        case manyShapes = "changing keys"
        /// Every string has characters beyond ASCII.
        case chinese
        /// One record in a hundred is cut in the middle.
        case broken = "1 % cut"
        /// Most fields stand in objects inside of objects, in as many bytes.
        case nested
    }

    static let padding = 64
    let records: FetchedRecords
    private let bytes: UnsafeMutablePointer<UInt8>

    init(count: Int, variant: Variant) {
        records = FetchedRecords(capacity: count)
        var text: [UInt8] = []
        var starts: [Int] = []
        for number in 0..<count {
            starts.append(text.count)
            text.append(contentsOf: Self.event(number, variant).utf8)
            if variant == .broken, number % 100 == 50 { text.removeLast(150) }
            text.append(contentsOf: repeatElement(0, count: Self.padding))
        }
        starts.append(text.count)
        bytes = .allocate(capacity: text.count)
        bytes.initialize(from: text, count: text.count)
        for number in 0..<count {
            let size = starts[number + 1] - starts[number] - Self.padding
            let record = FetchedRecord(
                value: bytes + starts[number], valueCount: size, key: nil, keyCount: 0, offset: Int64(number),
                timestampMilliseconds: -1)
            records.append(record, topicIndex: 0, partition: 0)
        }
    }

    deinit { bytes.deallocate() }

    private static func event(_ number: Int, _ variant: Variant) -> String {
        let delivery = StandardDelivery(number)
        if variant == .nested { return nested(delivery) }
        let city = variant == .chinese ? "杭州" : "Hangzhou"
        let carrier = variant == .chinese ? "顺丰速运" : "sf-express"
        var optional = ""
        if variant == .manyShapes {
            for key in 0..<10 where delivery.promisedAt >> (key / 3) & 1 == 1 {
                optional += "\"extra_\(key)\":\(key),"
            }
        }
        return "{\"event_id\":\"01J\(number)ABCDEF\",\"event_type\":\"order_delivered\","
            + "\"occurred_at\":\(time(delivery.deliveredAt, variant)),\"order_id\":\"ord-\(number * 7)\","
            + "\"seller_id\":\"seller-\(delivery.seller)\",\"buyer_id\":\"buyer-\(number % 100_000)\","
            + "\"carrier\":\"\(carrier)\",\"promised_at\":\(time(delivery.promisedAt, variant)),"
            + "\"delivered_at\":\(time(delivery.deliveredAt, variant)),\"warehouse\":{\"id\":\"wh-12\",\"city\":\"\(city)\"},"
            + "\"items\":[{\"sku\":\"sku-1234\",\"qty\":2,\"price\":19.99}],\(optional)\"currency\":\"CNY\","
            + "\"amount\":\(delivery.amount)}"
    }

    private static func nested(_ delivery: StandardDelivery) -> String {
        let number = delivery.number
        return "{\"event_id\":\"01J\(number)ABCDEF\",\"event_type\":\"order_delivered\","
            + "\"payload\":{\"occurred_at\":\(delivery.deliveredAt),\"order\":{\"order_id\":\"ord-\(number * 7)\","
            + "\"seller_id\":\"seller-\(delivery.seller)\",\"buyer_id\":\"buyer-\(number % 100_000)\","
            + "\"carrier\":\"sf-express\"},\"promised_at\":\(delivery.promisedAt),"
            + "\"delivered_at\":\(delivery.deliveredAt),\"warehouse\":{\"id\":\"wh-12\",\"city\":\"Hangzhou\"},"
            + "\"items\":[{\"sku\":\"sku-1234\",\"qty\":2,\"price\":19.99}],"
            + "\"amount\":\(delivery.amount)}}"
    }

    /// Where a field stands.
    static func path(of name: String, _ variant: Variant) -> FieldPath {
        guard variant == .nested else { return FieldPath(key: name) }
        switch name {
        case "event_id", "event_type": return FieldPath(key: name)
        case "order_id", "seller_id": return FieldPath([.key("payload"), .key("order"), .key(name)])
        default: return FieldPath([.key("payload"), .key(name)])
        }
    }

    private static func time(_ milliseconds: Int, _ variant: Variant) -> String {
        guard variant == .textTimes else { return "\(milliseconds)" }
        return "\"\(RFC3339.format(EventTime(milliseconds: Int64(milliseconds))))\""
    }
}
