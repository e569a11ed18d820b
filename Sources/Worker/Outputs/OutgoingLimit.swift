import EventModel

/// How much memory is kept for records on their way out.
enum OutgoingLimit {
    /// A buffer that had to grow far beyond it is given back.
    static let bytes = 1 << 20
}

extension OutgoingRecords {
    /// Forgets the records; keeps the topics, and the memory unless it is far more than `limit` bytes.
    mutating func removeAll(keepingBytes limit: Int) {
        guard bytes.capacity > 4 * limit else { return removeAll() }
        var fresh = OutgoingRecords()
        for topic in topics { _ = fresh.index(ofTopic: topic) }
        self = fresh
    }
}
