extension LayoutReader {
    /// Reads a value that begins with a brace or a bracket, perhaps over several lines; `place` is left behind it.
    mutating func flow(at place: inout Int) throws(Refusal) -> FlowValue {
        let isMapping = signs[place] == "{"
        let close: Unicode.Scalar = isMapping ? "}" : "]"
        place += 1
        var entries: [FlowEntry] = []
        var comments: [String] = []
        while true {
            gap(&place, comments: &comments, into: &entries)
            guard place < signs.count else { throw Refusal(offset: place, reason: "a brace is not closed") }
            if signs[place] == close { break }
            let column = place - lineStart(of: place)
            var entry = try flowEntry(at: &place, isMapping: isMapping)
            entry.column = column
            entry.leading = comments
            comments = []
            entries.append(entry)
            gap(&place, comments: &comments, into: &entries)
            guard place < signs.count else { throw Refusal(offset: place, reason: "a brace is not closed") }
            guard signs[place] == "," || signs[place] == close else {
                throw Refusal(
                    offset: place, reason: "what stands between braces here cannot be laid out anew")
            }
            if signs[place] == "," { place += 1 }
        }
        guard !entries.isEmpty || comments.isEmpty else {
            throw Refusal(offset: place, reason: "there is nothing but a comment between these braces")
        }
        place += 1
        return isMapping ? .mapping(entries, footer: comments) : .list(entries, footer: comments)
    }

    private mutating func flowEntry(at place: inout Int, isMapping: Bool) throws(Refusal) -> FlowEntry {
        var entry = FlowEntry()
        if isMapping {
            entry.key = try flowScalar(at: &place, properties: &entry.properties)
            if !entry.properties.isEmpty {
                entry.key = entry.properties + " " + (entry.key ?? "")
                entry.properties = ""
            }
            let behind = flowBlanks(from: place)
            guard behind < signs.count, signs[behind] == ":" else { return entry }
            place = flowBlanks(from: behind + 1)
        }
        try refuseComment(at: place)
        guard place < signs.count, signs[place] != ",", signs[place] != "}", signs[place] != "]" else {
            return entry
        }
        properties(at: &place, into: &entry.properties)
        try refuseComment(at: place)
        if place < signs.count, signs[place] == "{" || signs[place] == "[" {
            entry.value = try flow(at: &place)
        } else if let text = try flowScalar(at: &place, properties: &entry.properties), !text.isEmpty {
            entry.value = .scalar(text)
        }
        let behind = flowBlanks(from: place)
        if !isMapping, behind < signs.count, signs[behind] == ":" {
            throw Refusal(offset: behind, reason: "a list between brackets holds a key")
        }
        return entry
    }

    private func refuseComment(at place: Int) throws(Refusal) {
        guard place < signs.count, signs[place] == "#" else { return }
        throw Refusal(offset: place, reason: "a comment stands between a key and its value")
    }

    private func properties(at place: inout Int, into properties: inout String) {
        while place < signs.count, signs[place] == "&" || signs[place] == "!" {
            let first = place
            while place < signs.count, !signs[place].isBlank, !signs[place].isLineBreak, signs[place] != "," {
                place += 1
            }
            properties += (properties.isEmpty ? "" : " ") + string(first..<place)
            place = flowBlanks(from: place)
        }
    }

    /// A scalar in one line.
    private func flowScalar(at place: inout Int, properties: inout String) throws(Refusal) -> String? {
        self.properties(at: &place, into: &properties)
        let start = place
        guard place < signs.count else { return nil }
        if signs[place] == "\"" || signs[place] == "'" {
            guard let close = closingQuote(from: place) else {
                throw Refusal(offset: place, reason: "a quote is not closed")
            }
            place = close + 1
        } else {
            place = flowPlainEnd(from: place)
        }
        return try joined(start..<place)
    }

    private func flowPlainEnd(from start: Int) -> Int {
        var place = start
        while place < signs.count, !",[]{}".unicodeScalars.contains(signs[place]) {
            let next = place + 1 < signs.count ? signs[place + 1] : "\n"
            if signs[place] == ":", next.isBlank || next.isLineBreak || ",[]{}".unicodeScalars.contains(next)
            {
                break
            }
            if signs[place] == "#", place > start, signs[place - 1].isBlank || signs[place - 1].isLineBreak {
                break
            }
            place += 1
        }
        while place > start, signs[place - 1].isBlank || signs[place - 1].isLineBreak { place -= 1 }
        return place
    }

    /// The lines of a scalar as one: a line end is a blank.
    private func joined(_ range: Range<Int>) throws(Refusal) -> String {
        let text = string(range)
        guard text.contains(where: \.isNewline) else { return text }
        let parts = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { line in
            String(line.drop { $0 == " " || $0 == "\t" }).trimmedEnd
        }
        guard !parts.contains(where: { $0.isEmpty || $0.hasSuffix("\\") }) else {
            throw Refusal(
                offset: range.lowerBound, reason: "a text between braces has lines that mean something")
        }
        return parts.joined(separator: " ")
    }

    private func lineStart(of place: Int) -> Int {
        var (low, high) = (row, lines.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if lines[middle].lowerBound <= place { low = middle } else { high = middle }
        }
        return lines[low].lowerBound
    }

    private func flowBlanks(from start: Int) -> Int {
        var place = start
        while place < signs.count, signs[place].isBlank || signs[place].isLineBreak { place += 1 }
        return place
    }

    /// Skips blanks, line ends and comments. One behind an entry in its line belongs to it.
    private func gap(_ place: inout Int, comments: inout [String], into entries: inout [FlowEntry]) {
        var isSameLine = true
        while place < signs.count {
            if signs[place].isLineBreak {
                isSameLine = false
            } else if signs[place] == "#" {
                let start = place
                while place < signs.count, !signs[place].isLineBreak { place += 1 }
                let words = string(start..<place).trimmedEnd
                if isSameLine, !entries.isEmpty, entries[entries.count - 1].comment == nil, comments.isEmpty {
                    entries[entries.count - 1].comment = words
                } else {
                    comments.append(words)
                }
                continue
            } else if !signs[place].isBlank {
                return
            }
            place += 1
        }
    }
}
