import Foundation
import StandardInput

/// Orders and their deliveries, read by the shipped pipeline of seller trust (S2).
struct Promises: BenchmarkInput {
    let events: Int
    let partitions: Int

    var name: String { "S2, seller-trust" }
    var topics: [String] { ["orders", "logistics"] }
    var pipeline: URL {
        URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../Pipelines/seller-trust.yaml")
            .standardized
    }
    var finalResults: Int? { nil }

    func send(by producer: RecordProducer) throws {
        var sent = 0
        var number = 0
        while sent < events {
            let order = StandardOrder(number)
            let partition = { (order: StandardOrder) in order.number % partitions }
            try producer.send(
                topic: 0, partition: partition(order), key: "ord-\(number)", value: order.payment)
            sent += 1
            number += 1
            guard number > StandardOrder.distance, sent < events else { continue }
            let old = StandardOrder(number - 1 - StandardOrder.distance)
            guard old.isDelivered else { continue }
            try producer.send(
                topic: 1, partition: partition(old), key: "ord-\(old.number)", value: old.delivery)
            sent += 1
        }
    }
}
