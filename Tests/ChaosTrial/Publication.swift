import Foundation
import KafkaLog
import Synchronization

/// Writes the events of a trial at an even rate, on a thread of its own.
final class Publication: Sendable {
    private let state = Mutex<(sent: Int, isDone: Bool, failure: (any Error)?)>((0, false, nil))

    /// How many events were written.
    var sent: Int { state.withLock { $0.sent } }
    var isDone: Bool { state.withLock { $0.isDone } }
    var failure: (any Error)? { state.withLock { $0.failure } }

    func start(_ orders: MadeOrders, to topics: [String], _ properties: KafkaProperties, rate: Double) {
        Thread {
            do {
                try self.publish(orders, topics, properties, rate: rate)
            } catch {
                self.state.withLock { $0.failure = error }
            }
            self.state.withLock { $0.isDone = true }
        }.start()
    }

    private func publish(
        _ source: MadeOrders, _ topics: [String], _ properties: KafkaProperties, rate: Double
    ) throws {
        var (orders, properties) = (source, properties)
        properties["linger.ms"] = "20"
        let producer = try KafkaProducer(properties: properties)
        defer { producer.close() }
        let handles = try topics.map { try producer.topic($0) }
        func send(_ events: [MadeOrders.Event]) throws {
            for event in events { try Self.send(event, by: producer, handles) }
            state.withLock { $0.sent += events.count }
        }
        let start = Date()
        while let events = orders.nextEvents() {
            try send(events)
            let ahead = Double(sent) / rate - Date().timeIntervalSince(start)
            if ahead > 0.01 { Thread.sleep(forTimeInterval: ahead) }
        }
        try producer.flush(waitMilliseconds: 60_000)
        for days in [2, 4] as [Int64] {
            try send(orders.closing(days: days))
            try producer.flush(waitMilliseconds: 60_000)
        }
    }

    private static func send(
        _ event: MadeOrders.Event, by producer: KafkaProducer, _ topics: [KafkaTopic]
    ) throws {
        var (key, json) = (event.key, event.json)
        try key.withUTF8 { key in
            try json.withUTF8 { json in
                try producer.send(
                    to: topics[event.topic], key: UnsafeRawBufferPointer(key),
                    value: UnsafeRawBufferPointer(json))
            }
        }
    }
}
