import EventModel
import KafkaLog

/// Finds out that Kafka answers before work begins, so that a wrong address is told at once.
enum KafkaPresence {
    /// - Throws: when nothing answers within ten seconds.
    static func check(_ properties: KafkaProperties, stop: StopFlag) throws {
        let admin = try KafkaAdmin(properties: properties)
        defer { admin.close() }
        _ = try admin.topics(waitMilliseconds: 9_000)
    }
}
