public import EventModel

/// One record as the log keeps it: bytes that do not move, so that readers may lend them out.
///
/// The same record may stand at many offsets, which makes a long log of few payloads cheap.
public final class StoredRecord: @unchecked Sendable {
    // Unchecked: written in init only.
    private let memory: UnsafeMutableRawBufferPointer
    private let keyRange: Range<Int>?
    private let valueRange: Range<Int>?
    /// Names and values.
    public let headers: [(name: String, value: [UInt8])]
    /// In milliseconds since the epoch; -1 for none.
    public let timestampMilliseconds: Int64

    /// Copies a record; a `nil` value is a tombstone.
    public init(
        key: [UInt8]?, value: [UInt8]?, headers: [(name: String, value: [UInt8])] = [],
        timestampMilliseconds: Int64 = -1
    ) {
        let (keyCount, valueCount) = (key?.count ?? 0, value?.count ?? 0)
        memory = .allocate(byteCount: max(keyCount + valueCount, 1), alignment: 1)
        if let key { UnsafeMutableRawBufferPointer(rebasing: memory[..<keyCount]).copyBytes(from: key) }
        if let value {
            UnsafeMutableRawBufferPointer(rebasing: memory[keyCount..<keyCount + valueCount]).copyBytes(
                from: value)
        }
        keyRange = key == nil ? nil : 0..<keyCount
        valueRange = value == nil ? nil : keyCount..<keyCount + valueCount
        self.headers = headers
        self.timestampMilliseconds = timestampMilliseconds
    }

    deinit { memory.deallocate() }

    /// The key's bytes.
    public var key: [UInt8]? { keyRange.map { Array(memory[$0]) } }
    /// The payload; `nil` for a tombstone.
    public var value: [UInt8]? { valueRange.map { Array(memory[$0]) } }
    /// The key as text; empty when there is none.
    public var keyText: String { String(decoding: key ?? [], as: UTF8.self) }
    /// The payload as text; empty for a tombstone.
    public var valueText: String { String(decoding: value ?? [], as: UTF8.self) }

    /// The first header of a name, as text.
    public func header(_ name: String) -> String? {
        headers.first { $0.name == name }.map { String(decoding: $0.value, as: UTF8.self) }
    }

    /// The record as a reader lends it out: it must be kept alive meanwhile.
    public func fetched(offset: Int64) -> FetchedRecord {
        FetchedRecord(
            value: pointer(valueRange), valueCount: valueRange?.count ?? 0, key: pointer(keyRange),
            keyCount: keyRange?.count ?? 0, offset: offset, timestampMilliseconds: timestampMilliseconds)
    }

    private func pointer(_ range: Range<Int>?) -> UnsafePointer<UInt8>? {
        guard let range, let base = memory.baseAddress else { return nil }
        return UnsafePointer((base + range.lowerBound).assumingMemoryBound(to: UInt8.self))
    }
}

extension StoredRecord {
    /// Copies a record that is sent; one without a timestamp gets that of its sending.
    convenience init(_ entry: OutgoingRecords.Entry, of records: OutgoingRecords, now: Int64 = -1) {
        self.init(
            key: entry.key.map { Array(records.bytes[$0]) },
            value: entry.value.map { Array(records.bytes[$0]) },
            headers: records.headers[entry.headers].map {
                (name: $0.name, value: Array(records.bytes[$0.value]))
            },
            timestampMilliseconds: entry.timestampMilliseconds ?? now)
    }
}
