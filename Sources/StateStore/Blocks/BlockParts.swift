import EventModel

/// Puts blocks together from their parts, in the order in which a log or a disk holds them.
///
/// Part 0 always begins anew, so an attempt that was broken off, or made again, is replaced by the later one, whether or
/// not it was complete. Parts of different attempts are never mixed. Not for several threads at a time.
public final class BlockParts {
    /// What became of a part.
    public enum Progress: Equatable, Sendable {
        /// More parts are missing.
        case incomplete
        /// It was the last one: ``body`` is the whole block.
        case complete
        /// It continues nothing that is here, and is left out: the first part was deleted, or a newer attempt has begun.
        case stray
    }

    /// Whose blocks they are.
    public let task: TaskName
    /// Which commit the parts belong to; 0 before the first.
    public private(set) var number: Int64 = 0
    /// How many parts have been taken.
    public private(set) var partCount = 0
    private let taskHash: UInt64
    private let bytes = FlatBytes()
    private let bodyBytes = FlatBytes()
    private var ends: [Int] = []
    private var expected = 0
    private var blockChecksum: UInt64 = 0
    private var combined: UInt64 = 0

    /// Nothing taken yet.
    public init(task: TaskName) {
        self.task = task
        taskHash = BlockPart.hash(of: task)
    }

    /// Whether a whole block is there.
    public var isComplete: Bool { expected > 0 && partCount == expected }

    /// Takes the next part; its bytes are copied.
    ///
    /// After a failure nothing is held: what follows is left out until the next first part.
    public func add(_ source: UnsafeRawBufferPointer) throws(BlockDamage) -> Progress {
        do throws(BlockDamage) {
            let part = try BlockPart(source)
            guard part.taskHash == taskHash else { throw .otherTask(expected: task) }
            if part.index == 0 { begin(part) } else if !continues(part) { return .stray }
            bytes.append(source)
            ends.append(bytes.count)
            combined = ByteHash.combine(combined, part.payloadChecksum)
            partCount += 1
            guard isComplete else { return .incomplete }
            guard combined == blockChecksum else { throw .checksum(number: number, part: nil) }
            assemble()
            return .complete
        } catch {
            removeAll()
            throw error
        }
    }

    /// The body of a complete block, for a ``BlockReader``; valid until the next part is taken.
    public var body: UnsafeRawBufferPointer {
        precondition(isComplete, "the block is not complete")
        guard partCount > 1 else { return bytes.bytes(BlockPart.headBytes..<bytes.count) }
        return bodyBytes.bytes(0..<bodyBytes.count)
    }

    /// The parts as they came, heads and all; valid until the next one is taken.
    public var parts: [UnsafeRawBufferPointer] { (0..<partCount).map { bytes.bytes(range(of: $0)) } }

    /// Forgets the parts; the memory stays.
    public func removeAll() {
        (number, partCount, expected) = (0, 0, 0)
        bytes.count = 0
        ends.removeAll(keepingCapacity: true)
    }

    private func begin(_ part: BlockPart) {
        removeAll()
        number = part.number
        expected = part.count
        blockChecksum = part.blockChecksum
        combined = UInt64(part.count)
    }

    private func continues(_ part: BlockPart) -> Bool {
        part.index == partCount && part.number == number && part.count == expected
            && part.blockChecksum == blockChecksum && partCount > 0
    }

    private func range(of index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

    private func assemble() {
        guard partCount > 1 else { return }
        bodyBytes.count = 0
        bodyBytes.reserve(bytes.count)
        for index in 0..<partCount {
            let range = range(of: index)
            bodyBytes.append(bytes.bytes(range.lowerBound + BlockPart.headBytes..<range.upperBound))
        }
    }
}
