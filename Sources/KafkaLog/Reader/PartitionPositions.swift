import EventModel

/// The next offset of each partition that one reader brings, as flat arrays by topic index and partition.
struct PartitionPositions {
    /// The partition is not this reader's: what still comes of it is dropped.
    static let absent: Int64 = .min
    /// The partition was started at its beginning or end: any first offset is right.
    static let unknown: Int64 = -1

    private var next: [[Int64]] = []

    /// What is expected first of a partition that is started.
    static func first(of start: StartOffset) -> Int64 {
        if case .at(let offset) = start { offset } else { unknown }
    }

    /// The next offset expected of a partition, ``unknown`` or ``absent``.
    subscript(topicIndex: Int, partition: Int32) -> Int64 {
        get {
            guard next.indices.contains(topicIndex), next[topicIndex].indices.contains(Int(partition)) else {
                return PartitionPositions.absent
            }
            return next[topicIndex][Int(partition)]
        }
        set {
            while next.count <= topicIndex { next.append([]) }
            while next[topicIndex].count <= Int(partition) {
                next[topicIndex].append(PartitionPositions.absent)
            }
            next[topicIndex][Int(partition)] = newValue
        }
    }
}
