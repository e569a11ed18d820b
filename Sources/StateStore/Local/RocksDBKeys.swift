/// The keys of the database, in bytes, such that a task's parts lie one behind the other.
///
/// `f` → format; `p` + task → position; `b` + task + number + part → part. The task is its three names' lengths and bytes,
/// numbers are big-endian.
enum RocksDBKeys {
    static let format: [UInt8] = [UInt8(ascii: "f")]
    /// All positions are from the first to before the second.
    static let positions: (first: [UInt8], end: [UInt8]) = ([UInt8(ascii: "p")], [UInt8(ascii: "p") + 1])

    static func position(_ task: TaskName) -> [UInt8] { positions.first + bytes(task) }

    /// The first key that a block's parts may have.
    static func block(_ task: TaskName, _ number: Int64) -> [UInt8] {
        [UInt8(ascii: "b")] + bytes(task) + bigEndian(number)
    }

    static func part(_ block: [UInt8], _ index: Int) -> [UInt8] { block + bigEndian(Int32(index)) }

    /// The number in the key of a part.
    static func number(_ key: UnsafeRawBufferPointer) -> Int64? {
        guard key.count >= 12 else { return nil }
        return Int64(bigEndian: key.loadUnaligned(fromByteOffset: key.count - 12, as: Int64.self))
    }

    /// The task in the key of a position.
    static func task(_ key: UnsafeRawBufferPointer) -> TaskName? {
        var rest = [UInt8](key.dropFirst())
        guard let pipeline = text(&rest), let stage = text(&rest), rest.count == 4 else { return nil }
        let partition = rest.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return TaskName(pipeline: pipeline, stage: stage, partition: Int32(bitPattern: partition))
    }

    static func value(_ position: LocalPosition) -> [UInt8] {
        [position.oldest, position.number, position.changelogOffset, position.snapshotFrom].flatMap(bigEndian)
    }

    static func position(_ value: UnsafeRawBufferPointer) -> LocalPosition? {
        guard value.count == 32 else { return nil }
        func number(_ place: Int) -> Int64 {
            Int64(bigEndian: value.loadUnaligned(fromByteOffset: place * 8, as: Int64.self))
        }
        return LocalPosition(
            oldest: number(0), number: number(1), changelogOffset: number(2), snapshotFrom: number(3))
    }

    private static func bytes(_ task: TaskName) -> [UInt8] {
        [task.pipeline, task.stage].flatMap { bigEndian(Int32($0.utf8.count)) + Array($0.utf8) }
            + bigEndian(task.partition)
    }

    private static func bigEndian<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { [UInt8]($0) }
    }

    private static func text(_ rest: inout [UInt8]) -> String? {
        guard rest.count >= 4 else { return nil }
        let count = Int(rest[..<4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
        guard count <= rest.count - 4 else { return nil }
        defer { rest.removeFirst(4 + count) }
        return String(decoding: rest[4..<4 + count], as: UTF8.self)
    }
}
