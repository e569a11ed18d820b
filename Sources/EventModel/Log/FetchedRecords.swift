/// One record as it lies in the log's own memory: plain pointers, borrowed until the next fetch.
public struct FetchedRecord {
    /// The payload; `nil` for a tombstone.
    public var value: UnsafePointer<UInt8>?
    /// The record's key; `nil` when it has none.
    public var key: UnsafePointer<UInt8>?
    /// Length of the payload in bytes; 0 for a tombstone.
    public var valueCount: Int
    /// Length of the key in bytes.
    public var keyCount: Int
    /// The record's offset in its partition.
    public var offset: Int64
    /// The record's timestamp in milliseconds since the epoch; -1 when it has none.
    public var timestampMilliseconds: Int64

    /// A record from its parts.
    @inlinable public init(
        value: UnsafePointer<UInt8>?, valueCount: Int, key: UnsafePointer<UInt8>?, keyCount: Int,
        offset: Int64, timestampMilliseconds: Int64
    ) {
        self.value = value
        self.key = key
        self.valueCount = valueCount
        self.keyCount = keyCount
        self.offset = offset
        self.timestampMilliseconds = timestampMilliseconds
    }

    /// The payload's bytes; empty for a tombstone.
    @inlinable public var valueBytes: UnsafeRawBufferPointer { .init(start: value, count: valueCount) }
    /// The key's bytes; empty when there is none.
    @inlinable public var keyBytes: UnsafeRawBufferPointer { .init(start: key, count: keyCount) }
}

/// Consecutive records of one partition inside a ``FetchedRecords``.
public struct RecordRun: Equatable, Sendable {
    /// Which of the fetcher's topics, by its place in the list given to ``LogFetcher/open(_:)``.
    public var topicIndex: Int
    /// The partition.
    public var partition: Int32
    /// Which of the fetched records.
    public var range: Range<Int>

    /// A run from its parts.
    public init(topicIndex: Int, partition: Int32, range: Range<Int>) {
        self.topicIndex = topicIndex
        self.partition = partition
        self.range = range
    }
}

/// What happened to a partition besides records.
public enum PartitionNotice: Equatable, Sendable {
    /// Everything that the partition holds has been read; records that come later undo it.
    case reachedEnd(topicIndex: Int, partition: Int32)
    /// Records `from ..< to` were deleted by the broker's retention before they could be read.
    case truncated(topicIndex: Int, partition: Int32, from: Int64, to: Int64)
}

/// What one call of ``LogReader/fetch(into:waitMilliseconds:)`` brought: records in runs of one partition.
///
/// The buffer is made once and filled again and again; pointers in it are valid until the next fetch.
public final class FetchedRecords {
    /// How many records one fetch brings at most.
    public let capacity: Int
    /// The records; the first ``count`` are valid.
    public let records: UnsafeMutablePointer<FetchedRecord>
    /// How many records the last fetch brought.
    public var count = 0
    /// The runs that cover ``records``, in order, and nothing else.
    public var runs: [RecordRun] = []
    /// What else happened, after the records of this fetch.
    public var notices: [PartitionNotice] = []

    /// A buffer for at most `capacity` records.
    public init(capacity: Int) {
        precondition(capacity > 0)
        self.capacity = capacity
        records = .allocate(capacity: capacity)
    }

    deinit { records.deallocate() }

    /// Empties the buffer; readers call it first.
    public func removeAll() {
        count = 0
        runs.removeAll(keepingCapacity: true)
        notices.removeAll(keepingCapacity: true)
    }

    /// Adds a record behind the last one and extends or opens a run.
    @inlinable public func append(_ record: FetchedRecord, topicIndex: Int, partition: Int32) {
        precondition(count < capacity)
        records[count] = record
        count += 1
        if let last = runs.indices.last, runs[last].partition == partition,
            runs[last].topicIndex == topicIndex
        {
            runs[last].range = runs[last].range.lowerBound..<count
        } else {
            runs.append(RecordRun(topicIndex: topicIndex, partition: partition, range: count - 1..<count))
        }
    }
}
