/// A file's text, cut into lines. Places are offsets into its Unicode scalars, which is how YAML counts.
struct SourceText: Sendable {
    let file: String
    let text: String
    let scalars: [Unicode.Scalar]
    private let lineStarts: [Int]

    init(file: String, text: String) {
        self.file = file
        self.text = text
        // A byte order mark is no part of the text and would shift the first line.
        let all = Array(text.unicodeScalars)
        scalars = all.first == "\u{FEFF}" ? Array(all.dropFirst()) : all
        lineStarts = Self.lineStarts(in: scalars)
    }

    /// Where the YAML parser's line and column (both from 1) lie; places outside are moved to the nearest inside.
    func offset(line: Int, column: Int) -> Int {
        guard line <= lineStarts.count else { return scalars.count }
        return min(lineStarts[max(0, line - 1)] + max(0, column - 1), scalars.count)
    }

    /// The place as shown to people.
    func location(of offset: Int) -> SourceLocation {
        let line = lineIndex(of: offset)
        return SourceLocation(
            file: file, line: line + 1, column: characters(in: lineStarts[line]..<offset) + 1)
    }

    /// How many characters of a range lie in its first line; at least 1.
    func length(of range: Range<Int>) -> Int {
        let end = min(range.upperBound, self.range(ofLine: lineIndex(of: range.lowerBound)).upperBound)
        return end > range.lowerBound ? max(1, characters(in: range.lowerBound..<end)) : 1
    }

    /// The line a place is in, without its end.
    func line(at offset: Int) -> String { string(range(ofLine: lineIndex(of: offset))) }

    /// The text of a range.
    func string(_ range: Range<Int>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[range])
        return String(view)
    }

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
        while end > start, scalars[end - 1].isLineBreak { end -= 1 }
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
