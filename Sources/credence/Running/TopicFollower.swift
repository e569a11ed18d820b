import EventModel
import Foundation
import KafkaLog

/// Follows a topic and hands each record on, through times without Kafka.
struct TopicFollower: Sendable {
    let topic: String
    let properties: KafkaProperties
    let from: StartOffset
    /// Ends by itself after so many lines.
    var limit: Int?
    /// Ends only when all that is there has been read.
    var readsOnToTheEnd = false

    /// Runs until stopped; `show` writes a record's line and returns false when it has none.
    ///
    /// - Throws: what no retry mends.
    func run(stop: StopFlag, show: (TailRecord) -> Bool) throws {
        let isMissing = tellIfMissing()
        // Whatever a topic holds that was not there is new.
        let tail = try KafkaTail(topic: topic, from: isMissing ? .beginning : from, properties: properties)
        defer { tail.close() }
        var lines = 0
        while true {
            let isLast = stop.isSet
            if isLast, !readsOnToTheEnd { return }
            do {
                let records = try tail.fetch(waitMilliseconds: 200)
                if isLast, records.isEmpty { return }
                for record in records where show(record) {
                    lines += 1
                    // Nobody reads any longer, as behind `| head`.
                    if lines == limit || Console.isOutputClosed { return }
                }
            } catch {
                guard !error.isFatal else { throw error }
                Console.note("\(error.message) [\(error.code)]; trying again")
                if !error.hint.isEmpty { Console.error("         hint: \(error.hint)") }
                if isLast { return }
                stop.sleep(seconds: 1)
            }
        }
    }

    /// Says which record is not what the topic should hold.
    func leaveOut(_ record: TailRecord, _ what: String) {
        Console.note(
            "\(topic)[\(record.partition)] at offset \(record.offset) does not hold \(what); left out")
    }

    /// A wrong prefix would otherwise look like a quiet topic.
    private func tellIfMissing() -> Bool {
        guard let topics = try? KafkaPresence.topics(properties, waitMilliseconds: 2000), topics[topic] == nil
        else { return false }
        Console.note("no such topic: \(topic); waiting for it")
        Console.error("         hint: workers create it; if they use another --prefix, say it here too")
        return true
    }
}
