/// What local state may take of the machine; one for a worker, whatever the number of its tasks.
public struct RocksDBSettings: Equatable, Sendable {
    /// Memory for what is appended and not yet written to files of its own, in bytes.
    public var writeBufferBytes = 64 << 20
    /// Memory for indexes of files, in bytes; blocks themselves are read once and not kept.
    public var cacheBytes = 16 << 20
    /// Whether blocks are compressed with LZ4 when they are written to files: less disk for more processor time. Off, as
    /// it cost two fifths more time of the processor, and starts read faster without it.
    public var isCompressed = false

    /// The usual settings.
    public init() {}
}
