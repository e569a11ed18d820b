/// A file with one fault in it, planted by a rule.
struct SeededFault: Sendable {
    /// What was done.
    var kind: String
    /// Which file was changed.
    var base: String
    /// The broken text.
    var text: String
    /// Where the first problem may be told, counted from 1.
    var lines: Set<Int>
    /// The changed line, for a message.
    var changed: String
}

/// A sound file, line by line, with what stands where.
struct SoundFile: Sendable {
    /// `key: value` somewhere in a line.
    struct Place: Sendable {
        var line: Int
        var key: String
        /// Columns of the key in its line.
        var keyRange: Range<Int>
        /// Columns of the value; empty when it stands below.
        var valueRange: Range<Int>
        /// Whether the key is inside braces.
        var isInBraces: Bool
        /// The line of the mapping that the key is in: of the brace, or of the key above.
        var parentLine: Int
    }

    let name: String
    let lines: [String]
    let places: [Place]

    init(name: String, text: String) {
        self.name = name
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var places: [Place] = []
        // The lines of the keys above, by their indentation.
        var open: [(indent: Int, line: Int)] = []
        for (number, line) in lines.enumerated() {
            let characters = Array(line)
            let indent = characters.prefix { $0 == " " }.count
            guard indent < characters.count, characters[indent] != "#" else { continue }
            open.removeAll { $0.indent >= indent }
            let parent = open.last?.line ?? 0
            places += Self.places(characters, number, indent: indent, parent: parent)
            open.append((indent, number))
        }
        self.places = places
    }

    func value(_ place: Place) -> String { String(Array(lines[place.line])[place.valueRange]) }

    /// The text with other lines in the place of one.
    func replacing(_ line: Int, with new: [String]) -> String {
        (lines[..<line] + new + lines[(line + 1)...]).joined(separator: "\n")
    }

    /// The text with some columns of a line changed.
    func replacing(_ line: Int, _ range: Range<Int>, with new: String) -> String {
        replacing(line, with: [Self.replaced(lines[line], range, with: new)])
    }

    static func replaced(_ line: String, _ range: Range<Int>, with new: String) -> String {
        let characters = Array(line)
        return String(characters[..<range.lowerBound]) + new + String(characters[range.upperBound...])
    }

    /// All keys of a line: the one it begins with and those inside its braces.
    private static func places(_ line: [Character], _ number: Int, indent: Int, parent: Int) -> [Place] {
        var places: [Place] = []
        var depth = 0
        var quote: Character?
        var wordStart: Int? = indent
        for (column, character) in line.enumerated() where column >= indent {
            if let open = quote {
                if character == open { quote = nil }
                continue
            }
            switch character {
            case "\"", "'":
                quote = character
                wordStart = nil
            case "{":
                depth += 1
                wordStart = nil
            case "}": depth -= 1
            case " ":
                if let start = wordStart, start == column { wordStart = column + 1 }
            case ":" where column + 1 == line.count || line[column + 1] == " ":
                guard let start = wordStart, start < column else { break }
                let isInBraces = depth > 0
                let begin = min(column + 2, line.count)
                places.append(
                    Place(
                        line: number, key: String(line[start..<column]), keyRange: start..<column,
                        valueRange: begin..<end(of: line, from: begin, isInBraces: isInBraces),
                        isInBraces: isInBraces, parentLine: isInBraces ? number : parent))
                wordStart = nil
            default: break
            }
            if character == "{" || character == "," { wordStart = depth > 0 ? column + 1 : nil }
        }
        return places
    }

    /// Where a value ends: at the comma or brace behind it, or with the line.
    private static func end(of line: [Character], from start: Int, isInBraces: Bool) -> Int {
        guard isInBraces else { return line.count }
        var depth = 0
        var quote: Character?
        for column in start..<line.count {
            if let open = quote {
                if line[column] == open { quote = nil }
                continue
            }
            switch line[column] {
            case "\"", "'": quote = line[column]
            case "{", "[": depth += 1
            case "}" where depth == 0, "]" where depth == 0, "," where depth == 0: return trimmed(line, start, column)
            case "}", "]": depth -= 1
            default: break
            }
        }
        return line.count
    }

    private static func trimmed(_ line: [Character], _ start: Int, _ end: Int) -> Int {
        var end = end
        while end > start, line[end - 1] == " " { end -= 1 }
        return end
    }
}
