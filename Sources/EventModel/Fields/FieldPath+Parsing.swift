extension FieldPath {
    /// What is wrong with the text of a path, and where.
    public struct Problem: Error, Hashable, Sendable {
        /// What was found.
        public var message: String
        /// What should stand there.
        public var expected: String
        /// Which bytes of the text are meant.
        public var range: Range<Int>
    }

    /// Reads a path as people write it.
    ///
    /// - Throws: the first problem.
    public init(parsing text: String) throws(Problem) {
        var reader = PathReader(text)
        self.init(try reader.steps())
    }
}

/// Goes over the text of a path once.
private struct PathReader {
    private let scalars: [Unicode.Scalar]
    /// The byte at which each scalar begins, and the end.
    private var bytes: [Int] = [0]
    private var place = 0

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
        for scalar in scalars { bytes.append((bytes.last ?? 0) + UTF8.width(scalar)) }
    }

    private var next: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

    mutating func steps() throws(FieldPath.Problem) -> [FieldPath.Step] {
        var steps = [FieldPath.Step.key(try key())]
        while let scalar = next {
            let start = place
            place += 1
            switch scalar {
            case ".": steps.append(.key(try key()))
            case "[": steps.append(.item(try item(from: start)))
            default:
                throw problem(
                    "'\(scalar)' cannot stand in a key without quotes", from: start,
                    expected: "a dot, a place such as [0], or double quotes around the key")
            }
            guard steps.count <= FieldPath.longest else {
                throw problem(
                    "the path has more than \(FieldPath.longest) steps", from: start,
                    expected: "at most \(FieldPath.longest)")
            }
        }
        return steps
    }

    private mutating func key() throws(FieldPath.Problem) -> String {
        if next == "\"" { return try quotedKey() }
        let start = place
        while let scalar = next, FieldPath.isPlain(scalar) { place += 1 }
        guard place > start else {
            let found = next.map { "'\($0)'" } ?? "the end of the path"
            place = min(place + 1, scalars.count)
            throw problem(
                "\(found) stands where a key is expected", from: start,
                expected: "a key, in double quotes when it has dots or other special characters")
        }
        return string(start..<place)
    }

    private mutating func quotedKey() throws(FieldPath.Problem) -> String {
        let start = place
        var key = String.UnicodeScalarView()
        place += 1
        while let scalar = next {
            place += 1
            if scalar == "\"" { return String(key) }
            guard scalar == "\\" else {
                key.append(scalar)
                continue
            }
            guard let escaped = next, escaped == "\"" || escaped == "\\" else { break }
            key.append(escaped)
            place += 1
        }
        let isEscape = next != nil
        throw problem(
            isEscape ? "a backslash stands before another character" : "the quotes are not closed",
            from: isEscape ? place - 1 : start,
            expected: isEscape ? "\\\" or \\\\" : "a closing double quote")
    }

    private mutating func item(from start: Int) throws(FieldPath.Problem) -> Int {
        let first = place
        while let scalar = next, scalar != "]" { place += 1 }
        let digits = string(first..<place)
        let expected = "a place from [0] to [\(FieldPath.lastItem)], counted from the list's beginning"
        guard next == "]" else { throw problem("the bracket is not closed", from: start, expected: "]") }
        place += 1
        guard !digits.isEmpty, digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let item = Int(digits),
            item <= FieldPath.lastItem
        else { throw problem("'[\(digits)]' is no place of a list", from: start, expected: expected) }
        return item
    }

    private func string(_ range: Range<Int>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[range])
        return String(view)
    }

    /// A problem from a scalar to where the reader stands.
    private func problem(_ message: String, from start: Int, expected: String) -> FieldPath.Problem {
        let end = max(place, min(start + 1, scalars.count))
        return FieldPath.Problem(message: message, expected: expected, range: bytes[start]..<bytes[end])
    }
}
