public import EventModel

extension KafkaProducer {
    /// Queues all records of the buffer, waiting while the queue is full.
    ///
    /// A record that is refused for good goes to ``takeFailures()`` and the rest goes on.
    ///
    /// - Throws: only what ends the client for good.
    public func send(_ records: OutgoingRecords) throws(LogFailure) {
        try outbox.send(records)
    }

    /// A topic's handle for ``send(to:partition:key:value:)``, made once per name.
    public func topic(_ name: String) throws(LogFailure) -> KafkaTopic {
        try handle.topic(name)
    }

    /// Queues one record without headers, as tools that write many small ones do; the bytes are copied.
    ///
    /// - Parameters:
    ///   - topic: from ``topic(_:)`` of this producer.
    ///   - partition: `nil` to let the key decide.
    ///   - key: the key's bytes, or `nil`.
    ///   - value: the payload's bytes; `nil` writes a tombstone.
    /// - Throws: only what ends the client for good; a refused record goes to ``takeFailures()``.
    public func send(
        to topic: KafkaTopic, partition: Int32? = nil, key: UnsafeRawBufferPointer?,
        value: UnsafeRawBufferPointer?
    ) throws(LogFailure) {
        try outbox.send(OutgoingRecord(topic: topic, partition: partition, key: key, value: value))
    }
}
