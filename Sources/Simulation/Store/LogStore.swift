import EventModel

/// What a memory log consists of; one thread at a time has it.
struct LogStore: Sendable {
    struct Topic: Sendable {
        var partitions: [StoredPartition]
        var settings: [String: String] = [:]
    }

    var topics: [String: Topic] = [:]
    var groups: [String: GroupState] = [:]
    var writers: [String: WriterState] = [:]
    // What may still happen to transactions: few at a time.
    var openTransactions: [OpenTransaction] = []
    var lateEnds: [LateEnd] = []
    var lastTransaction = 0
    var faults = FaultPlan()
    // Failures and faults that are due at the next calls of a kind.
    var demanded: [MemoryLog.Call: [DemandedFault]] = [:]
    var delivery = MemoryLog.Delivery()
}

/// What a call was told to do next.
enum DemandedFault: Sendable {
    case failure(LogFailure)
    case fault(Fault)
}

extension LogStore {
    /// The numbers of partitions of some topics; those that are missing have none.
    func partitionCounts(of names: some Sequence<String>) -> [String: Int] {
        names.reduce(into: [:]) { $0[$1] = topics[$1]?.partitions.count ?? 0 }
    }

    /// Whether there is such a partition.
    func has(_ place: TopicPartition) -> Bool {
        topics[place.topic]?.partitions.indices.contains(Int(place.partition)) ?? false
    }

    /// Appends a record to a partition that exists.
    mutating func append(_ record: StoredRecord, to topic: String, partition: Int, transaction: Int = 0) {
        topics[topic]?.partitions[partition].append(record, transaction: transaction)
    }

    /// Does what the passing of time brings: late ends of transactions, time-outs, members that are given up.
    mutating func settle(at now: Int64) {
        if !openTransactions.isEmpty || !lateEnds.isEmpty { settleTransactions(at: now) }
        for place in groups.values.indices { groups.values[place].expire(at: now) }
    }

    /// The number of partitions of a topic, which springs up with one when it is missing.
    mutating func countCreating(_ topic: String) -> Int {
        if let found = topics[topic] { return found.partitions.count }
        topics[topic] = Topic(partitions: [StoredPartition()])
        return 1
    }
}
