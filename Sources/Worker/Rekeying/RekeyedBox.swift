import EventModel

/// Events of one source that others have shared out, collected until they are decoded together.
final class RekeyedBox {
    let records: FetchedRecords
    /// By record.
    private(set) var partitions: [Int32] = []
    private(set) var entries: [EventTime?] = []

    init(capacity: Int) { records = FetchedRecords(capacity: capacity) }

    var isEmpty: Bool { records.count == 0 }
    var isFull: Bool { records.count == records.capacity }

    func append(_ event: RekeyedEvent) {
        records.append(event.record, topicIndex: 0, partition: event.partition)
        partitions.append(event.partition)
        entries.append(event.entry)
    }

    func removeAll() {
        records.removeAll()
        partitions.removeAll(keepingCapacity: true)
        entries.removeAll(keepingCapacity: true)
    }
}
