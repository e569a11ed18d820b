import Foundation
import StandardInput

/// Deliveries, counted by seller every 10 minutes (S1 with W1a).
struct Deliveries: BenchmarkInput {
    let events: Int
    let partitions: Int
    /// Whether a partition holds all deliveries of a seller, or they go by their number, which evens out the partitions
    /// and has the panes of a seller merged.
    let isKeyed: Bool

    var name: String { isKeyed ? "S1 by seller, W1a" : "S1 spread, W1a" }
    var topics: [String] { ["deliveries"] }
    var pipeline: URL { Self.file(isKeyed ? "w1a-keyed.yaml" : "w1a.yaml") }

    /// The windows that a naive count finds.
    var finalResults: Int? {
        var windows: Set<Int> = []
        for number in 0..<events {
            let delivery = StandardDelivery(number)
            windows.insert(delivery.deliveredAt / 600_000 * 50_000 + delivery.seller)
        }
        return windows.count
    }

    func send(by producer: RecordProducer) throws {
        for number in 0..<events {
            let delivery = StandardDelivery(number)
            try producer.send(
                topic: 0, partition: (isKeyed ? delivery.seller : number) % partitions,
                key: "seller-\(delivery.seller)", value: delivery.json)
        }
    }
}
