/// What is probably wrong where the YAML parser could not go on.
///
/// The parser notices some mistakes only lines further down: a bracket that is never closed goes on until something
/// does not fit into it, and a line without a colon joins with the next. Indentation tells where they were made.
struct SyntaxCulprit {
    /// Where the mistake was made, an offset into the text's scalars.
    let offset: Int
    /// What is wrong there.
    let message: String
    /// What should stand there.
    let expected: String

    private init(offset: Int, message: String, expected: String) {
        self.offset = offset
        self.message = message
        self.expected = expected
    }

    /// - Parameters:
    ///   - scalars: the text.
    ///   - start: where the file begins in it.
    ///   - place: where the parser stopped.
    ///   - problem: what the parser said.
    init?(in scalars: [Unicode.Scalar], from start: Int, stoppedAt place: Int, saying problem: String) {
        let lines = SyntaxLine.lines(of: scalars, from: start, through: place)
        if let bracket = Self.unclosed(in: scalars, lines, through: place) {
            self = bracket
        } else if problem.contains("mapping values are not allowed"),
            let line = Self.unkeyed(in: scalars, lines)
        {
            self = line
        } else {
            return nil
        }
    }

    /// A bracket behind which a line begins as far to the left as the bracket's own line.
    private static func unclosed(
        in scalars: [Unicode.Scalar], _ lines: [SyntaxLine], through place: Int
    ) -> SyntaxCulprit? {
        var open: [(offset: Int, indent: Int)] = []
        var quote: Unicode.Scalar?
        for line in lines {
            if quote == nil, let last = open.last, line.indent <= last.indent, !scalars[line.start].closesFlow
            {
                return unclosed(scalars[last.offset], at: last.offset)
            }
            var token = Unicode.Scalar("-")
            var before = Unicode.Scalar(" ")
            for offset in line.start..<line.end {
                let scalar = scalars[offset]
                defer {
                    before = scalar
                    if !scalar.isBlank { token = scalar }
                }
                if let sign = quote {
                    if scalar == sign, before != "\\" { quote = nil }
                    continue
                }
                if scalar == "#", before.isBlank { break }
                let begins = token == ":" && before.isBlank || "{[,-".unicodeScalars.contains(token)
                switch scalar {
                case "\"", "'": if begins { quote = scalar }
                case "{", "[": if begins || !open.isEmpty { open.append((offset, line.indent)) }
                case "}", "]": _ = open.popLast()
                default: break
                }
            }
        }
        // The text ends before anything closes it.
        guard let last = open.last, let end = lines.last?.end, place >= end else { return nil }
        return unclosed(scalars[last.offset], at: last.offset)
    }

    private static func unclosed(_ bracket: Unicode.Scalar, at offset: Int) -> SyntaxCulprit {
        let closing = bracket == "{" ? "}" : "]"
        return SyntaxCulprit(
            offset: offset, message: "not YAML: the '\(bracket)' is not closed",
            expected: "a closing '\(closing)'")
    }

    /// A line without a key above the one where the parser stopped.
    private static func unkeyed(in scalars: [Unicode.Scalar], _ lines: [SyntaxLine]) -> SyntaxCulprit? {
        guard let last = lines.last, let above = lines.dropLast().last, above.indent <= last.indent,
            scalars[above.start] != "-"
        else { return nil }
        let hasKey = (above.start..<above.end).contains { offset in
            scalars[offset] == ":" && (offset + 1 == above.end || scalars[offset + 1].isBlank)
        }
        guard !hasKey else { return nil }
        return SyntaxCulprit(
            offset: above.start, message: "not YAML: this line has no key",
            expected: "'key: value' on one line, with a space behind the colon")
    }
}

/// A line with something on it that is no comment.
private struct SyntaxLine {
    var start: Int
    var end: Int
    var indent: Int

    static func lines(of scalars: [Unicode.Scalar], from start: Int, through place: Int) -> [SyntaxLine] {
        var lines: [SyntaxLine] = []
        var cursor = start
        while cursor < scalars.count, cursor <= place {
            var end = cursor
            while end < scalars.count, !scalars[end].isLineBreak { end += 1 }
            var content = cursor
            while content < end, scalars[content].isBlank { content += 1 }
            if content < end, scalars[content] != "#" {
                lines.append(SyntaxLine(start: content, end: end, indent: content - cursor))
            }
            cursor = end + 1
        }
        return lines
    }
}

extension Unicode.Scalar {
    fileprivate var closesFlow: Bool { self == "}" || self == "]" }
}
