/// How neighbouring entries with braces or brackets stand below each other, where they do so already.
///
/// Values that began in one column go on doing so, and if they are mappings with the same keys whose entries did, too:
///
/// ```yaml
/// orders:    { topic: orders,    partitioned_by: order_id }
/// logistics: { topic: logistics, partitioned_by: order_id }
/// ```
struct LayoutColumns {
    /// One entry.
    struct Row {
        /// Blanks between the colon or dash and the value.
        var gap = 1
        /// The value, where it has columns inside.
        var line: String?
    }

    private(set) var rows: [Row]

    /// Columns of entries whose lines may be `room` characters long behind their margin.
    init(of entries: [LayoutEntry], room: Int) {
        rows = entries.map { _ in Row() }
        let lines = entries.map { $0.line(room: room) }
        var start = 0
        while start < entries.count {
            guard lines[start] != nil else {
                start += 1
                continue
            }
            let column = entries[start].valueColumn
            let run = entries.indices[start...].prefix {
                lines[$0] != nil && entries[$0].valueColumn == column
            }
            let table = Self.table(entries[run.startIndex..<run.endIndex])
            if run.count > 1,
                !align(run, of: entries, table ?? lines, shift: table == nil ? 0 : start, room: room),
                table != nil
            {
                _ = align(run, of: entries, lines, shift: 0, room: room)
            }
            start = run.endIndex
        }
    }

    /// Puts the lines of a run below each other; false when one of them would be too long.
    private mutating func align(
        _ run: Range<Int>, of entries: [LayoutEntry], _ lines: [String?], shift: Int, room: Int
    ) -> Bool {
        let widths = run.map { entries[$0].keyWidth }
        let longest = widths.max() ?? 0
        let fits = run.allSatisfy { index in
            let line = lines[index - shift]?.unicodeScalars.count ?? 0
            return longest + 2 + entries[index].anchorWidth + line <= room
        }
        guard fits else { return false }
        for index in run {
            rows[index] = Row(gap: 1 + longest - entries[index].keyWidth, line: lines[index - shift])
        }
        return true
    }

    /// The values of a run with columns inside; `nil` when they had none.
    private static func table(_ run: ArraySlice<LayoutEntry>) -> [String?]? {
        let cells = run.compactMap(\.cells)
        guard cells.count == run.count, let first = cells.first, first.count > 1 else { return nil }
        for row in cells {
            guard row.count == first.count,
                zip(row, first).allSatisfy({ $0.key == $1.key && $0.column == $1.column })
            else { return nil }
        }
        let texts = cells.map { $0.map { $0.cell ?? "" } }
        let widths = first.indices.map { place in texts.map { $0[place].unicodeScalars.count }.max() ?? 0 }
        return texts.map { row in
            let padded = row.enumerated().map { place, text in
                guard place + 1 < row.count else { return text }
                return text + ","
                    + String(repeating: " ", count: 1 + widths[place] - text.unicodeScalars.count)
            }
            return "{ " + padded.joined() + " }"
        }
    }
}

extension LayoutEntry {
    fileprivate var keyWidth: Int { key?.unicodeScalars.count ?? 0 }
    fileprivate var anchorWidth: Int { properties.isEmpty ? 0 : properties.unicodeScalars.count + 1 }

    /// A value in braces or brackets that can stay in its line.
    fileprivate func line(room: Int) -> String? {
        guard case .flow(let flow) = value, let line = flow.line,
            keyWidth + 2 + anchorWidth + line.unicodeScalars.count <= room
        else { return nil }
        return line
    }

    /// The entries of a value in braces.
    fileprivate var cells: [FlowEntry]? {
        guard case .flow(.mapping(let entries, _)) = value else { return nil }
        return entries
    }
}
