/// The text of a file and of all that it brings in, one after the other and cut into lines.
///
/// Places are offsets into the Unicode scalars of all of them, which is how YAML counts: one number says both the
/// file and the place in it, so that values can be moved from file to file and keep their origin.
struct SourceText: Sendable {
    /// One of the files.
    struct Part: Sendable {
        let file: String
        let text: String
        /// Its scalars; the offset behind them is its end and belongs to no other part.
        let range: Range<Int>
        let firstLine: Int
        /// Where it was brought in; `nil` for a file that was named otherwise.
        let includedAt: Int?
    }

    /// At least one.
    private(set) var parts: [Part] = []
    private(set) var scalars: [Unicode.Scalar] = []
    private var lineStarts: [Int] = []

    /// What stands between two parts: no file can contain it, so that no scalar is followed into the next.
    private static let separator: Unicode.Scalar = "\u{0}"

    init(file: String, text: String) { append(file: file, text: text, includedAt: nil) }

    /// The path of the first file.
    var file: String { parts[0].file }
    /// The text of the first file.
    var text: String { parts[0].text }

    /// Adds a file's text.
    mutating func append(file: String, text: String, includedAt: Int?) {
        if !parts.isEmpty { scalars.append(Self.separator) }
        // A byte order mark is no part of the text and would shift the first line.
        let all = Array(text.unicodeScalars)
        let own = all.first == "\u{FEFF}" ? Array(all.dropFirst()) : all
        let start = scalars.count
        parts.append(
            Part(
                file: file, text: text, range: start..<(start + own.count), firstLine: lineStarts.count,
                includedAt: includedAt))
        lineStarts += Self.lineStarts(in: own).map { $0 + start }
        scalars += own
    }

    /// Adds all parts of another text.
    ///
    /// - Returns: by how much places in the other text are further behind here.
    mutating func append(_ other: SourceText) -> Int {
        let shift = scalars.count + 1
        for part in other.parts {
            append(file: part.file, text: part.text, includedAt: part.includedAt.map { $0 + shift })
        }
        return shift
    }

    /// Where the YAML parser's line and column (both from 1) lie; places outside are moved to the nearest inside.
    func offset(line: Int, column: Int, part: Int) -> Int {
        let part = parts[part]
        let line = part.firstLine + max(0, line - 1)
        guard line < lineStarts.count else { return part.range.upperBound }
        return min(lineStarts[line] + max(0, column - 1), part.range.upperBound)
    }

    /// The place as shown to people.
    func location(of offset: Int) -> SourceLocation {
        let line = lineIndex(of: offset)
        let part = part(ofLine: line)
        return SourceLocation(
            file: part.file, line: line - part.firstLine + 1,
            column: characters(in: lineStarts[line]..<offset) + 1)
    }

    /// The file that a place is in.
    func part(at offset: Int) -> Part { part(ofLine: lineIndex(of: offset)) }

    /// How many characters of a range lie in its first line; at least 1.
    func length(of range: Range<Int>) -> Int {
        let end = min(range.upperBound, self.range(ofLine: lineIndex(of: range.lowerBound)).upperBound)
        return end > range.lowerBound ? max(1, characters(in: range.lowerBound..<end)) : 1
    }

    /// The line a place is in, without its end.
    func line(at offset: Int) -> String { string(range(ofLine: lineIndex(of: offset))) }

    /// The line of a place for people; empty when it is in no file here.
    func line(at location: SourceLocation) -> String {
        guard let part = parts.firstIndex(where: { $0.file == location.file }) else { return "" }
        return line(at: offset(line: location.line, column: 1, part: part))
    }

    /// The text of a range.
    func string(_ range: Range<Int>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[range])
        return String(view)
    }

    private func part(ofLine line: Int) -> Part { parts.last { $0.firstLine <= line } ?? parts[0] }

    private func lineIndex(of offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }

    private func range(ofLine index: Int) -> Range<Int> {
        let start = lineStarts[index]
        var end = index + 1 < lineStarts.count ? lineStarts[index + 1] : scalars.count
        while end > start, scalars[end - 1].isLineBreak || scalars[end - 1] == Self.separator { end -= 1 }
        return start..<end
    }

    /// Letters with combining marks are one character; beyond the first thousands nobody counts.
    private func characters(in range: Range<Int>) -> Int {
        guard range.count <= 4_096, scalars[range].contains(where: { !$0.isASCII }) else {
            return range.count
        }
        return string(range).count
    }

    private static func lineStarts(in scalars: [Unicode.Scalar]) -> [Int] {
        var starts = [0]
        for index in scalars.indices where scalars[index].isLineBreak {
            let next = index + 1
            if scalars[index] == "\r", next < scalars.count, scalars[next] == "\n" { continue }
            starts.append(next)
        }
        return starts
    }
}

extension Unicode.Scalar {
    /// What YAML 1.1 ends a line at, so that lines are counted as the parser counts them.
    var isLineBreak: Bool {
        self == "\n" || self == "\r" || self == "\u{85}" || self == "\u{2028}" || self == "\u{2029}"
    }

    var isBlank: Bool { self == " " || self == "\t" }
}
