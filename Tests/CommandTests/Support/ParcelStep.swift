/// An event of the logistics topic, as a carrier reports it.
struct ParcelStep {
    /// The first day of 2024.
    static let firstDay: Int64 = 1_704_067_200_000
    static let dayMilliseconds: Int64 = 86_400_000

    var number: Int
    var seller = "seller-1"
    var status = "in_transit"
    var time = firstDay

    /// The event's line of NDJSON.
    var json: String {
        "{\"event_id\":\"s-\(number)\",\"event_type\":\"shipment_updated\",\"event_time\":\(time),"
            + "\"shipment_id\":\"p-\(number)\",\"order_id\":\"o-\(number)\",\"seller_id\":\"\(seller)\","
            + "\"status\":\"\(status)\"}"
    }
}
