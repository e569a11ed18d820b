import EventModel

/// Shares partitions out among members: as evenly as can be, and everybody keeps what they may.
enum StickyShares {
    /// A member, what it has and what it may have.
    struct Holder {
        var owned: [TopicPartition]
        var topics: Set<String>
    }

    /// Who gets what; the order of the holders decides between equals.
    ///
    /// - Complexity: O(partitions × members).
    static func share(_ partitions: [TopicPartition], among holders: [Holder]) -> [[TopicPartition]] {
        guard !holders.isEmpty else { return [] }
        let existing = Set(partitions)
        var shares = holders.map { holder in
            holder.owned.filter { existing.contains($0) && holder.topics.contains($0.topic) }
        }
        cut(&shares, partitionCount: partitions.count)
        let kept = Set(shares.joined())
        for partition in partitions where !kept.contains(partition) {
            let able = holders.indices.filter { holders[$0].topics.contains(partition.topic) }
            guard let place = able.min(by: { shares[$0].count < shares[$1].count }) else { continue }
            shares[place].append(partition)
        }
        return shares.map { $0.sorted() }
    }

    // Those that have most keep one more when the number does not divide evenly.
    private static func cut(_ shares: inout [[TopicPartition]], partitionCount: Int) {
        let (floor, extra) = partitionCount.quotientAndRemainder(dividingBy: shares.count)
        let order = shares.indices.sorted { (shares[$1].count, $0) < (shares[$0].count, $1) }
        for (rank, place) in order.enumerated() {
            shares[place] = Array(shares[place].sorted().prefix(rank < extra ? floor + 1 : floor))
        }
    }
}
