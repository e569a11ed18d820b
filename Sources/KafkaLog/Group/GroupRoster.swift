import EventModel

/// Which partitions a member holds, and what is on its way out of its hands.
struct GroupRoster {
    /// What the client holds, also while it is being given back.
    private(set) var held: Set<TopicPartition> = []
    /// What was revoked and not released yet.
    private(set) var leaving: Set<TopicPartition> = []
    /// What the client waits for in one piece: all that one rebalance revoked.
    private(set) var revoked: [TopicPartition] = []
    /// What was told to be lost, and which the client still waits to be rid of.
    private(set) var lost: [TopicPartition] = []

    /// Takes in what the group gave.
    mutating func take(_ partitions: [TopicPartition]) { held.formUnion(partitions) }

    /// Takes in what the group wants back.
    mutating func revoke(_ partitions: [TopicPartition]) {
        revoked = partitions
        leaving = Set(partitions)
    }

    /// Takes in what the owner is done with.
    ///
    /// - Returns: what the client can give back now: everything that was revoked, or nothing yet.
    mutating func release(_ partitions: [TopicPartition]) -> [TopicPartition] {
        leaving.subtract(partitions)
        guard leaving.isEmpty else { return [] }
        defer { revoked = [] }
        held.subtract(revoked)
        return revoked
    }

    /// Takes in that others have these already.
    mutating func lose(_ partitions: [TopicPartition]) {
        held.subtract(partitions)
        leaving.subtract(partitions)
        lost = partitions
    }

    /// Takes in that others have everything.
    ///
    /// - Returns: what was held.
    mutating func loseAll() -> [TopicPartition] {
        let all = held.sorted()
        self = GroupRoster()
        return all
    }

    /// Takes what was told to be lost by the last poll: by now the owner has heard of it.
    mutating func takeLost() -> [TopicPartition] {
        defer { lost = [] }
        return lost
    }
}
