import EventModel
import StateStore

/// All that one commit of a thread writes, kept until it is known to be written: what was given up is sent again, the
/// same to the byte.
struct CommitUnit {
    /// A task's part in it.
    struct Part {
        var task: TaskID
        var header: BlockHeader
        var note: CommitNote
        /// The offset from which a restore of this commit reads the changelog.
        var snapshotOffset: Int64
        /// An offset of the changelog that is not behind the block.
        var knownOffset: Int64
        /// Which of the unit's batches of records the block's parts are.
        var batch: Int
    }

    /// Everything that is sent, in order.
    private(set) var records: [OutgoingRecords] = []
    /// The tasks that it is of.
    var parts: [Part] = []
    private(set) var byteCount = 0
    private(set) var recordCount = 0

    var isEmpty: Bool { records.isEmpty && parts.isEmpty }

    mutating func append(_ batch: OutgoingRecords) {
        byteCount += batch.bytes.count
        recordCount += batch.entries.count
        records.append(batch)
    }

    /// The positions that go with it.
    func positions(_ topology: PipelineTopology) -> [TopicPartition: CommittedPosition] {
        var positions: [TopicPartition: CommittedPosition] = [:]
        for part in parts {
            for (input, offset) in part.header.positions {
                positions[input] = CommittedPosition(offset: offset, note: part.note.text)
            }
            positions[topology.changelog(of: part.task)] = CommittedPosition(
                offset: part.snapshotOffset, note: part.note.text)
        }
        return positions
    }

    /// The parts of a task's block.
    func blockParts(of part: Part) -> [[UInt8]] {
        let batch = records[part.batch]
        return batch.entries.compactMap { $0.value.map { Array(batch.bytes[$0]) } }
    }
}
