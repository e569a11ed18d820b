public import EventModel

/// Appends what a thread sends to the log's topics.
public final class MemoryProducer: LogProducer {
    private let log: MemoryLog
    // Which records are kept, by topic and payload; long runs need not store what they do not look at.
    private let keeps: @Sendable (String, UnsafeRawBufferPointer) -> Bool

    /// A producer of which only some records are kept.
    public init(
        log: MemoryLog, keeps: @escaping @Sendable (String, UnsafeRawBufferPointer) -> Bool = { _, _ in true }
    ) {
        self.log = log
        self.keeps = keeps
    }

    /// Appends all records of the buffer.
    public func send(_ records: OutgoingRecords) throws(LogFailure) {
        try log.check(.send)
        for entry in records.entries {
            let topic = records.topics[entry.topicIndex]
            let isKept = records.bytes.withUnsafeBytes {
                keeps(topic, UnsafeRawBufferPointer(rebasing: $0[entry.value ?? 0..<0]))
            }
            if isKept { log.append(StoredRecord(entry, of: records), toOutput: topic) }
        }
    }

    /// Nothing waits.
    public func flush(waitMilliseconds: Int) throws(LogFailure) { try log.check(.flush) }
}
