extension LayoutReader {
    /// Reads what stands behind a colon or a dash, and ends in front of the next line.
    ///
    /// - Parameters:
    ///   - entry: gets the value, its anchor and tag, and the comment behind it.
    ///   - start: behind the colon or the dash.
    ///   - parent: the column that the value's lines must be right of.
    ///   - listColumn: where a list may begin although it is not right of the parent.
    /// - Throws: what cannot be laid out anew.
    mutating func value(
        into entry: inout LayoutEntry, at start: Int, parent: Int, listColumn: Int?
    ) throws(Refusal) {
        var place = skippedBlanks(from: start)
        entry.valueColumn = place - lines[row].lowerBound
        let end = lines[row].upperBound
        while place < end, signs[place] == "&" || signs[place] == "!" {
            let first = place
            while place < end, !signs[place].isBlank { place += 1 }
            entry.properties += (entry.properties.isEmpty ? "" : " ") + string(first..<place)
            place = skippedBlanks(from: place)
        }
        if place < end, signs[place] == "?" && isGap(place + 1) {
            throw Refusal(offset: place, reason: "a key begins with '?'")
        }
        guard place < end, signs[place] != "#" else {
            return try valueBelow(into: &entry, at: place, parent: parent, listColumn: listColumn)
        }
        switch signs[place] {
        case "|", ">": try block(into: &entry, at: place, parent: parent)
        case "{", "[":
            var cursor = place
            entry.value = .flow(try flow(at: &cursor))
            try finish(&entry, at: cursor)
        case "\"", "'":
            guard let close = closingQuote(from: place) else {
                throw Refusal(offset: place, reason: "a quote is not closed")
            }
            entry.value = .scalar(quoted(place...close))
            try finish(&entry, at: close + 1)
        default: plain(into: &entry, at: place, parent: parent)
        }
    }

    /// The value of a key or a dash that stands alone in its line.
    private mutating func valueBelow(
        into entry: inout LayoutEntry, at place: Int, parent: Int, listColumn: Int?
    ) throws(Refusal) {
        if place < lines[row].upperBound { entry.comment = string(place..<lines[row].upperBound).trimmedEnd }
        row += 1
        let before = row
        let leading = trivia()
        guard row < lines.count else {
            row = before
            return
        }
        let start = content(of: row)
        let column = indent(of: row)
        guard column > parent || column == listColumn && isDash(start) else {
            row = before
            return
        }
        if isDash(start) || keyEnd(from: start) != nil {
            entry.value = try node(
                at: start, parent: parent, footerColumn: column == listColumn ? column + 1 : 0)
            _ = entry.value.lead(with: leading)
            return
        }
        guard !leading.contains(where: { $0 != .blank }) else {
            throw Refusal(offset: start, reason: "a comment stands between a key and its value")
        }
        var below = LayoutEntry(properties: entry.properties)
        try value(into: &below, at: start, parent: parent, listColumn: nil)
        guard entry.comment == nil || below.comment == nil else {
            throw Refusal(offset: start, reason: "a comment stands between a key and its value")
        }
        (entry.value, entry.properties) = (below.value, below.properties)
        entry.comment = entry.comment ?? below.comment
    }

    /// What follows a value in its line may only be a comment.
    private mutating func finish(_ entry: inout LayoutEntry, at place: Int) throws(Refusal) {
        while row < lines.count, lines[row].upperBound < place { row += 1 }
        let place = skippedBlanks(from: place)
        if place < lines[row].upperBound {
            guard signs[place] == "#" else {
                throw Refusal(offset: place, reason: "something stands behind a value")
            }
            entry.comment = string(place..<lines[row].upperBound).trimmedEnd
        }
        row += 1
    }

    /// The lines of a quoted text; their margins mean nothing.
    private func quoted(_ range: ClosedRange<Int>) -> [String] {
        string(range.lowerBound..<(range.upperBound + 1)).split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline
        ).enumerated().map { number, line in
            let line = number == 0 ? line : line.drop { $0 == " " || $0 == "\t" }
            return String(line).trimmedEnd
        }
    }

    private mutating func plain(into entry: inout LayoutEntry, at start: Int, parent: Int) {
        var parts: [String] = []
        var place = start
        while true {
            let end = plainEnd(from: place)
            parts.append(string(place..<end).trimmedEnd)
            row += 1
            if end < lines[row - 1].upperBound {
                entry.comment = string(end..<lines[row - 1].upperBound).trimmedEnd
                break
            }
            var next = row
            while next < lines.count, content(of: next) == lines[next].upperBound { next += 1 }
            guard next < lines.count, indent(of: next) > parent, signs[content(of: next)] != "#",
                !isDocumentEnd(next)
            else { break }
            parts += repeatElement("", count: next - row)
            row = next
            place = content(of: row)
        }
        entry.value = .scalar(parts)
    }

    private func isDocumentEnd(_ row: Int) -> Bool { string(lines[row]).trimmedEnd == "..." }

    /// Where a plain text in the current line ends: at a comment or the end.
    private func plainEnd(from start: Int) -> Int {
        var place = start
        while place < lines[row].upperBound {
            if signs[place] == "#", place > lines[row].lowerBound, signs[place - 1].isBlank { break }
            place += 1
        }
        return place
    }

    /// A literal or folded text.
    private mutating func block(into entry: inout LayoutEntry, at place: Int, parent: Int) throws(Refusal) {
        let headerEnd = plainEnd(from: place)
        var header = string(place..<headerEnd).trimmedEnd
        if headerEnd < lines[row].upperBound {
            entry.comment = string(headerEnd..<lines[row].upperBound).trimmedEnd
        }
        row += 1
        var base: Int?
        if let digit = header.first(where: \.isNumber), let width = digit.wholeNumberValue {
            base = max(0, parent) + width
            header = header.replacing(String(digit), with: "2")
        }
        var found: [String] = []
        var lastFilled = 0
        var end = row
        while end < lines.count {
            let isBlank = content(of: end) == lines[end].upperBound
            if !isBlank, margin(of: end) <= parent || margin(of: end) < base ?? 0 { break }
            if !isBlank, base == nil { base = margin(of: end) }
            let start = min(lines[end].lowerBound + (base ?? Int.max / 2), lines[end].upperBound)
            found.append(string(start..<lines[end].upperBound))
            end += 1
            if !isBlank || start < lines[end - 1].upperBound { lastFilled = found.count }
        }
        // Blank lines at the end are a part of the text only when it says so.
        if !header.contains("+") { found.removeSubrange(lastFilled...) }
        row += found.count
        entry.value = .block(header: header, lines: found)
    }
}
