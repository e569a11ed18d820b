import EventModel

/// Writes one block after another into flat memory that is used again, cut into parts below the log's message limit.
///
/// ```swift
/// writer.begin(header)
/// writer.section(operator: "late_rate", fingerprint: 7, kind: .changes, bytes: state.bytes)
/// writer.finish()
/// for index in 0..<writer.partCount { send(writer.part(at: index)) }
/// ```
///
/// Everything is copied once; the work besides is per section and part. Not for several threads at a time.
public final class BlockWriter {
    /// The size of a part that is below the message limit of any broker whose settings were left alone.
    public static let defaultPartBytes = 512 * 1024

    /// How many bytes a part has at most.
    public let maxPartBytes: Int
    /// The header of the block; `nil` before the first one.
    public private(set) var header: BlockHeader?
    /// How many parts the finished block has; 0 while it is being written.
    public private(set) var partCount = 0
    // Part i begins at i × maxPartBytes, with room for its head.
    private let buffer = FlatBytes()
    private var checksums: [UInt64] = []

    /// A writer of parts of at most so many bytes, at least 128.
    public init(maxPartBytes: Int = BlockWriter.defaultPartBytes) {
        precondition(maxPartBytes >= 128)
        self.maxPartBytes = maxPartBytes
    }

    /// Begins a block; the one before is forgotten.
    public func begin(_ header: BlockHeader) {
        precondition(header.number > 0 && header.formatVersion == BlockHeader.currentFormat)
        self.header = header
        partCount = 0
        buffer.count = 0
        text(header.task.pipeline)
        text(header.task.stage)
        integer(header.task.partition)
        integer(Int64(header.pipelineVersion))
        integer(header.number)
        integer(header.snapshotFrom)
        integer(header.timeMilliseconds)
        integer(UInt32(header.positions.count))
        for (partition, offset) in header.positions.sorted(by: { $0.key < $1.key }) {
            text(partition.topic)
            integer(partition.partition)
            integer(offset)
        }
    }

    /// Adds what an operator has written; nothing is added when it wrote nothing.
    public func section(
        operator name: String, fingerprint: UInt64, kind: BlockSection.Kind, bytes: UnsafeRawBufferPointer
    ) {
        precondition(header != nil && partCount == 0, "a section belongs between begin and finish")
        guard bytes.count > 0 else { return }
        text(name)
        integer(fingerprint)
        integer(kind.rawValue)
        integer(UInt64(bytes.count))
        raw(bytes)
    }

    /// Ends the block: its parts are there until the next one begins.
    public func finish() {
        guard let header, partCount == 0 else { return }
        let count = (buffer.count + maxPartBytes - 1) / maxPartBytes
        checksums.removeAll(keepingCapacity: true)
        for index in 0..<count { checksums.append(ByteHash.hash(buffer.bytes(payload(of: index)))) }
        let blockChecksum = checksums.reduce(UInt64(count), ByteHash.combine)
        let taskHash = BlockPart.hash(of: header.task)
        for index in 0..<count {
            BlockPart.writeHead(
                at: buffer.base + index * maxPartBytes, taskHash: taskHash, number: header.number,
                index: index,
                count: count, payloadBytes: payload(of: index).count, payloadChecksum: checksums[index],
                blockChecksum: blockChecksum)
        }
        partCount = count
    }

    /// How many bytes all parts have together.
    public var byteCount: Int { buffer.count }

    /// A part of the finished block; valid until the next one begins, and while the writer lives.
    public func part(at index: Int) -> UnsafeRawBufferPointer {
        precondition(index >= 0 && index < partCount)
        return buffer.bytes(index * maxPartBytes..<min(buffer.count, (index + 1) * maxPartBytes))
    }

    /// All parts of the finished block; valid until the next one begins, and while the writer lives.
    public var parts: [UnsafeRawBufferPointer] { (0..<partCount).map { part(at: $0) } }

    private func payload(of index: Int) -> Range<Int> {
        index * maxPartBytes + BlockPart.headBytes..<min(buffer.count, (index + 1) * maxPartBytes)
    }

    private func text(_ value: String) {
        var value = value
        value.withUTF8 {
            integer(UInt32($0.count))
            raw(UnsafeRawBufferPointer($0))
        }
    }

    private func integer<Value: FixedWidthInteger>(_ value: Value) {
        withUnsafeBytes(of: value.littleEndian) { raw($0) }
    }

    /// Copies bytes, leaving room for the heads of the parts that they run into.
    private func raw(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes
        while rest.count > 0 {
            let inPart = buffer.count % maxPartBytes
            if inPart == 0 {
                buffer.reserve(buffer.count + BlockPart.headBytes)
                buffer.count += BlockPart.headBytes
                continue
            }
            let fitting = min(rest.count, maxPartBytes - inPart)
            buffer.append(UnsafeRawBufferPointer(rebasing: rest[..<fitting]))
            rest = UnsafeRawBufferPointer(rebasing: rest[fitting...])
        }
    }
}
