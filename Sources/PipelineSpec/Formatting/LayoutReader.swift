/// Reads the layout of a text that is known to be sound YAML.
///
/// Reads what people write; what is rarer, such as keys that are lists, is refused.
struct LayoutReader {
    /// What cannot be laid out anew, and where.
    struct Refusal: Error {
        var offset: Int
        var reason: String
    }

    /// As the parser sees it: signs inside `${…}` are hidden.
    let signs: [Unicode.Scalar]
    let text: [Unicode.Scalar]
    /// Without their ends.
    let lines: [Range<Int>]
    /// The line that is read next.
    var row = 0

    init(_ source: SourceText) {
        text = source.scalars
        signs = YAMLStandIns(source, part: 0).scalars
        var lines: [Range<Int>] = []
        var start = 0
        for place in text.indices where text[place] == "\n" {
            let end = place > start && text[place - 1] == "\r" ? place - 1 : place
            lines.append(start..<end)
            start = place + 1
        }
        if start < text.count { lines.append(start..<text.count) }
        self.lines = lines
    }

    /// All of the text.
    mutating func layout() throws(Refusal) -> Layout {
        if let odd = text.indices.first(where: { place in
            text[place].isLineBreak && text[place] != "\n"
                && !(text[place] == "\r" && place + 1 < text.count && text[place + 1] == "\n")
        }) {
            throw Refusal(offset: odd, reason: "a line ends with neither LF nor CRLF")
        }
        var layout = Layout()
        var leading = trivia()
        if row < lines.count, string(lines[row]).trimmedEnd == "---" {
            (layout.preamble, layout.hasDocumentSign) = (leading, true)
            row += 1
            leading = trivia()
        }
        guard row < lines.count else {
            layout.preamble += leading
            return layout
        }
        guard signs[content(of: row)] != "%" else {
            throw Refusal(offset: content(of: row), reason: "a directive stands above the document")
        }
        layout.root = try node(at: content(of: row), parent: -1, footerColumn: 0)
        if !layout.root.lead(with: leading) { layout.preamble += leading }
        return try ended(layout)
    }

    private mutating func ended(_ layout: Layout) throws(Refusal) -> Layout {
        let rest = trivia()
        guard row >= lines.count else {
            throw Refusal(offset: content(of: row), reason: "what begins here cannot be laid out anew")
        }
        guard rest.contains(where: { $0 != .blank }) else { return layout }
        throw Refusal(offset: max(0, text.count - 1), reason: "a comment stands behind the document")
    }

    /// A value whose first sign is at a place; `parent` is the column that its lines must be right of.
    mutating func node(at place: Int, parent: Int, footerColumn: Int) throws(Refusal) -> LayoutValue {
        if isDash(place) { return try list(at: place, footerColumn: footerColumn) }
        if keyEnd(from: place) != nil { return try mapping(at: place) }
        var entry = LayoutEntry()
        try value(into: &entry, at: place, parent: parent, listColumn: nil)
        guard entry.comment == nil, entry.properties.isEmpty else {
            throw Refusal(offset: place, reason: "a comment or an anchor stands at a value of its own")
        }
        return entry.value
    }

    private mutating func mapping(at start: Int) throws(Refusal) -> LayoutValue {
        let column = start - lines[row].lowerBound
        var entries: [LayoutEntry] = []
        var place = start
        var leading: [Trivium] = []
        while true {
            guard let colon = keyEnd(from: place) else {
                throw Refusal(offset: place, reason: "what begins here is no key")
            }
            var entry = LayoutEntry(leading: leading, key: string(place..<colon).trimmedEnd)
            try value(into: &entry, at: colon + 1, parent: column, listColumn: column)
            entries.append(entry)
            guard let next = nextSibling(column: column, isList: false, leading: &leading) else { break }
            place = next
        }
        return .mapping(entries, footer: footer(column: column))
    }

    private mutating func list(at start: Int, footerColumn: Int) throws(Refusal) -> LayoutValue {
        let column = start - lines[row].lowerBound
        var items: [LayoutEntry] = []
        var place = start
        var leading: [Trivium] = []
        while true {
            var item = LayoutEntry(leading: leading)
            let inner = skippedBlanks(from: place + 1)
            if inner < lines[row].upperBound, isDash(inner) || keyEnd(from: inner) != nil {
                item.value = try node(at: inner, parent: column, footerColumn: 0)
            } else {
                try value(into: &item, at: place + 1, parent: column, listColumn: nil)
            }
            items.append(item)
            guard let next = nextSibling(column: column, isList: true, leading: &leading) else { break }
            place = next
        }
        return .list(items, footer: footer(column: max(column, footerColumn)))
    }

    /// Where the next entry or item begins, if there is one; otherwise nothing is read.
    private mutating func nextSibling(column: Int, isList: Bool, leading: inout [Trivium]) -> Int? {
        let before = row
        leading = trivia()
        if row < lines.count, indent(of: row) == column, isDash(content(of: row)) == isList {
            return content(of: row)
        }
        row = before
        return nil
    }

    /// The comments behind the last entry that stand as far to the right.
    private mutating func footer(column: Int) -> [Trivium] {
        let before = row
        let rest = trivia()
        var count = 0
        for (index, trivium) in rest.enumerated() {
            guard case .comment(_, let place) = trivium else { continue }
            guard place >= column else { break }
            count = index + 1
        }
        row = before + count
        return Array(rest.prefix(count))
    }

    /// Blank lines and comments up to the next line with something in it.
    mutating func trivia() -> [Trivium] {
        var found: [Trivium] = []
        while row < lines.count {
            let place = content(of: row)
            if place == lines[row].upperBound {
                found.append(.blank)
            } else if signs[place] == "#" {
                let words = string(place..<lines[row].upperBound).trimmedEnd
                found.append(.comment(words, column: place - lines[row].lowerBound))
            } else {
                break
            }
            row += 1
        }
        return found
    }
}

extension LayoutReader {
    func string(_ range: Range<Int>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: text[range])
        return String(view)
    }

    /// The first sign of a line that is no blank, or its end.
    func content(of row: Int) -> Int { skippedBlanks(from: lines[row].lowerBound, row: row) }

    func indent(of row: Int) -> Int { content(of: row) - lines[row].lowerBound }

    /// The blanks that indent a line; tabs are none of them.
    func margin(of row: Int) -> Int { lines[row].prefix { signs[$0] == " " }.count }

    func skippedBlanks(from place: Int, row: Int? = nil) -> Int {
        var place = place
        let end = lines[row ?? self.row].upperBound
        while place < end, signs[place].isBlank { place += 1 }
        return place
    }

    /// Whether an item of a list begins here.
    func isDash(_ place: Int) -> Bool {
        place < lines[row].upperBound && signs[place] == "-" && isGap(place + 1)
    }

    /// Whether a line ends here or has a blank.
    func isGap(_ place: Int) -> Bool { place >= lines[row].upperBound || signs[place].isBlank }

    /// The colon behind the key that begins at a place, if one does.
    func keyEnd(from start: Int) -> Int? {
        let end = lines[row].upperBound
        var place = start
        while place < end, signs[place] == "&" || signs[place] == "!" {
            while place < end, !signs[place].isBlank { place += 1 }
            place = skippedBlanks(from: place)
        }
        guard place < end else { return nil }
        switch signs[place] {
        case "\"", "'":
            guard let close = closingQuote(from: place), close < end else { return nil }
            place = skippedBlanks(from: close + 1)
            return place < end && signs[place] == ":" && isGap(place + 1) ? place : nil
        case "[", "{", "#", "|", ">": return nil
        default: break
        }
        while place < end {
            if signs[place] == ":", isGap(place + 1) { return place }
            if signs[place] == "#", place > start, signs[place - 1].isBlank { return nil }
            place += 1
        }
        return nil
    }

    /// The quote that ends the text that begins with one; perhaps lines below.
    func closingQuote(from start: Int) -> Int? {
        let quote = signs[start]
        var place = start + 1
        while place < signs.count {
            if quote == "\"", signs[place] == "\\" {
                place += 2
            } else if signs[place] != quote {
                place += 1
            } else if quote == "'", place + 1 < signs.count, signs[place + 1] == "'" {
                place += 2
            } else {
                return place
            }
        }
        return nil
    }
}

extension LayoutValue {
    /// Puts comments and blank lines above the first entry; false when there is none.
    mutating func lead(with trivia: [Trivium]) -> Bool {
        switch self {
        case .mapping(var entries, let footer):
            guard !entries.isEmpty else { return false }
            entries[0].leading = trivia + entries[0].leading
            self = .mapping(entries, footer: footer)
        case .list(var items, let footer):
            guard !items.isEmpty else { return false }
            items[0].leading = trivia + items[0].leading
            self = .list(items, footer: footer)
        case .nothing, .scalar, .block, .flow: return false
        }
        return true
    }
}

extension String {
    /// Without blanks at the end.
    var trimmedEnd: String {
        var view = unicodeScalars
        while let last = view.last, last.isBlank { view.removeLast() }
        return String(view)
    }
}
