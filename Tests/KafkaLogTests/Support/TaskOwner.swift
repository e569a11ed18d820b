import EventModel
import Glibc
import KafkaLog

/// A member of a group that owns what it is given and hands back what is asked of it, driven by one test thread.
final class TaskOwner {
    let group: KafkaGroup
    /// Whether it releases what was revoked by itself.
    var releases = true
    private(set) var held: Set<TopicPartition> = []
    private(set) var revoked: Set<TopicPartition> = []
    private(set) var lost: [TopicPartition] = []
    private(set) var failures: [LogFailure] = []
    private(set) var everRevoked: Set<TopicPartition> = []

    init(
        _ properties: KafkaProperties, topics: [String] = ["t"], instance: String? = nil
    ) throws {
        group = try KafkaGroup(properties: properties, group: "g", instance: instance)
        try group.join(topics)
    }

    deinit { group.close() }

    /// One turn: what the group says.
    func turn(waitMilliseconds: Int = 20) throws {
        for notice in group.poll(waitMilliseconds: waitMilliseconds) {
            switch notice {
            case .assigned(let partitions): held.formUnion(partitions)
            case .revoked(let partitions):
                revoked.formUnion(partitions)
                everRevoked.formUnion(partitions)
                if releases { try release(partitions) }
            case .lost(let partitions):
                held.subtract(partitions)
                revoked.subtract(partitions)
                lost += partitions
            case .failed(let failure): failures.append(failure)
            }
        }
    }

    func release(_ partitions: some Collection<TopicPartition>) throws {
        held.subtract(partitions)
        revoked.subtract(partitions)
        try group.release(Array(partitions))
    }

    /// Turns until the condition holds; gives up after a time that no healthy machine needs.
    @discardableResult
    func run(
        with others: [TaskOwner] = [], forSeconds seconds: Int = 60, until isDone: (TaskOwner) -> Bool
    ) throws -> Bool {
        let deadline = time(nil) + seconds
        while !isDone(self) {
            guard time(nil) < deadline else { return false }
            try turn()
            for other in others { try other.turn() }
        }
        return true
    }
}

/// Partitions `0 ..< count` of the topic `t`.
func places(_ count: Int) -> [TopicPartition] {
    (0..<count).map { TopicPartition(topic: "t", partition: Int32($0)) }
}
