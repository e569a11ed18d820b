/// The one way to lay out pipelines, schemas, fragments, environments and test cases.
///
/// - Two blanks of indentation, also for the items of a list below its key. No blanks at the end of a line, one line
///   end (LF) behind each.
/// - One blank behind `:` and `,`; `{ a: b }` with blanks inside the braces, `[a, b]` without.
/// - Values in braces and brackets stay there as long as the line has at most 128 characters, and are broken into
///   lines of their own otherwise, or when there are comments between them; what has lines of its own keeps them.
/// - Values in braces or brackets of neighbouring keys that stand below each other go on doing so.
/// - At most one blank line between entries, none directly below a key.
/// - Comments are kept: above what they are above, as far to the right, or two blanks behind what they are behind.
/// - Scalars are as written: nothing is quoted or unquoted, and the lines of texts stay.
///
/// Laying a text out again changes nothing.
public enum CanonicalYAML {
    /// The canonical layout of a file's text.
    ///
    /// - Parameters:
    ///   - text: of the file.
    ///   - file: its path, for messages.
    /// - Returns: the text in its canonical layout; it means the same, which is checked.
    /// - Throws: what is wrong with the text as YAML, or what in it cannot be laid out anew.
    /// - Complexity: O(text).
    public static func text(of text: String, file: String) throws(SpecProblems) -> String {
        let source = SourceText(file: file, text: text)
        let log = ProblemLog(source)
        // Nothing but comments is sound here, although no file.
        if source.isWithoutContent { return try laidOut(source) }
        let tree = YAMLDocument.read(source, log: log)
        guard let tree, log.isEmpty else { throw SpecProblems(problems: log.problems) }
        let result = try laidOut(source)
        let after = SourceText(file: file, text: result)
        let check = ProblemLog(after)
        guard let read = YAMLDocument.read(after, log: check), check.isEmpty, read.means(tree),
            after.letters == source.letters, try laidOut(after) == result
        else {
            throw SpecProblems(problems: [
                SpecProblem(
                    location: SourceLocation(file: file, line: 1, column: 1),
                    message: "laying this file out anew would change it, so it is left as it is",
                    expected: "a report of this bug, with the file")
            ])
        }
        return result
    }

    private static func laidOut(_ source: SourceText) throws(SpecProblems) -> String {
        var reader = LayoutReader(source)
        do throws(LayoutReader.Refusal) { return LayoutWriter(try reader.layout()).text } catch {
            let log = ProblemLog(source)
            log.report(
                "cannot lay this out anew: \(error.reason)", at: error.offset..<(error.offset + 1),
                expected: "a simpler way to write it; the file is left as it is")
            throw SpecProblems(problems: log.problems)
        }
    }
}

extension YAMLNode {
    /// Whether two trees say the same, wherever their parts stand.
    fileprivate func means(_ other: YAMLNode) -> Bool {
        switch (content, other.content) {
        case (.scalar(let one), .scalar(let two)):
            one.text == two.text && one.isNothing == two.isNothing
        case (.list(let one), .list(let two)):
            one.count == two.count && zip(one, two).allSatisfy { $0.means($1) }
        case (.mapping(let one), .mapping(let two)):
            one.count == two.count
                && zip(one, two).allSatisfy { $0.key.name == $1.key.name && $0.value.means($1.value) }
        default: false
        }
    }
}

extension SourceText {
    fileprivate var isWithoutContent: Bool {
        text.split(whereSeparator: \.isNewline).allSatisfy { line in
            line.drop { $0 == " " }.first.map { $0 == "#" } ?? true
        }
    }

    /// How often each sign occurs that laying out can neither add nor take away: no comment may get lost.
    fileprivate var letters: [Unicode.Scalar: Int] {
        var counts: [Unicode.Scalar: Int] = [:]
        for scalar in scalars where !scalar.properties.isWhitespace && !Self.movable.contains(scalar) {
            counts[scalar, default: 0] += 1
        }
        return counts
    }

    private static let movable = Set("{}[],-:#0123456789".unicodeScalars)
}
