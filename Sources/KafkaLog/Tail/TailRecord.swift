/// One record of a followed topic, with bytes of its own.
public struct TailRecord: Equatable, Sendable {
    /// One header; `nil` for a header without a value.
    public struct Header: Equatable, Sendable {
        /// The header's name.
        public var name: String
        /// The header's value.
        public var value: [UInt8]?

        /// A header from its parts.
        public init(name: String, value: [UInt8]?) {
            self.name = name
            self.value = value
        }
    }

    /// The partition.
    public var partition: Int32
    /// The record's offset in its partition.
    public var offset: Int64
    /// The record's timestamp in milliseconds; -1 when it has none.
    public var timestampMilliseconds: Int64
    /// The key's bytes; `nil` for none.
    public var key: [UInt8]?
    /// The payload's bytes; `nil` for a tombstone.
    public var value: [UInt8]?
    /// The headers, in order.
    public var headers: [Header]

    /// A record from its parts.
    public init(
        partition: Int32, offset: Int64, timestampMilliseconds: Int64, key: [UInt8]?, value: [UInt8]?,
        headers: [Header]
    ) {
        self.partition = partition
        self.offset = offset
        self.timestampMilliseconds = timestampMilliseconds
        self.key = key
        self.value = value
        self.headers = headers
    }
}
