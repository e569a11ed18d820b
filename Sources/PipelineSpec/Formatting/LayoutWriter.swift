/// Writes a layout in the one way that is canonical; see ``CanonicalYAML``.
struct LayoutWriter {
    /// In characters.
    static let lineLimit = 128
    private static let step = 2

    private(set) var lines: [String] = []

    init(_ layout: Layout) {
        write(layout.preamble, margin: "")
        if layout.hasDocumentSign { lines.append("---") }
        switch layout.root {
        case .nothing: break
        case .scalar, .block, .flow:
            write(LayoutEntry(value: layout.root), head: "", LayoutColumns.Row(), indent: 0)
        case .mapping, .list: write(layout.root, indent: 0)
        }
        while lines.last?.isEmpty == true { lines.removeLast() }
    }

    /// With a line end behind each line.
    var text: String { lines.map { $0 + "\n" }.joined() }

    private mutating func write(_ value: LayoutValue, indent: Int) {
        let margin = String(repeating: " ", count: indent)
        switch value {
        case .mapping(let entries, let footer):
            let columns = LayoutColumns(of: entries, room: Self.lineLimit - indent)
            for (index, entry) in entries.enumerated() {
                write(index == 0 ? entry.leading.withoutFirstBlanks : entry.leading, margin: margin)
                let head = margin + (entry.key ?? "") + ":"
                write(entry, head: head, columns.rows[index], indent: indent + Self.step)
            }
            write(footer, margin: margin)
        case .list(let items, let footer):
            let columns = LayoutColumns(of: items, room: Self.lineLimit - indent)
            for (index, item) in items.enumerated() {
                write(index == 0 ? item.leading.withoutFirstBlanks : item.leading, margin: margin)
                write(item, head: margin + "-", columns.rows[index], indent: indent + Self.step)
            }
            write(footer, margin: margin)
        case .nothing, .scalar, .block, .flow: break
        }
    }

    /// An entry behind its key or dash; `indent` is where lines below it begin.
    private mutating func write(
        _ entry: LayoutEntry, head: String, _ row: LayoutColumns.Row, indent: Int
    ) {
        let space = head.isEmpty ? "" : String(repeating: " ", count: row.gap)
        let first = entry.properties.isEmpty ? head : head + space + entry.properties
        let inner = entry.properties.isEmpty ? space : " "
        switch entry.value {
        case .nothing: append(first, entry.comment)
        case .scalar(let parts):
            let below = String(repeating: " ", count: indent)
            let texts = parts.enumerated().map { $0 == 0 ? first + inner + $1 : $1.isEmpty ? "" : below + $1 }
            lines += texts.dropLast()
            append(texts.last ?? first, entry.comment)
        case .block(let header, let parts):
            append(first + inner + header, entry.comment)
            let below = String(repeating: " ", count: max(indent, Self.step))
            lines += parts.map { $0.isEmpty ? "" : below + $0 }
        case .flow(let flow):
            if let line = row.line ?? flow.line,
                (first + inner + line).unicodeScalars.count <= Self.lineLimit || flow.isBare
            {
                append(first + inner + line, entry.comment)
            } else {
                writeBelow(flow.expanded, first: first, comment: entry.comment, indent: indent)
            }
        case .mapping, .list:
            writeBelow(entry.value, first: first, comment: entry.comment, indent: indent)
        }
    }

    /// Entries below a key; behind a dash the first of them stands in its line.
    private mutating func writeBelow(
        _ value: LayoutValue, first: String, comment: String?, indent: Int
    ) {
        guard !first.isEmpty else { return write(value, indent: indent) }
        let isItem = first.hasSuffix("-") && first.dropLast().allSatisfy { $0 == " " }
        guard isItem, comment == nil, value.firstLeading?.contains(where: { $0 != .blank }) == false else {
            append(first, comment)
            return write(value, indent: indent)
        }
        let start = lines.count
        write(value, indent: indent)
        guard lines.count > start else { return append(first, nil) }
        lines[start] = first + " " + lines[start].drop { $0 == " " }
    }

    private mutating func append(_ line: String, _ comment: String?) {
        lines.append(comment.map { line + "  " + $0.tidyComment } ?? line)
    }

    /// Comments, and one blank line for any number of them.
    private mutating func write(_ trivia: [Trivium], margin: String) {
        for trivium in trivia {
            switch trivium {
            case .comment(let text, _): lines.append(margin + text.tidyComment)
            case .blank: if lines.last?.isEmpty == false { lines.append("") }
            }
        }
    }
}

extension FlowValue {
    /// Without entries, so that it cannot be broken into lines.
    fileprivate var isBare: Bool {
        switch self {
        case .scalar: true
        case .mapping(let entries, _), .list(let entries, _): entries.isEmpty
        }
    }
}

extension LayoutValue {
    fileprivate var firstLeading: [Trivium]? {
        switch self {
        case .mapping(let entries, _), .list(let entries, _): entries.first?.leading
        case .nothing, .scalar, .block, .flow: nil
        }
    }
}

extension [Trivium] {
    /// Blank lines directly below a key separate nothing.
    fileprivate var withoutFirstBlanks: [Trivium] { Array(drop { $0 == .blank }) }
}

extension String {
    /// With a blank behind the sign, unless a line of signs or a shebang is drawn.
    fileprivate var tidyComment: String {
        guard let second = unicodeScalars.dropFirst().first, !second.isBlank, second != "#", second != "!"
        else {
            return self
        }
        return "# " + dropFirst()
    }
}
