import EventModel

/// How much waits to be sent: what a thread tells between two commits has no bound of its own.
enum OutgoingLimit {
    /// Records are sent when they have so many bytes together; a buffer that had to grow further is given back.
    static let bytes = 1 << 20
}

extension OutgoingRecords {
    /// Whether it is time to send.
    var isFull: Bool { bytes.count >= OutgoingLimit.bytes }

    /// Forgets the records; keeps the topics, and the memory unless it is far more than `limit` bytes.
    mutating func removeAll(keepingBytes limit: Int) {
        guard bytes.capacity > 4 * limit else { return removeAll() }
        var fresh = OutgoingRecords()
        for topic in topics { _ = fresh.index(ofTopic: topic) }
        self = fresh
    }
}
