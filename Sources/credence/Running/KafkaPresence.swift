import EventModel
import KafkaLog

/// Finds out that Kafka answers before work begins, so that a wrong address is told at once.
enum KafkaPresence {
    /// The topics that there are, with their numbers of partitions.
    ///
    /// - Throws: when nothing answers in the time given, by default within ten seconds.
    static func topics(_ properties: KafkaProperties, waitMilliseconds: Int = 9000) throws -> [String: Int] {
        let admin = try KafkaAdmin(properties: properties)
        defer { admin.close() }
        return try admin.topics(waitMilliseconds: waitMilliseconds)
    }
}
