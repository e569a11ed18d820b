/// How much a record may ask of the decoder.
public struct DecodeLimits: Hashable, Sendable {
    /// The longest payload in bytes; a longer one is rejected without a look into it.
    public var maxRecordBytes: Int
    /// The longest value of a declared string field, in bytes of decoded UTF-8.
    public var maxStringBytes: Int
    /// How many objects and arrays may be open at once, the record itself among them; at most 1024.
    public var maxDepth: Int

    /// Limits for events: 1 MiB, strings of 64 KiB, 64 levels.
    public init(maxRecordBytes: Int = 1 << 20, maxStringBytes: Int = 64 << 10, maxDepth: Int = 64) {
        self.maxRecordBytes = maxRecordBytes
        self.maxStringBytes = maxStringBytes
        self.maxDepth = maxDepth
    }
}
