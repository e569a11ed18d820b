/// Records on their way out, in one flat buffer: filled by a thread, handed to the log once per batch.
public struct OutgoingRecords {
    /// One record: ranges into ``bytes``.
    public struct Entry: Sendable {
        /// The topic, by its place in ``OutgoingRecords/topics``.
        public var topicIndex: Int
        /// The partition; `nil` lets the log choose by the key, as Kafka's own clients do (murmur2).
        public var partition: Int32?
        /// The key's bytes; `nil` for none.
        public var key: Range<Int>?
        /// The payload's bytes; `nil` for a tombstone.
        public var value: Range<Int>?
        /// The record's headers, as places in ``OutgoingRecords/headers``.
        public var headers: Range<Int>
        /// The record's timestamp in milliseconds; `nil` for the time of sending.
        public var timestampMilliseconds: Int64?
    }

    /// Names of the topics that entries refer to.
    public private(set) var topics: [String] = []
    /// The records, in the order in which they were added.
    public private(set) var entries: [Entry] = []
    /// Keys, payloads and header values, back to back.
    public private(set) var bytes: [UInt8] = []
    /// Header names and the places of their values in ``bytes``.
    public private(set) var headers: [(name: String, value: Range<Int>)] = []

    /// An empty buffer.
    public init() {}

    /// Whether there is nothing to send.
    public var isEmpty: Bool { entries.isEmpty }

    /// The place of a topic in ``topics``, added when it is new.
    public mutating func index(ofTopic topic: String) -> Int {
        if let index = topics.firstIndex(of: topic) { return index }
        topics.append(topic)
        return topics.count - 1
    }

    /// Adds a record.
    ///
    /// - Parameters:
    ///   - topicIndex: from ``index(ofTopic:)``.
    ///   - partition: `nil` to let the key decide.
    ///   - key: the key's bytes, or `nil`.
    ///   - value: the payload's bytes; `nil` writes a tombstone.
    ///   - headers: names and values.
    ///   - timestampMilliseconds: the record's timestamp, or `nil` for the time of sending.
    public mutating func append(
        topicIndex: Int, partition: Int32? = nil, key: UnsafeRawBufferPointer?,
        value: UnsafeRawBufferPointer?, headers: [(name: String, value: [UInt8])] = [],
        timestampMilliseconds: Int64? = nil
    ) {
        let firstHeader = self.headers.count
        for header in headers {
            let start = bytes.count
            bytes.append(contentsOf: header.value)
            self.headers.append((name: header.name, value: start..<bytes.count))
        }
        entries.append(
            Entry(
                topicIndex: topicIndex, partition: partition, key: store(key), value: store(value),
                headers: firstHeader..<self.headers.count, timestampMilliseconds: timestampMilliseconds))
    }

    /// Takes the memory for so many more bytes at once.
    public mutating func reserve(bytes count: Int) { bytes.reserveCapacity(bytes.count + count) }

    /// Forgets the records and keeps the memory and the topics.
    public mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
        headers.removeAll(keepingCapacity: true)
    }

    private mutating func store(_ source: UnsafeRawBufferPointer?) -> Range<Int>? {
        guard let source else { return nil }
        let start = bytes.count
        bytes.append(contentsOf: source)
        return start..<bytes.count
    }
}
