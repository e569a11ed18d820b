import EventModel

/// Reads the body of a block: its header, then its sections one by one; never beyond its bytes, whatever they say.
public struct BlockReader {
    /// What the block says of itself.
    public let header: BlockHeader
    private var cursor: BodyCursor

    /// Reads the header.
    ///
    /// - Parameters:
    ///   - body: from ``BlockParts/body``; must stay where it is.
    ///   - task: whose block it must be.
    /// - Throws: when the bytes are no block of the task's.
    public init(_ body: UnsafeRawBufferPointer, of task: TaskName) throws(BlockDamage) {
        cursor = BodyCursor(body)
        header = try cursor.header()
        guard header.task == task else { throw .otherTask(expected: task) }
    }

    /// The next section; `nil` behind the last one.
    public mutating func next() throws(BlockDamage) -> BlockSection? {
        guard !cursor.isAtEnd else { return nil }
        let name = try cursor.text()
        let fingerprint: UInt64 = try cursor.integer()
        let number: UInt8 = try cursor.integer()
        guard let kind = BlockSection.Kind(rawValue: number) else {
            throw .malformed("section \(name) is of unknown kind \(number)")
        }
        let count: UInt64 = try cursor.integer()
        let bytes = try cursor.raw(count)
        return BlockSection(operatorName: name, fingerprint: fingerprint, kind: kind, bytes: bytes)
    }
}

/// A place in a block's body.
private struct BodyCursor {
    private var rest: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) { rest = bytes }

    var isAtEnd: Bool { rest.count == 0 }

    mutating func header() throws(BlockDamage) -> BlockHeader {
        let pipeline = try text()
        let stage = try text()
        let task = TaskName(pipeline: pipeline, stage: stage, partition: try integer())
        let version: Int64 = try integer()
        let number: Int64 = try integer()
        let snapshotFrom: Int64 = try integer()
        let time: Int64 = try integer()
        guard number > 0, snapshotFrom >= 0, snapshotFrom <= number else {
            throw .malformed("block \(number) with a snapshot from \(snapshotFrom)")
        }
        return BlockHeader(
            task: task, pipelineVersion: Int(version), number: number, snapshotFrom: snapshotFrom,
            positions: try positions(), timeMilliseconds: time)
    }

    private mutating func positions() throws(BlockDamage) -> [TopicPartition: Int64] {
        let count: UInt32 = try integer()
        // Each takes 16 bytes at least: a count that does not fit must not make room for itself.
        guard Int(count) <= rest.count / 16 else { throw .malformed("\(count) positions do not fit into it") }
        var positions: [TopicPartition: Int64] = [:]
        for _ in 0..<count {
            let topic = try text()
            let partition = TopicPartition(topic: topic, partition: try integer())
            positions[partition] = try integer()
        }
        return positions
    }

    mutating func integer<Value: FixedWidthInteger & BitwiseCopyable>() throws(BlockDamage) -> Value {
        let bytes = try raw(UInt64(MemoryLayout<Value>.size))
        return Value(littleEndian: bytes.loadUnaligned(as: Value.self))
    }

    mutating func text() throws(BlockDamage) -> String {
        let count: UInt32 = try integer()
        return String(decoding: try raw(UInt64(count)), as: UTF8.self)
    }

    mutating func raw(_ count: UInt64) throws(BlockDamage) -> UnsafeRawBufferPointer {
        guard count <= UInt64(rest.count) else { throw .malformed("it ends in the middle of a section") }
        defer { rest = UnsafeRawBufferPointer(rebasing: rest[Int(count)...]) }
        return UnsafeRawBufferPointer(rebasing: rest[..<Int(count)])
    }
}
