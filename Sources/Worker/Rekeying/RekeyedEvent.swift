import Dataflow
import EventModel

/// An event on its way from the task that has read it to the one that needs it by another field: as it came, and what was
/// decided of it.
struct RekeyedEvent {
    /// The source that it belongs to there, by number.
    var source: Int
    /// The partition that it was read from.
    var partition: Int32
    /// For a tardy event the watermark at which it takes effect; `nil` when it does so at once.
    var entry: EventTime?
    /// The record as it was; its bytes are borrowed.
    var record: FetchedRecord
}

extension RekeyedEvent {
    func encode(to writer: StateWriter) {
        writer.count(source)
        writer.count(Int(partition))
        writer.bool(entry != nil)
        if let entry { writer.integer(entry.milliseconds) }
        writer.integer(record.offset)
        writer.integer(record.timestampMilliseconds)
        writer.bool(record.key != nil)
        if record.key != nil { writer.bytes(record.keyBytes) }
        writer.bytes(record.valueBytes)
    }

    /// Reads an event, whose bytes stay where they are.
    ///
    /// - Throws: when the bytes are not what ``encode(to:)`` writes.
    init(from reader: inout StateReader) throws(StateDamage) {
        source = try reader.count()
        guard let partition = Int32(exactly: try reader.count()) else {
            throw StateDamage("a partition's number is too large")
        }
        self.partition = partition
        entry = try reader.bool() ? EventTime(milliseconds: try reader.integer()) : nil
        let (offset, timestamp) = (try reader.integer(), try reader.integer())
        let key = try reader.bool() ? try reader.bytes() : nil
        let value = try reader.bytes()
        record = FetchedRecord(
            value: value.bindMemory(to: UInt8.self).baseAddress, valueCount: value.count,
            key: key?.bindMemory(to: UInt8.self).baseAddress, keyCount: key?.count ?? 0, offset: offset,
            timestampMilliseconds: timestamp)
    }
}

/// What a gather thread sends to a task behind it with one commit: events, and behind them how far its tasks have come.
///
/// `format, number of events, event…, number of reports, report…`. The reports stand behind all events that they speak
/// for, in the last record when there are several.
enum RekeyedRecord {
    static let format: UInt8 = 1
    /// A record that has come so far is sent.
    static let bytes = 512 << 10

    /// Reads a record.
    ///
    /// - Parameters:
    ///   - bytes: the record's value.
    ///   - take: takes the events one by one.
    /// - Returns: the reports behind them.
    /// - Throws: when the bytes are not a record of this program.
    static func read(
        _ bytes: UnsafeRawBufferPointer, take: (RekeyedEvent) throws(StateDamage) -> Void
    ) throws(StateDamage) -> [TaskReport] {
        var reader = StateReader(bytes)
        let found = try reader.byte()
        guard found == format else { throw StateDamage("format \(found) is not known, only \(format)") }
        for _ in 0..<(try reader.count(ofEntriesWithBytes: 8)) { try take(RekeyedEvent(from: &reader)) }
        var reports: [TaskReport] = []
        for _ in 0..<(try reader.count(ofEntriesWithBytes: 4)) {
            reports.append(try TaskReport(from: &reader))
        }
        guard reader.isAtEnd else { throw StateDamage("\(reader.remaining) bytes follow the last report") }
        return reports
    }
}
