import EventModel
import Simulation

/// A simulated log with a few topics, and short words for what tests do with it.
struct Bench {
    let clock = ManualClock()
    let log: MemoryLog

    init(partitions: Int = 2, faults: FaultPlan = FaultPlan()) {
        log = MemoryLog(clock: clock, isSimulated: true, faults: faults)
        log.create("tasks", partitions: partitions)
        log.create("out", partitions: partitions)
    }

    static let place = TopicPartition(topic: "out", partition: 0)

    func group(
        _ instance: String? = nil, process: MemoryProcess = MemoryProcess(), isJoined: Bool = true
    ) throws -> MemoryGroup {
        let group = MemoryGroup(log: log, group: "g", instance: instance, process: process)
        if isJoined { try group.join(["tasks"]) }
        return group
    }

    func writer(_ name: String = "w", process: MemoryProcess = MemoryProcess()) -> MemoryWriter {
        MemoryWriter(log: log, name: name, process: process)
    }

    func reader(_ topic: String = "out", partitions: Int32 = 2) throws -> MemoryFetcher {
        let fetcher = MemoryFetcher(log: log, readers: 1)
        try fetcher.open([topic])
        try fetcher.start(
            (0..<partitions).map {
                PartitionStart(
                    partition: .init(topic: topic, partition: $0), offset: .beginning, reader: 0)
            })
        return fetcher
    }

    /// What all partitions of a topic hold, read from the beginning as far as it goes.
    func read(_ topic: String = "out", partitions: Int32 = 2) throws -> [String] {
        try reader(topic, partitions: partitions).texts()
    }

    func texts(_ topic: String = "out") -> [String] { log.records(of: topic).map(\.valueText) }
}

extension MemoryFetcher {
    /// The payloads that the next fetches bring, until one brings none.
    func texts() throws -> [String] {
        let records = FetchedRecords(capacity: 64)
        var texts: [String] = []
        repeat {
            try readers[0].fetch(into: records, waitMilliseconds: 10)
            texts += (0..<records.count).map {
                String(decoding: records.records[$0].valueBytes, as: UTF8.self)
            }
        } while records.count > 0
        return texts
    }
}

extension MemoryWriter {
    func send(_ texts: String..., partition: Int32 = 0, topic: String = "out") throws(TransactionFailure) {
        var records = OutgoingRecords()
        let index = records.index(ofTopic: topic)
        for text in texts {
            Array(text.utf8).withUnsafeBytes {
                records.append(topicIndex: index, partition: partition, key: nil, value: $0)
            }
        }
        try send(records)
    }

    func commit(
        _ offset: Int64? = nil, note: String = "", by group: MemoryGroup
    ) throws(TransactionFailure) {
        let place = TopicPartition(topic: "tasks", partition: 0)
        let positions = offset.map { [place: CommittedPosition(offset: $0, note: note)] } ?? [:]
        try commit(positions, by: group.membership, waitMilliseconds: 1_000)
    }
}

extension MemoryGroup {
    var position: CommittedPosition? {
        get throws(LogFailure) {
            let place = TopicPartition(topic: "tasks", partition: 0)
            return try committed([place], waitMilliseconds: 1_000)[place]
        }
    }
}

/// The kind of a transaction's failure, without its words.
func kind(_ body: () throws(TransactionFailure) -> Void) -> String {
    do throws(TransactionFailure) { try body() } catch {
        switch error {
        case .aborted: return "aborted"
        case .unknown: return "unknown"
        case .fenced: return "fenced"
        case .fatal: return "fatal"
        }
    }
    return "done"
}
