import EventModel

/// Passes records on as they came, with the reason in headers: to the dead letters and to the late topic.
struct RejectWriter {
    private let pipeline: String
    private let topics: (deadLetters: Int, late: Int)
    /// The records on their way out.
    private(set) var outgoing = OutgoingRecords()

    init(pipeline: String, settings: WorkerSettings) {
        self.pipeline = pipeline
        topics = (
            outgoing.index(ofTopic: settings.deadLettersTopic), outgoing.index(ofTopic: settings.lateTopic)
        )
    }

    /// Forgets the records that were sent.
    mutating func removeAll() { outgoing.removeAll(keepingBytes: OutgoingLimit.bytes) }

    /// A record that could not be used, byte for byte.
    mutating func deadLetter(
        _ record: FetchedRecord, topic: String, partition: Int32, code: String, message: String
    ) {
        append(
            record, topics.deadLetters, topic, partition,
            [("credence-error-code", code), ("credence-error", message)])
    }

    /// An event that came too late for every window it belongs to.
    mutating func late(_ record: FetchedRecord, topic: String, partition: Int32, message: String) {
        append(
            record, topics.late, topic, partition,
            [("credence-error-code", "late"), ("credence-error", message)])
    }

    private mutating func append(
        _ record: FetchedRecord, _ target: Int, _ topic: String, _ partition: Int32,
        _ reason: [(name: String, value: String)]
    ) {
        let headers =
            [
                ("credence-topic", topic), ("credence-partition", String(partition)),
                ("credence-offset", String(record.offset)), ("credence-pipeline", pipeline),
            ] + reason
        outgoing.append(
            topicIndex: target, key: record.key == nil ? nil : record.keyBytes,
            value: record.value == nil ? nil : record.valueBytes,
            headers: headers.map { (name: $0.0, value: Array($0.1.utf8)) })
    }
}
