public import EventModel
import Synchronization

/// Creates and checks the log's topics.
public final class MemoryTopics: LogTopics {
    private let log: MemoryLog
    private let process: MemoryProcess
    // What a broker has where a topic says nothing.
    private static let defaults = [
        "cleanup.policy": "delete", "retention.ms": "604800000", "retention.bytes": "-1",
        "max.message.bytes": "1048588", "min.insync.replicas": "1",
    ]

    /// Over a log, for a process.
    public init(log: MemoryLog, process: MemoryProcess = MemoryProcess()) {
        self.log = log
        self.process = process
    }

    /// Creates the topics that are missing and tells what is there.
    public func prepare(
        _ topics: [TopicDemand], waitMilliseconds: Int
    ) throws(LogFailure) -> [TopicFinding] {
        let fault = try log.enter(.prepare, process)
        if let bad = topics.first(where: { $0.partitions < 1 }) {
            throw .refused("INVALID_PARTITIONS", "topic \(bad.name) cannot have \(bad.partitions) partitions")
        }
        let findings = log.state.withLock { store in topics.map { Self.prepare($0, &store) } }
        try log.leave(fault, process)
        return findings
    }

    /// Deletes the oldest records of a partition.
    public func deleteRecords(before offset: Int64, of partition: TopicPartition) throws(LogFailure) {
        let fault = try log.enter(.deleteRecords, process)
        let isDone = log.state.withLock { store in
            guard store.has(partition),
                offset <= store.topics[partition.topic]?.partitions[Int(partition.partition)].end ?? 0
            else { return false }
            store.topics[partition.topic]?.partitions[Int(partition.partition)].truncate(before: offset)
            return true
        }
        guard isDone else {
            throw .refused(
                "OFFSET_OUT_OF_RANGE", "\(partition) has no records before offset \(offset) to delete")
        }
        try log.leave(fault, process)
    }

    private static func prepare(_ demand: TopicDemand, _ store: inout LogStore) -> TopicFinding {
        guard let found = store.topics[demand.name] else {
            store.topics[demand.name] = .init(
                partitions: Array(repeating: StoredPartition(), count: demand.partitions),
                settings: demand.settings)
            return TopicFinding(
                name: demand.name, partitions: demand.partitions, isNew: true, differences: [])
        }
        let differences = demand.settings.sorted { $0.key < $1.key }.compactMap { setting, demanded in
            (found.settings[setting] ?? defaults[setting]).flatMap { value in
                value == demanded
                    ? nil : TopicFinding.Difference(setting: setting, found: value, demanded: demanded)
            }
        }
        return TopicFinding(
            name: demand.name, partitions: found.partitions.count, isNew: false, differences: differences)
    }
}
