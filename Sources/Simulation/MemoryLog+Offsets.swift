import Synchronization

extension MemoryLog {
    /// The oldest offset of a partition that can be read; 0 for one that is not there.
    public func firstOffset(of topic: String, partition: Int) -> Int64 {
        state.withLock { store in
            guard let partitions = store.topics[topic]?.partitions, partitions.indices.contains(partition)
            else { return 0 }
            return partitions[partition].first
        }
    }
}
