/// One partition of one topic.
public struct TopicPartition: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The topic's name.
    public var topic: String
    /// The partition's number, from 0.
    public var partition: Int32

    /// Names a partition.
    public init(topic: String, partition: Int32) {
        self.topic = topic
        self.partition = partition
    }

    /// By topic, then by partition.
    public static func < (left: Self, right: Self) -> Bool {
        (left.topic, left.partition) < (right.topic, right.partition)
    }

    /// As operators write it: `orders[3]`.
    public var description: String { "\(topic)[\(partition)]" }
}

/// Where reading of a partition begins.
public enum StartOffset: Hashable, Sendable {
    /// The oldest record that is kept.
    case beginning
    /// After the newest record.
    case end
    /// At this offset.
    case at(Int64)
}
