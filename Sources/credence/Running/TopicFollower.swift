import EventModel
import Foundation
import KafkaLog

/// Follows a topic and hands each record on, through times without Kafka.
struct TopicFollower: Sendable {
    let topic: String
    let properties: KafkaProperties
    let from: StartOffset
    /// Ends by itself after so many records.
    var limit: Int?

    func run(stop: StopFlag, _ body: (TailRecord) -> Void) throws {
        let tail = try KafkaTail(topic: topic, from: from, properties: properties)
        defer { tail.close() }
        var count = 0
        while !stop.isSet {
            do {
                for record in try tail.fetch(waitMilliseconds: 200) {
                    if let limit, count >= limit { return }
                    body(record)
                    count += 1
                }
                if let limit, count >= limit { return }
            } catch {
                guard !error.isFatal else { throw error }
                Console.note("\(error.message) [\(error.code)]; trying again")
                if !error.hint.isEmpty { Console.error("         hint: \(error.hint)") }
                stop.sleep(seconds: 1)
            }
        }
    }
}
