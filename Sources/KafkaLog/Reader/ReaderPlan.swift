import CRdKafka

/// What a reader reads: its topics, by their places, and the next offset of each partition.
///
/// The control thread changes it between two fetches (``KafkaReader/rearrange(_:)``), a fetch moves the positions on.
struct ReaderPlan {
    /// The topics that may be read; their places are the topic indices of records.
    var topics: [KafkaTopic] = []
    /// Which partitions are read, and how far.
    var positions = PartitionPositions()
    /// Nothing is read any more.
    var isClosed = false

    /// The place of a topic; -1 when it is none of these.
    func topicIndex(of topic: OpaquePointer?) -> Int {
        topics.firstIndex { $0.pointer == topic } ?? -1
    }
}
