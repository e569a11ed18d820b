import EventModel

/// One part of a block, as it lies in a record: a head of fixed size that says what it belongs to, and a stretch of the
/// block's body.
///
/// The head in bytes, little-endian: magic 4, format 2, size of the head 2, hash of the task 8, number 8, part 4, parts 4,
/// size of the payload 8, checksum of the payload 8, checksum of the block 8, checksum of the head up to here 8. Magic and
/// format stay where they are in every format.
public struct BlockPart {
    /// Bytes before the payload.
    public static let headBytes = 64
    static let magic: UInt32 = 0x4B4C_4243

    /// The hash of the task's name.
    public var taskHash: UInt64
    /// Which commit of the task it belongs to.
    public var number: Int64
    /// Which part it is, from 0.
    public var index: Int
    /// How many parts the block has.
    public var count: Int
    /// What the parts of one attempt to write a block have in common, and those of another attempt have not.
    public var blockChecksum: UInt64
    /// Its stretch of the block's body; valid as long as the bytes given.
    public var payload: UnsafeRawBufferPointer
    var payloadChecksum: UInt64

    /// Reads a part and checks it.
    ///
    /// - Complexity: O(bytes), at the speed of memory.
    public init(_ bytes: UnsafeRawBufferPointer) throws(BlockDamage) {
        try Self.checkFormat(bytes)
        guard bytes.count >= Self.headBytes else {
            throw .length(found: bytes.count, expected: Self.headBytes)
        }
        let head = UnsafeRawBufferPointer(rebasing: bytes[..<Self.headBytes])
        guard Self.hash(head[..<56]) == head.word(56), head.half(6) == Self.headBytes else {
            throw .checksum(number: nil, part: nil)
        }
        taskHash = head.word(8)
        number = Int64(bitPattern: head.word(16))
        index = Int(head.quarter(24))
        count = Int(head.quarter(28))
        payloadChecksum = head.word(40)
        blockChecksum = head.word(48)
        let expected = head.word(32)
        guard index < count, number > 0, expected <= 1 << 40 else {
            throw .malformed("part \(index) of \(count) of block \(number)")
        }
        guard bytes.count - Self.headBytes == Int(expected) else {
            throw .length(found: bytes.count, expected: Int(expected) + Self.headBytes)
        }
        payload = UnsafeRawBufferPointer(rebasing: bytes[Self.headBytes...])
        guard ByteHash.hash(payload) == payloadChecksum else {
            throw .checksum(number: number, part: index)
        }
    }

    /// The hash of a task's name in the parts of its blocks.
    public static func hash(of task: TaskName) -> UInt64 {
        let stage = ByteHash.hash(task.stage, seed: ByteHash.hash(task.pipeline))
        return ByteHash.combine(stage, UInt64(UInt32(bitPattern: task.partition)))
    }

    private static func checkFormat(_ bytes: UnsafeRawBufferPointer) throws(BlockDamage) {
        guard bytes.count >= 8 else { throw .length(found: bytes.count, expected: headBytes) }
        guard bytes.quarter(0) == magic else { throw .notBlock }
        let format = Int(bytes.half(4))
        guard format <= BlockHeader.currentFormat else { throw .newerFormat(format) }
        guard format > 0 else { throw .checksum(number: nil, part: nil) }
    }

    private static func hash(_ bytes: Slice<UnsafeRawBufferPointer>) -> UInt64 {
        ByteHash.hash(UnsafeRawBufferPointer(rebasing: bytes))
    }

    /// Writes a head in front of a payload.
    static func writeHead(
        at base: UnsafeMutableRawPointer, taskHash: UInt64, number: Int64, index: Int, count: Int,
        payloadBytes: Int, payloadChecksum: UInt64, blockChecksum: UInt64
    ) {
        func store<Value: FixedWidthInteger>(_ value: Value, _ place: Int) {
            base.storeBytes(of: value.littleEndian, toByteOffset: place, as: Value.self)
        }
        store(magic, 0)
        store(UInt16(BlockHeader.currentFormat), 4)
        store(UInt16(headBytes), 6)
        store(taskHash, 8)
        store(number, 16)
        store(UInt32(index), 24)
        store(UInt32(count), 28)
        store(UInt64(payloadBytes), 32)
        store(payloadChecksum, 40)
        store(blockChecksum, 48)
        store(ByteHash.hash(UnsafeRawBufferPointer(start: base, count: 56)), 56)
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func half(_ place: Int) -> UInt16 {
        UInt16(littleEndian: loadUnaligned(fromByteOffset: place, as: UInt16.self))
    }

    fileprivate func quarter(_ place: Int) -> UInt32 {
        UInt32(littleEndian: loadUnaligned(fromByteOffset: place, as: UInt32.self))
    }

    fileprivate func word(_ place: Int) -> UInt64 {
        UInt64(littleEndian: loadUnaligned(fromByteOffset: place, as: UInt64.self))
    }
}
