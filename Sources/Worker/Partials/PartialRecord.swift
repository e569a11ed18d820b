import Dataflow
import EventModel

/// What a gather thread sends to a merge task with one commit: changed panes, and behind them how far its tasks have come.
///
/// `format, number of blocks, (fingerprint of the group, block)…, number of reports, report…`. The reports stand behind
/// the panes that they speak for, in the last record when there are several.
struct PartialRecord {
    static let format: UInt8 = 1
    /// A record that has come so far is sent.
    static let bytes = 512 << 10

    /// Writes panes, and the reports at the end, as records of bounded size.
    static func write(
        _ blocks: [PartialBlock], fingerprints: [UInt64], reports: [TaskReport], writer: StateWriter,
        take: (UnsafeRawBufferPointer) -> Void
    ) {
        var rest = blocks[...]
        repeat {
            writer.removeAll()
            writer.byte(format)
            var (size, count) = (0, 0)
            for block in rest where count == 0 || size < bytes {
                size += block.roughByteCount
                count += 1
            }
            writer.count(count)
            for block in rest.prefix(count) {
                writer.word(fingerprints[block.group])
                block.encode(to: writer)
            }
            rest = rest.dropFirst(count)
            let last = rest.isEmpty ? reports : []
            writer.count(last.count)
            for report in last { report.encode(to: writer) }
            take(writer.bytes)
        } while !rest.isEmpty
    }

    /// Reads a record.
    ///
    /// - Parameters:
    ///   - bytes: the record's value.
    ///   - groups: the groups of the plan by their fingerprints; panes of others belong to another version.
    ///   - plan: what the merge stage does.
    /// - Returns: panes and reports, and how many blocks were left out.
    /// - Throws: when the bytes are not a record of this program.
    static func read(
        _ bytes: UnsafeRawBufferPointer, groups: [UInt64: Int], of plan: MergePlan
    ) throws(StateDamage) -> (blocks: [PartialBlock], reports: [TaskReport], unknown: Int) {
        var reader = StateReader(bytes)
        let found = try reader.byte()
        guard found == format else { throw StateDamage("format \(found) is not known, only \(format)") }
        var blocks: [PartialBlock] = []
        var unknown = 0
        for _ in 0..<(try reader.count(ofEntriesWithBytes: 9)) {
            let group = groups[try reader.word()]
            var block = try PartialBlock(from: &reader)
            guard let group else {
                unknown += 1
                continue
            }
            block.group = group
            try block.check(against: plan.groups)
            blocks.append(block)
        }
        var reports: [TaskReport] = []
        for _ in 0..<(try reader.count(ofEntriesWithBytes: 4)) {
            reports.append(try TaskReport(from: &reader))
        }
        guard reader.isAtEnd else { throw StateDamage("\(reader.remaining) bytes follow the last report") }
        return (blocks, reports, unknown)
    }
}

extension PartialBlock {
    /// About how many bytes it takes in a record.
    fileprivate var roughByteCount: Int {
        keyBytes.count + panes.count * 4 + words.count * 3 + sketchBytes.count + stringBytes.count
    }
}
